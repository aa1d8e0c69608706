"""The crawl children: who has nothing to do when no order is left is let go, and the others finish."""

from __future__ import annotations

from pathlib import Path

from roles import wire
from roles.crawl import CrawlOrder
from rolewatch.children import Children
from tests.pages import careers
from tests.site import Site


def test_dismissed_children_leave_while_what_they_brought_is_recorded(site: Site, tmp_path: Path) -> None:
    order = CrawlOrder(run_id=1, source_id="s", url=careers(site), now="2026-03-02T00:30:00Z", delay=0.0)
    with Children(1, tmp_path) as children:
        children.give(order)
        children.dismiss()  # it has something to do
        said = None
        while not isinstance(said, wire.Done):
            said = children.hear(60)
        (child,) = children._children
        children.dismiss()
        children.dismiss()
        assert child.process.wait(60) == 0
        assert children.hear(60) is None
        assert children._children == []
        assert wire.decode_result(Path(said.spool).read_bytes().splitlines()).source_id == "s", "its result stays"
