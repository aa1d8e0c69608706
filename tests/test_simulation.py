"""Thirty days of a market whose true events are known: nothing false is told, and nothing true is missed."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.commands import Desk
from tests.simulation.values import Play
from tests.simulation.web import Web
from tests.simulation.world import Shape, World
from tests.site import Site

SHAPES: tuple[Shape, ...] = ("pages", "ids", "shared", "feed", "gatherer", "pages")
# Seeds in the suite; `make soak` plays more.
SEEDS, SOAK = 20, 300


def play(seed: int, folder: Path) -> Play:
    market = Play(World(seed, shapes=SHAPES, size=5), folder / f"{seed}.db")
    market.run()
    return market


def check(market: Play) -> None:
    heard = market.oracle
    assert heard.false == [], "told, and not so"
    assert heard.missed == [], "so, and not told within two complete crawls"
    assert heard.confused == [], "a role is one vacancy"
    assert sum(heard.told.values()) > 120
    assert sum(market.world.befell.values()) >= 5, "sources were rebuilt, moved, renamed, taken out and put back"


@pytest.mark.parametrize("seed", range(SEEDS))
def test_thirty_days(seed: int, tmp_path: Path) -> None:
    check(play(seed, tmp_path))


def over_http(seed: int, folder: Path, days: int) -> Web:
    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in range(3)]
        folder.mkdir(exist_ok=True)
        market = Web(World(seed, shapes=("pages", "pages", "gatherer"), size=6), Desk(folder), sites)
        market.run(days)
    return market


def test_the_same_over_http_with_the_real_commands(tmp_path: Path) -> None:
    heard = over_http(1, tmp_path, days=8).oracle
    assert (heard.false, heard.missed) == ([], [])
    assert sum(heard.told.values()) > 20


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_thirty_days_over_http(tmp_path: Path) -> None:
    for seed in range(2, 6):
        heard = over_http(seed, tmp_path / str(seed), days=30).oracle
        assert (seed, heard.false, heard.missed) == (seed, [], [])


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_thirty_days_of_many_markets(tmp_path: Path) -> None:
    wrong: dict[int, str] = {}
    for seed in range(SEEDS, SEEDS + SOAK):
        try:
            check(play(seed, tmp_path))
        except AssertionError as error:
            wrong[seed] = str(error)[:400]
    assert wrong == {}
