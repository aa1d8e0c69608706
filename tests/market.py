"""Builders for tests of decisions: ads, results and a store made of plain values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from roles import wire
from roles.crawl import CloseReason, CrawlReport, CrawlResult, OwnPage, OwnState, SeenPosting, Verdict
from roles.event import Candidate, Changes, KnownAd, KnownRole, KnownSource, Snapshot
from roles.lifecycle import decide
from roles.match import company_key
from roles.model import Posting, RawPosting, Salary

SITE = "https://acme.example"
ZONE = "Asia/Shanghai"


def day(number: int, hour: int = 0) -> str:
    """The n-th day of the tests, UTC."""
    month, rest = divmod(number - 1, 28)
    return f"2026-{1 + month:02}-{1 + rest:02}T{hour:02}:00:00Z"


def pay(text: str) -> Salary:
    """Monthly pay in thousands, "30-50*15"."""
    low, _, rest = text.partition("-")
    high, _, months = rest.partition("*")
    return Salary(
        currency="CNY", period="month", min=int(low) * 1000, max=int(high) * 1000,
        months=int(months) if months else None, text=text,
    )  # fmt: skip


def ad(name: str, **facts: Any) -> SeenPosting:
    """One ad as a crawl sees it; `name` is its key, and its title unless `title` says otherwise.

    `derived` marks an id made from the ad's words; `state` and `text` are the page's words.
    """
    title = facts.pop("title", f"{name} 推理工程师")
    text = facts.pop("text", f"岗位职责\n- 负责{title}的研发与维护，{name * 20}\n任职要求\n- 熟悉{name}方向的系统软件")
    url = facts.pop("url", f"{SITE}/{name}")
    state, derived = facts.pop("state", None), facts.pop("derived", False)
    key = facts.pop("key", f"url:/{name}")
    facts.setdefault("company", "澜汀智算")
    facts.setdefault("requirements", text.partition("任职要求\n")[2] or None)
    raw = RawPosting(url=url, title=title, text=text, state=state, derived_id=derived, expires=facts.get("expires_at"),
                     salary=facts["salary"].text if facts.get("salary") else None)  # fmt: skip
    posting = Posting(title=title, url=url, description=text, **facts)
    return SeenPosting(key=key, url=url, digest=wire.digest(raw), raw=raw, posting=posting)


def own(name: str, state: OwnState, reason: CloseReason | None = None) -> OwnPage:
    """What the own page of an ad says."""
    return OwnPage(key=f"url:/{name}", state=state, reason=reason, evidence=f"{state} {reason}")


class Market:
    """Applies changes to values, as the store does to rows: one source, day after day."""

    def __init__(self, source_id: str = "acme") -> None:
        self.source = KnownSource(source_id=source_id)
        self.ads: dict[int, KnownAd] = {}
        self.roles: dict[int, KnownRole] = {}
        self.leads: dict[int, Posting] = {}
        self.next_id = 1
        self.run = 0
        self.reader = "r1.x1"

    def crawl(
        self, now: str, *ads: SeenPosting, verdict: Verdict = "complete", own_pages: tuple[OwnPage, ...] = ()
    ) -> Changes:
        """One crawl at a time, applied; gives what it changed."""
        self.run += 1
        known = {one.key: one for one in self.ads.values()}
        seen = tuple(
            replace(one, raw=None, posting=None)
            if one.key in known and known[one.key].digest == one.digest and known[one.key].reader == self.reader
            else one
            for one in ads
        )
        result = CrawlResult(
            run_id=self.run, source_id=self.source.source_id, reader=self.reader,
            report=CrawlReport(verdict=verdict, board="jsonld", message="" if verdict == "complete" else verdict),
            postings=seen, own_pages=own_pages,
        )  # fmt: skip
        changes = decide(self.snapshot(), result, now=now, zone=ZONE, reread=lambda raw: self.reread(raw))
        self.apply(changes, now)
        return changes

    def reread(self, raw: RawPosting) -> Posting:
        """What today's reader makes of a stored text; tests replace it."""
        return next(one.posting for one in self.ads.values() if one.raw == raw and one.posting is not None)

    def snapshot(self) -> Snapshot:
        """What is known now."""
        candidates: dict[str, list[Candidate]] = {}
        for role in self.roles.values():
            lead = self.ads[role.lead_id]
            assert lead.posting is not None
            candidates.setdefault(company_key(lead.posting.company), []).append(
                Candidate(role_id=role.role_id, source_id=self.source.source_id, open=role.open,
                          closed_at=role.closed_at, posting=lead.posting)
            )  # fmt: skip
        return Snapshot(
            source=self.source,
            ads={one.key: one for one in self.ads.values()},
            roles=dict(self.roles),
            candidates={company: tuple(several) for company, several in candidates.items()},
        )

    def apply(self, changes: Changes, now: str) -> None:
        """Writes changes into the values."""
        given: dict[int, int] = {}

        def number(ref: int) -> int:
            if ref > 0:
                return ref
            if ref not in given:
                given[ref] = self.next_id
                self.next_id += 1
            return given[ref]

        for write in changes.ads:
            before = self.ads.get(write.posting_id)
            self.ads[number(write.posting_id)] = KnownAd(
                posting_id=number(write.posting_id), role_id=number(write.role_id), key=write.key, url=write.url,
                title=write.posting.title, digest=write.digest, reader=write.reader, open=write.open,
                first_seen=before.first_seen if before else now, closed_at=write.closed_at,
                close_reason=write.close_reason, expires_at=write.posting.expires_at, posting=write.posting, raw=write.raw,
            )  # fmt: skip
        for state in changes.states:
            self.ads[state.posting_id] = replace(
                self.ads[state.posting_id], open=state.open, closed_at=state.closed_at, close_reason=state.close_reason,
                missed_since=state.missed_since, missed=state.missed,
            )  # fmt: skip
        for role in changes.roles:
            self.roles[number(role.role_id)] = KnownRole(
                role_id=number(role.role_id), open=role.open, lead_id=number(role.lead_id), closed_at=role.closed_at,
                repost_count=role.repost_count,
            )  # fmt: skip
        self.source = replace(
            self.source,
            baseline_done=changes.source.baseline_done,
            held=changes.source.held,
            last_run_id=self.run,
            read_url=changes.source.read_url,
            reader=changes.source.reader,
        )

    @property
    def open_titles(self) -> set[str]:
        """The titles of open roles."""
        return {self.ads[role.lead_id].title for role in self.roles.values() if role.open}


def told(changes: Changes) -> list[tuple[str, str]]:
    """What changes tell, briefly: kind, and what matters most of its detail."""
    notes = {
        "salary_changed": lambda d: d["direction"],
        "closed": lambda d: d["reason"],
        "new": lambda d: "baseline" if d["baseline"] else "",
        "changed": lambda d: ",".join(sorted(d["fields"])),
    }
    return [(event.kind, notes.get(event.kind, lambda _: "")(event.detail)) for event in changes.events]
