"""One crawl child for all tests that need a crawl and no recorder: starting one takes a second."""

from __future__ import annotations

import atexit
import tempfile
from functools import cache
from pathlib import Path

from roles import wire
from roles.crawl import CrawlOrder, CrawlResult
from rolewatch.children import Children, Lost


@cache
def _children() -> tuple[Children, Path]:
    folder = Path(tempfile.mkdtemp(prefix="rolewatch-tests-"))
    children = Children(1, folder)
    atexit.register(children.__exit__)
    return children, folder


def one_crawl(order: CrawlOrder, patience: float = 60) -> CrawlResult:
    """The result of one order, which says something at least every so many seconds."""
    children, _ = _children()
    children.give(order)
    while True:
        match children.hear(patience):
            case wire.Done(spool=spool):
                with Path(spool).open("rb") as lines:
                    return wire.decode_result(lines)
            case Lost(why=why):
                raise AssertionError(why)
            case None:
                raise AssertionError(f"nothing heard for {patience:.0f} s")
