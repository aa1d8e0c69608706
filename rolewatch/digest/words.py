"""What the digest says, in Chinese and in English."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

if TYPE_CHECKING:  # `show` and `status` say times in these words and make no digest
    from rolewatch.digest.build import Digest, Entry, Notice

Language = Literal["zh", "en"]


@cache
def _phrases() -> dict[str, dict[Language, str]]:
    return tomllib.loads((resources.files("rolewatch.digest") / "phrases.toml").read_text(encoding="utf-8"))


@cache
def _reasons(language: Language) -> tuple[tuple[re.Pattern[str], str], ...]:
    text = (resources.files("rolewatch.digest") / "reasons.toml").read_text(encoding="utf-8")
    return tuple((re.compile(pattern), words) for pattern, words in tomllib.loads(text).get(language, {}).items())


class Phrases:
    """The phrases of one language, with times in the digest's time zone."""

    def __init__(self, language: Language, timezone: str) -> None:
        self.language = language
        self.zone = ZoneInfo(timezone)

    def say(self, key: str, **values: object) -> str:
        """A phrase with its values filled in."""
        return _phrases()[key][self.language].format(**values)

    def when(self, moment: str) -> str:
        """A UTC time as date and minute in the digest's time zone."""
        return datetime.fromisoformat(moment).astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    def day(self, moment: str) -> str:
        """A UTC time as a date in the digest's time zone."""
        return datetime.fromisoformat(moment).astimezone(self.zone).strftime("%Y-%m-%d")

    def summary(self, digest: Digest) -> str:
        """How many changes of each kind, and how many sources stand behind it."""
        counts = [f"{self.say(group)} {len(entries)}" for group, entries in digest.groups.items() if entries]
        return " · ".join([*(counts or [self.say("quiet")]), self.proof(digest)])

    def proof(self, digest: Digest) -> str:
        """How many sources stand behind a digest, and how many of them it did not hear anew."""
        proof = self.say("proof", ok=digest.sources_ok, all=digest.sources)
        if digest.unread and digest.oldest:
            proof += self.say("unread", n=digest.unread, when=self.when(digest.oldest))
        return proof

    def title(self, digest: Digest) -> str:
        """The name of a digest, with the date that it is told for."""
        return " ".join(filter(None, [self.say("title"), digest.date]))

    def window(self, digest: Digest) -> str:
        """From when to when, in which zone."""
        return f"{self.when(digest.since)} – {self.when(digest.until)} ({digest.timezone})"

    def left_out(self, digest: Digest) -> str:
        """How many entries a short form leaves out, and where they are shown."""
        return self.say("left_out", n=digest.left_out, command=self.whole(digest))

    def whole(self, digest: Digest) -> str:
        """Where all of a digest stands: an address, or the command that shows it."""
        return digest.whole or f"rolewatch digest --since {digest.since} --until {digest.until}"

    def notice(self, notice: Notice) -> str:
        """Something about Rolewatch itself."""
        timed = notice.kind in ("overdue", "archived", "forgotten") and notice.words
        words = self.when(notice.words) if timed else notice.words
        return self.say(f"notice_{notice.kind}", subject=notice.subject, words=words)

    def reason(self, message: str) -> str:
        """Why a source was not read as it should be, and what can be done: in this language as far as we know it."""
        for pattern, words in _reasons(self.language):
            message = pattern.sub(words, message)
        return message

    def remedies(self, digest: Digest) -> list[str]:
        """What it means for their roles that sources need a look, and what can be done."""
        healths = {trouble.health for trouble in digest.troubles}
        return [self.say(f"remedy_{health}") for health in ("failing", "suspect") if health in healths]

    def family(self, name: str | None) -> str:
        """A role family by its name in this language."""
        key = f"family_{name}"
        return self.say(key) if key in _phrases() else name or ""

    def cluster(self, company: str | None, family: str | None) -> str:
        """What stands over the entries of an employer and a family."""
        return " · ".join(filter(None, [company or self.say("no_company"), self.family(family)]))

    def places(self, entry: Entry) -> str:
        """The places of a role."""
        from roles.read.facts.cities import display  # its lists of cities take long to load

        return self.say("list").join(display(place, self.language) for place in entry.locations)

    def where(self, entry: Entry) -> str:
        """Employer and places of a role."""
        return " · ".join(filter(None, [entry.company, self.places(entry)]))

    def note(self, entry: Entry) -> str:
        """What the line of an event says beside title, employer and place."""
        told = self._event(entry)
        if entry.group not in ("new", "closed", "reopened"):
            told = " · ".join(filter(None, [told, self.say("days", n=entry.days_open)]))
        if entry.repost_count:
            told = " · ".join(filter(None, [told, self.say("reposts", n=entry.repost_count)]))
        return told

    def _event(self, entry: Entry) -> str:
        detail = entry.detail
        match entry.group:
            case "pay":
                return self._pay(detail)
            case "new":
                return entry.salary_text or self.say("undisclosed")
            case "closed":
                return self.say("comma").join([self.say(detail["reason"]), self.say("days", n=entry.days_open)])
            case "reopened":
                return self.say("again", when=self.day(detail["closed_at"])) if detail.get("closed_at") else ""
            case "reposted":
                return entry.salary_text or ""
            case "changed":
                return self.say("list").join(self._field(name, value) for name, value in detail["fields"].items())

    def _pay(self, detail: dict[str, Any]) -> str:
        before, after = _stated(detail["before"]), _stated(detail["after"])
        if detail["direction"] == "disclosed":
            return f"{self.say('disclosed')}{self.say('stop')}{after}"
        if detail["direction"] == "withdrawn":
            return f"{self.say('withdrawn')}{self.say('stop')}{before}"
        kind = self.say("pay_changed" if detail["direction"] == "changed" else detail["direction"])
        percent = f" {detail['percent']:+.1f}%" if detail.get("percent") is not None else ""
        return f"{kind}{percent}{self.say('stop')}{before} → {after}"

    def _field(self, name: str, value: dict[str, Any]) -> str:
        words = self.say(f"field_{name}")
        if "diff" in value:
            return words
        before, after = (self.say("list").join(one) if isinstance(one, list) else one for one in value.values())
        return f"{words} {before} → {after}"


def _stated(pay: dict[str, Any] | None) -> str:
    return (pay or {}).get("text") or "-"
