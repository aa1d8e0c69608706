"""Options and fixtures that several tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

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
