"""Plays a market over HTTP: the same truth, rendered as pages, read by the real commands."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tests.commands import Desk
from tests.pages import listing
from tests.simulation.oracle import Oracle
from tests.simulation.words import Words, noisy
from tests.simulation.world import Ad, Source, World
from tests.site import Answer, Site

# What pages can show of the faults and of what befalls a source.
FAULTS = ("empty", "half", "all404", "page", "total", "failed", "details", "challenge")
BEFALLS = ("redesign", "redesign", "rename", "remove", "mass")
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Web:
    """One market, day after day, each source a server of its own."""

    def __init__(self, world: World, desk: Desk, sites: list[Site]) -> None:
        self.world, self.desk, self.oracle = world, desk, Oracle(world)
        world.reader, world.faults = "r2", FAULTS
        world.specials = [(5 + 3 * number, what) for number, what in enumerate(BEFALLS)]
        self.sites: dict[int, Site] = {}
        for source, site in zip(world.sources, sites, strict=True):
            source.url = f"{site.url}/list"
            self.sites[id(source)] = site

    def run(self, days: int) -> Oracle:
        for day in range(1, days + 1):
            self.world.live(day, self.known_open)
            if renamed := self.world.__dict__.pop("renamed", None):
                self.desk.run("sources", "rename", *renamed, check=0)
            watched = [source for source in self.world.sources if source.watched]
            true = {source.name: self.show(source, day) for source in watched}
            self.desk.configure({source.name: source.url for source in watched})
            now = datetime(2026, 3, 1, 1, tzinfo=UTC) + timedelta(days=day - 1)
            done = self.desk.crawl(now.isoformat(), "--quiet", check=None)
            assert done.returncode in (0, 1), done.stderr
            for source in watched:
                events = self.desk.ask(
                    """SELECT kind, key, detail FROM event JOIN posting USING (posting_id)
                    WHERE run_id = (SELECT max(run_id) FROM run) AND event.source_id = ?""", source.name)  # fmt: skip
                ((verdict,),) = self.desk.ask(
                    "SELECT verdict FROM source_runs WHERE source_id = ? ORDER BY run_id DESC LIMIT 1", source.name)  # fmt: skip
                told = [(kind, source.vacancies[key], json.loads(detail)) for kind, key, detail in events]
                self.oracle.hear(source, told, true[source.name], verdict)
        return self.oracle

    def known_open(self, source: Source) -> set[str]:
        if not self.desk.database.exists():
            return set()
        return {key for (key,) in self.desk.ask("SELECT key FROM posting WHERE open AND source_id = ?", source.name)}

    def show(self, source: Source, day: int) -> set[str]:
        """Puts today's pages on a source's server; gives the keys whose truth they show."""
        dice, site, fault = self.world.dice, self.sites[id(source)], source.fault
        site.pages = {"/robots.txt": Answer(status=404)}
        shown = source.shown()
        dice.shuffle(shown)
        listed = shown
        if fault in ("half", "empty"):
            few = 0 if fault == "empty" else max(1, len(shown) // 4)
            listed = shown[:few] if fault == "empty" or len(shown) > 9 else shown
        true: set[str] = set()
        for ad in source.ads.values():
            key = source.key(ad)
            path = f"{source.prefix}/{ad.number}"
            if ad.page == "gone" or fault == "all404":
                continue  # 404
            if fault == "challenge" and not ad.listed:
                site.html(path, "<title>Just a moment...</title><p>checking your browser</p>")
            elif fault == "details" and ad.listed and dice.random() < 0.5 and key in self.known_open(source):
                site.put(path, status=500)
            else:
                site.html(path, self.page(ad, day))
        half = -(-len(listed) // 2)
        base = f"?v={source.prefix}"  # a link's own noise
        for number, part in enumerate((listed[:half], listed[half:])):
            links = {f"{source.prefix}/{ad.number}": ad.words.title for ad in part}
            total = len(listed) + (fault == "total")
            following = f"/list?page=2&v={base[3:]}" if number == 0 and len(listed) > 1 else ""
            words = "<p>暂无在招职位</p>" if not listed else ""
            path = "/list" if number == 0 else f"/list?page=2&v={base[3:]}"
            site.html(path, listing(links, following=following, total=total if listed else None, words=words))
        if fault == "failed":
            site.put("/list", status=503)
        elif fault == "page" and len(listed) > 1:
            site.put(f"/list?page=2&v={base[3:]}", status=500)
        accident = fault in ("empty", "all404") or (fault == "half" and len(listed) < len(shown))
        partial = fault in ("page", "total", "failed", "details")
        if accident and not source.accident:
            source.accident_day = day
        source.accident = accident or (source.accident and partial)
        if accident or partial:
            return true
        source.settled = True
        return {source.key(ad) for ad in source.ads.values()}

    def page(self, ad: Ad, day: int) -> str:
        """An ad's own page, written another way every day."""
        now = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day - 1)).isoformat()
        if not ad.text or self.world.dice.random() < 0.5:
            ad.text = noisy(replace_expiry(ad.words), self.world.dice, now)
        words = ad.words
        body = "".join(f"<p>{line}</p>" for line in ad.text.split("\n"))
        markup = {
            "@context": "https://schema.org", "@type": "JobPosting", "title": words.title, "description": body,
            "hiringOrganization": {"@type": "Organization", "name": words.company},
            "jobLocation": {"@type": "Place", "address": {"@type": "PostalAddress", "addressLocality": words.city}},
            **({"validThrough": words.expires} if words.expires else {}),
        }  # fmt: skip
        banner = "<div class=notice>该职位已下线</div>" if ad.page == "marked" else ""
        return (
            f'<html><head><meta charset="utf-8"><meta name="token" content="{self.world.dice.random()}"><title>{words.title}</title>'
            f'<script type="application/ld+json">{json.dumps(markup, ensure_ascii=False)}</script></head>'
            f"<body><main>{banner}<h1>{words.title}</h1>{body}</main></body></html>"
        )


def replace_expiry(words: Words) -> Words:
    """The words without their expiry, which stands in the markup."""
    return Words(words.company, words.title, words.city, words.duties, words.asks, words.pay)
