"""What happens on the market, day by day, and what each source shows of it. The truth is known here and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Literal

from roles.identity import posting_key
from roles.model import RawPosting
from tests.simulation.words import COMPANIES, Pay, Words, Writer, with_ask

Shape = Literal["pages", "ids", "shared", "feed", "gatherer"]
# What goes wrong for a day, and for which shapes. The first four look like a complete listing.
ACCIDENTS = ("empty", "half", "cut", "all404")
FAULTS: dict[str, tuple[Shape, ...]] = {
    "empty": ("pages", "ids", "shared", "gatherer"), "half": ("pages", "ids", "shared", "gatherer"),
    "cut": ("pages", "ids", "shared", "gatherer"), "all404": ("pages", "feed", "gatherer"),
    "page": ("pages", "ids", "shared", "gatherer"), "total": ("pages", "ids", "gatherer"),
    "failed": ("pages", "ids", "shared", "feed", "gatherer"), "details": ("pages", "feed", "gatherer"),
    "few": ("pages", "gatherer"), "challenge": ("pages", "ids", "gatherer"),
}  # fmt: skip
WINDOW = 8  # ads that the feed shows
STAYS = ("pages", "gatherer")  # where a page may stay up after its ad was taken out of the listing


@dataclass
class Ad:
    """One ad at one source: what it says now, whether it is listed, what its own page answers."""

    number: int
    vacancy: int
    words: Words
    day: int
    listed: bool = True
    page: Literal["up", "gone", "marked"] = "up"
    text: str = ""

    @property
    def open(self) -> bool:
        return self.listed and self.page == "up"


@dataclass
class Source:
    """A source and how it shows its ads today."""

    name: str
    shape: Shape
    companies: tuple[str, ...]
    url: str
    ads: dict[int, Ad] = field(default_factory=dict)
    prefix: str = "/jobs"
    extractor: str = "x1"
    watched: bool = True
    awaits: str = ""  # what is to befall it as soon as all that happened there is told; until then it rests
    settled: bool = True  # false from a move or an upgrade until it was read completely
    fault: str = ""
    last_fault: str = ""
    accident_day: int = 0  # the first of the accidents since it was last seen as it is, before today's visit
    accident: bool = False  # since it was last seen as it is, something looked like a listing and was none
    most_lost: int = 1  # ads that were told closed at one crawl
    vacancies: dict[str, int] = field(default_factory=dict)  # every key it ever had

    def raw(self, ad: Ad, text: str) -> RawPosting:
        base = self.url.rpartition("/")[0]
        state = "已停止招聘" if ad.page == "marked" and self.shape in ("ids", "shared") else None
        if self.shape == "shared":
            return RawPosting(url=f"{self.url}#{ad.words.title}", title=ad.words.title, text=text, state=state,
                              company=ad.words.company, derived_id=True)  # fmt: skip
        return RawPosting(
            url=f"{base}{self.prefix}/{ad.number}", title=ad.words.title, text=text, company=ad.words.company, state=state,
            external_id=str(ad.number) if self.shape == "ids" else None, tenant=self.prefix if self.shape == "ids" else None,
        )  # fmt: skip

    def key(self, ad: Ad) -> str:
        key = posting_key(self.raw(ad, ""), "api" if self.shape == "ids" else "page", self.url)
        self.vacancies[key] = ad.vacancy
        return key

    def shown(self) -> list[Ad]:
        listed = [ad for ad in self.ads.values() if ad.listed]
        if self.shape == "feed":
            return sorted(listed, key=lambda ad: (-ad.day, -ad.number))[:WINDOW]
        return listed


@dataclass
class Happened:
    """One true event that a user should hear of. `looks` counts the crawls that could show it."""

    kind: str
    vacancy: int
    source: str
    day: int
    about: str = ""
    stays: bool = False  # a page that stays up: believed after five crawls and seven days only
    looks: int = 0
    first_look: int = 0
    due: int = 0
    waived: bool = False
    told: bool = False


class World:
    """A market of a few sources. `known_open(source)` gives the keys that the watcher has as open."""

    def __init__(self, seed: int, *, shapes: tuple[Shape, ...], size: int) -> None:
        self.dice = Random(seed)
        self.writer = Writer(self.dice)
        self.happened: list[Happened] = []
        self.next_ad, self.next_vacancy, self.day = 1, 1, 0
        self.truth: dict[int, Words] = {}
        self.later: list[tuple[int, Callable[[], None]]] = []
        self.flips: dict[int, Pay | None] = {}
        self.reader = "r1"
        self.faults: tuple[str, ...] = tuple(FAULTS)
        self.befell: Counter[str] = Counter()
        self.sources: list[Source] = []
        for number, shape in enumerate(shapes):
            own = (COMPANIES[number],) if shape != "gatherer" else COMPANIES[-2:]
            self.sources.append(Source(f"s{number}-{shape}", shape, own, f"https://s{number}.example/list"))
        for source in self.sources:
            for _ in range(size + self.dice.randrange(5)):
                self.open_vacancy(source)
        days = self.dice.sample(range(5, 26), 9)
        self.specials: list[tuple[int, str]] = sorted(zip(
            days, ("reader", "extractor", "redesign", "address", "board", "rename", "remove", "mass", "redesign"),
            strict=True))  # fmt: skip

    # -- the truth

    def happen(self, kind: str, ad: Ad, source: Source, about: str = "", *, stays: bool = False) -> None:
        self.happened.append(Happened(kind, ad.vacancy, source.name, self.day, about, stays))

    def pending(self, vacancy: int) -> bool:
        return any(one.vacancy == vacancy and not one.told and not one.waived for one in self.happened)

    def quiet(self, source: Source) -> bool:
        """Whether nothing of a source is still to be told."""
        mine = {ad.vacancy for ad in source.ads.values()}
        return not any(one.vacancy in mine and not one.told and not one.waived for one in self.happened)

    def copies(self, vacancy: int) -> list[tuple[Source, Ad]]:
        return [(s, ad) for s in self.sources for ad in s.ads.values() if ad.vacancy == vacancy and ad.listed]

    def open_vacancy(self, source: Source) -> None:
        words = self.writer.invent(self.dice.choice(source.companies))
        if words is None:
            return
        ad = self.put(source, self.next_vacancy, words)
        self.truth[ad.vacancy] = words
        self.next_vacancy += 1
        self.happen("new", ad, source)
        gatherer = next((one for one in self.sources if one.shape == "gatherer"), None)
        if gatherer and source.shape in ("pages", "ids") and self.dice.random() < 0.4:
            self.after(
                2,
                lambda: (
                    ad.open
                    and not ad.words.expires
                    and not self.pending(ad.vacancy)
                    and gatherer.watched
                    and self.put(gatherer, ad.vacancy, ad.words)
                    and None
                ),
            )

    def put(self, source: Source, vacancy: int, words: Words) -> Ad:
        ad = source.ads[self.next_ad] = Ad(self.next_ad, vacancy, words, self.day)
        self.next_ad += 1
        return ad

    def after(self, days: int, act: Callable[[], object]) -> None:
        self.later.append((self.day + days, act))  # type: ignore[arg-type]

    def live(self, day: int, known_open: Callable[[Source], set[str]]) -> None:
        """One more day."""
        self.day, self.known_open = day, known_open
        due, self.later = [a for d, a in self.later if d <= day], [(d, a) for d, a in self.later if d > day]
        for act in due:
            act()
        if day > 2:
            for source in self.sources:
                if source.watched and source.settled and not source.awaits:
                    self._live(source, known_open(source), known_open)
        self._specials(known_open)
        for source in self.sources:
            source.last_fault, source.fault = source.fault, self._fault(source)

    def _live(self, source: Source, known: set[str], known_open: Callable[[Source], set[str]]) -> None:
        dice = self.dice
        shown = source.shown()
        ready = [
            ad for ad in shown
            if ad.open and not self.pending(ad.vacancy) and self._of_source(source, ad)
            and all(s.watched and s.settled and one.words == ad.words and s.key(one) in known_open(s)
                    for s, one in self.copies(ad.vacancy))
        ]  # fmt: skip
        dice.shuffle(ready)
        if dice.random() < 0.4:
            self.open_vacancy(source)
        if ready and dice.random() < 0.5:
            self.change(source, ready.pop())
        if len(ready) > 3 and dice.random() < 0.3:
            self.close(source, ready.pop())
        if ready and source.shape in ("pages", "ids") and dice.random() < 0.1:
            self.repost(source, ready.pop())
        gone = [ad for ad in source.ads.values()
                if not ad.open and not self.pending(ad.vacancy) and not self.copies(ad.vacancy) and source.key(ad) not in known
                and ad.vacancy in self.truth and (not ad.words.expires)]  # fmt: skip
        if gone and dice.random() < 0.15:
            self.reopen(source, dice.choice(gone))

    def _of_source(self, source: Source, ad: Ad) -> bool:
        """Whether an ad leads: a copy at a gatherer does not."""
        elsewhere = (one.vacancy for other in self.sources if other is not source for one in other.ads.values())
        return source.shape != "gatherer" or ad.vacancy not in elsewhere

    def change(self, source: Source, ad: Ad) -> None:
        words, pay, dice = ad.words, ad.words.pay, self.dice
        kinds = ["ask", "pay", "pay", "title"] + (["city"] if self.reader == "r2" else [])
        kind = dice.choice(kinds)
        if ad.vacancy in self.flips:
            words = replace(words, pay=self.flips.pop(ad.vacancy))
            kind = "pay back"
        elif kind == "ask":
            words = with_ask(words, dice)
        elif kind == "title":
            words = replace(
                words, title=words.title.removeprefix("高级") if "高级" in words.title else f"高级{words.title}"
            )
        elif kind == "city":
            words = replace(words, city=dice.choice([c for c in ("上海", "北京", "深圳", "杭州") if c != words.city]))
        elif pay is None:
            words = replace(words, pay=Pay(40, 60))
        else:
            new = dice.choice(
                (Pay(pay.low + 3, pay.high + 6, pay.months), Pay(pay.low - 3, pay.high - 4, pay.months), None)
            )
            words = replace(words, pay=new)
            if dice.random() < 0.4:
                self.flips[ad.vacancy] = pay
        old, ad.words, ad.text, ad.day = ad.words, words, "", self.day
        self.truth[ad.vacancy] = words
        if words.pay != old.pay:
            self.happen("salary_changed", ad, source, _direction(old.pay, words.pay))
        else:
            self.happen("changed", ad, source, {"ask": "", "title": "title", "city": "location"}[kind])
        for other, copy in self.copies(ad.vacancy):
            if other is not source:
                self.after(dice.randrange(1, 4), lambda copy=copy: self._catch_up(copy, words))  # type: ignore[misc]

    def _catch_up(self, copy: Ad, words: Words) -> None:
        copy.words, copy.text = words, ""

    def close(self, source: Source, ad: Ad) -> None:
        copies = [(s, one) for s, one in self.copies(ad.vacancy) if one is not ad]
        if copies:
            lag = self.dice.randrange(1, 4)
            ad.listed, ad.page = False, "gone"
            for other, one in copies:
                self.after(lag, lambda other=other, one=one: self._close_copy(source, ad, other, one))  # type: ignore[misc]
            self.happened.append(Happened("wait", ad.vacancy, source.name, self.day, waived=False))
            return
        how = self.dice.choice({
            "pages": ("gone", "marked", "lags", "stays", "expires", "silent"), "ids": ("gone", "marked", "expires"),
            "gatherer": ("gone", "marked", "lags", "stays"), "feed": ("gone", "marked"), "shared": ("silent", "marked"),
        }[source.shape])  # fmt: skip
        if how == "expires":
            last = self.day + self.dice.randrange(-2, 3)
            ad.words, ad.text = replace(ad.words, expires=_date(last)), ""
            self.truth[ad.vacancy] = ad.words
            ends = max(self.day, last + 1)
            self.happened.append(Happened("closed", ad.vacancy, source.name, ends, "expired"))
            if self.dice.random() < 0.3:  # the site lied, and says so later
                self.after(ends - self.day + 5, lambda: self._prolong(source, ad))
            return
        ad.page = {"gone": "gone", "marked": "marked", "lags": "gone", "stays": "up", "silent": "gone"}[how]  # type: ignore[assignment]
        ad.listed = how in ("marked", "lags") and source.shape != "feed"
        if how == "marked":
            ad.text = ""
        if how in ("lags", "marked"):
            self.after(self.dice.randrange(2, 6), lambda: setattr(ad, "listed", False) if ad.page != "up" else None)
        self.happen("closed", ad, source, "" if how != "stays" else "delisted", stays=how == "stays")

    def _close_copy(self, own: Source, first: Ad, source: Source, ad: Ad) -> None:
        if own.key(first) in self.known_open(own):
            self.after(1, lambda: self._close_copy(own, first, source, ad))
            return
        ad.listed, ad.page = False, "gone"
        for one in self.happened:
            if one.kind == "wait" and one.vacancy == ad.vacancy:
                one.told = True
        self.happen("closed", ad, source)

    def _prolong(self, source: Source, ad: Ad) -> None:
        if not ad.open or self.pending(ad.vacancy) or not source.settled or not source.watched:
            return
        ad.words, ad.text = replace(ad.words, expires=_date(self.day + 60)), ""
        self.happen("reopened", ad, source)

    def repost(self, source: Source, ad: Ad) -> None:
        ad.listed, ad.page = False, "gone"
        again = self.put(source, ad.vacancy, ad.words)
        self.happen("reposted", again, source)

    def reopen(self, source: Source, ad: Ad) -> None:
        if self.dice.random() < 0.4 and source.shape != "shared":
            ad.vacancy, again = -ad.vacancy, ad.vacancy
            ad = self.put(source, again, ad.words)
        ad.words = self.truth[ad.vacancy]
        ad.listed, ad.page, ad.text, ad.day = True, "up", "", self.day
        self.happen("reopened", ad, source)

    # -- what befalls whole sources

    def _specials(self, known_open: Callable[[Source], set[str]]) -> None:
        for planned, what in list(self.specials):
            if planned > self.day:
                continue
            shapes = {"extractor": ("pages",), "redesign": ("pages", "ids"), "address": ("pages",), "board": ("pages",),
                      "rename": ("shared", "pages"), "remove": ("shared", "feed", "ids"), "mass": ("pages", "ids"),
                      "reader": ()}[what]  # fmt: skip
            fit = [s for s in self.sources if s.shape in shapes and s.watched and s.settled and not s.awaits]
            if what == "reader":
                self.reader = "r2"
            elif not fit:
                continue  # another day
            else:
                self.dice.choice(fit).awaits = what
            self.specials.remove((planned, what))
        for source in self.sources:
            if source.awaits and self.quiet(source) and not source.accident:
                what, source.awaits = source.awaits, ""
                self._befall(source, what, known_open)
                self.befell[what] += 1

    def _befall(self, source: Source, what: str, known_open: Callable[[Source], set[str]]) -> None:
        if what == "redesign":
            source.prefix = f"/new{self.day}"
        elif what in ("extractor", "address", "board"):
            source.settled = False
            source.extractor = f"x{self.day}" if what != "address" else source.extractor
            if what == "address":
                source.url, source.prefix = f"https://careers-{source.url.removeprefix('https://')}", f"/en{self.day}"
            if what == "board":
                source.shape, source.prefix = "ids", f"/t{self.day}"
                for ad in source.ads.values():
                    ad.listed = ad.open
        elif what == "rename":
            old, source.name = source.name, f"{source.name}-renamed"
            self.renamed = (old, source.name)
            for one in self.happened:
                one.source = source.name if one.source == old else one.source
        elif what == "remove":
            source.watched = False
            self.after(self.dice.randrange(2, 6), lambda: setattr(source, "watched", True))
        elif what == "mass":
            ready = [ad for ad in source.shown() if ad.open and len(self.copies(ad.vacancy)) == 1
                     and source.key(ad) in known_open(source) and not ad.words.expires]  # fmt: skip
            for ad in ready[: int(0.7 * len(ready))]:
                ad.listed, ad.page = False, "gone"
                self.happen("closed", ad, source)

    def _fault(self, source: Source) -> str:
        if self.day < 2 or self.dice.random() > 0.3:
            return ""
        fit = [name for name, shapes in FAULTS.items() if source.shape in shapes and name in self.faults
               and not (name in ACCIDENTS and (source.accident or self.day < 4))
               and not (name == "cut" and (self.day < 10 or 0.35 * len(source.shown()) <= 2 * source.most_lost + 3))]  # fmt: skip
        return self.dice.choice(fit)


def _direction(old: Pay | None, new: Pay | None) -> str:
    if old is None or new is None:
        return "disclosed" if old is None else "withdrawn"
    return "raised" if (new.low, new.high) > (old.low, old.high) else "cut"


def _date(day: int) -> str:
    return (date(2026, 3, 1) + timedelta(days=day - 1)).isoformat()
