"""What one crawl of a source brings back on a day: its ads as they are written today, through the fault of the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from roles import wire
from roles.crawl import CrawlReport, CrawlResult, KnownPosting, OwnPage, SeenPosting, Verdict
from roles.model import Posting, RawPosting
from tests.simulation.words import noisy, plain
from tests.simulation.world import ACCIDENTS, Source, World

Reader = Callable[[RawPosting, str], Posting]


def visit(world: World, source: Source, known: Mapping[str, KnownPosting], order_reader: str, run_id: int, now: str,
          read: Reader) -> tuple[CrawlResult, set[str]]:  # fmt: skip
    """One crawl; and the keys of which it shows the truth (none where it shows no truth at all)."""
    dice, fault = world.dice, source.fault
    reader = f"{world.reader}.{source.extractor}"
    shown = source.shown()
    if fault == "failed":
        return _result(source, "failed", reader, run_id), set()
    enough = sum(source.key(ad) in known and known[source.key(ad)].open for ad in shown) > 9
    if fault in ("half", "cut", "page"):
        share = {"half": 0.25, "cut": 0.6, "page": 0.5}[fault]
        shown = dice.sample(shown, max(1, int(share * len(shown)))) if enough or fault == "page" else shown
    if fault == "empty":
        shown = []
    dice.shuffle(shown)
    seen: list[SeenPosting] = []
    own: dict[str, OwnPage] = {}
    true: set[str] = set()
    for ad in shown:
        if not ad.text or dice.random() < 0.35:
            ad.text = noisy(ad.words, dice, now) if dice.random() < 0.9 else plain(ad.words)
        raw, key = source.raw(ad, ad.text), source.key(ad)
        true.add(key)
        page = "gone" if fault == "all404" else ad.page
        if source.shape in ("pages", "feed", "gatherer") and page != "up":
            if key in known:
                own[key] = replace(_own(key, page), listed=True)
            continue
        if key in known and dice.random() < {"details": 0.5, "few": 0.08}.get(fault, 0):
            true.discard(key)
            seen.append(SeenPosting(key=key, url=raw.url))
            continue
        digest = wire.digest(raw)
        as_it_was = key in known and known[key].digest == digest and order_reader == reader
        seen.append(SeenPosting(key=key, url=raw.url, digest=digest, raw=None if as_it_was else raw,
                                posting=None if as_it_was else read(raw, now)))  # fmt: skip
    listed = {one.key for one in seen}
    partial = fault in ("page", "total", "details")
    if fault != "page" and source.shape != "shared":
        by_key = {source.key(ad): ad for ad in source.ads.values()}
        for key, one in known.items():
            if one.open and key not in listed and key not in own:
                absent = by_key.get(key)
                page = "gone" if absent is None or fault == "all404" else absent.page
                own[key] = _own(key, page) if fault != "challenge" else OwnPage(key=key, state="unknown")
    verdict: Verdict = "partial" if partial else "window" if source.shape == "feed" else "complete"
    accident = fault in ACCIDENTS and (fault not in ("half", "cut") or len(source.shown()) > len(shown))
    if accident and not source.accident:
        source.accident_day = world.day
    source.accident = accident or (source.accident and partial)
    if not partial and not accident:
        true |= {source.key(ad) for ad in source.ads.values() if not ad.listed}
        source.settled = True
    result = _result(source, verdict, reader, run_id, tuple(seen), tuple(own.values()))
    return result, true if not accident and not partial else set()


def _own(key: str, page: str) -> OwnPage:
    if page == "up":
        return OwnPage(key=key, state="open", evidence="its page is up")
    return OwnPage(key=key, state="closed", reason="gone" if page == "gone" else "marked", evidence=page)


def _result(source: Source, verdict: Verdict, reader: str, run_id: int, seen: tuple[SeenPosting, ...] = (),
            own: tuple[OwnPage, ...] = ()) -> CrawlResult:  # fmt: skip
    return CrawlResult(run_id=run_id, source_id=source.name, reader=reader, postings=seen, own_pages=own,
                       report=CrawlReport(verdict=verdict, board=source.shape, message=source.fault))  # fmt: skip
