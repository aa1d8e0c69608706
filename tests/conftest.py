"""Options and fixtures that several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.cluster import Cluster, certificates
from tests.commands import Desk
from tests.site import Site

# The same examples in every run: a failure is always a change of ours. `make soak` looks for new ones by other seeds.
settings.register_profile("steady", derandomize=True)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--accept",
        action="store_true",
        help="write the expected.json of board cases anew; read the difference before you commit",
    )


@pytest.fixture
def site() -> Iterator[Site]:
    """A real HTTP server on loopback, whose pages the test sets."""
    with Site() as served:
        yield served


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A user's folder, in which commands are run."""
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificates of a cluster."""
    return certificates(tmp_path_factory.mktemp("certificates") / "keys")


@pytest.fixture(scope="module")  # its processes are never quite idle: they end with the last test that needs them
def running(keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of a scheduler and two workers for all tests that do it no harm that lasts."""
    with Cluster(keys, tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.start_scheduler()
        cluster.start_worker("crawl-b")
        cluster.start_worker("crawl-c")
        yield cluster
