"""One job description as values: labels, then sections, then a reader for each fact (docs/RULES.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from roles.model import Number, Salary
from roles.read.asks.family import Evidence, find_families
from roles.read.asks.levels import Level
from roles.read.asks.parts import Parts, parts_of
from roles.read.asks.skills import read_skills
from roles.read.facts.apply import find_apply, read_apply
from roles.read.facts.company import find_company, read_company
from roles.read.facts.education import Education, find_education, read_education
from roles.read.facts.employment import Employment, find_campus, find_employment, is_campus, read_employment
from roles.read.facts.experience import Experience, find_experience, read_experience, states_experience
from roles.read.facts.headcount import find_headcount, read_headcount
from roles.read.facts.place import find_places, read_places
from roles.read.facts.seniority import Seniority, read_seniority
from roles.read.facts.workplace import Workplace, find_workplace, read_workplace
from roles.read.layout.labels import Label
from roles.read.layout.lines import read_lines
from roles.read.layout.page import Page
from roles.read.layout.sections import SectionName
from roles.read.layout.split import lone_title
from roles.read.salary import read_salary

_SHOWN: tuple[SectionName, ...] = ("responsibilities", "requirements", "plus", "benefits")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LONGEST, _MOST_LINES = 40_000, 2000  # no description has as many characters or lines, and what is more is not read
_TITLE_LENGTH = 60  # characters of a text of one line that is as much title as text

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What one description says; None or empty where it says nothing.

    `skills` maps canonical names to how firmly they are asked for. Experience is in years. `families` has the primary
    one first; `evidence` are the words that decided. `sections` holds the text of the parts the ad has. `posted`,
    `updated` and `expires` are the ad's words (roles.read.facts.dates reads them, with a clock). `unstated` are the
    labels that say of themselves that nothing is stated ("发布时间：未注明"). `labelled_company` is the employer by a
    label line, without what prose only lets one suppose.
    """

    title: str | None = None
    company: str | None = None
    labelled_company: str | None = None
    department: str | None = None
    family: str | None = None
    families: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    seniority: Seniority | None = None
    skills: dict[str, Level] = field(default_factory=dict)
    experience_min: Number | None = None
    experience_max: Number | None = None
    education: Education | None = None
    employment_type: Employment | None = None
    campus: bool = False
    headcount: int | None = None
    cities: tuple[str, ...] = ()
    workplace: Workplace | None = None
    salary: Salary | None = None
    apply_to: str | None = None
    posted: str | None = None
    updated: str | None = None
    expires: str | None = None
    sections: dict[str, str] = field(default_factory=dict)
    unstated: frozenset[str] = frozenset()

    @property
    def remote(self) -> bool:
        """True where the work can be done from anywhere or from home."""
        return self.workplace == "remote"


def read_job(text: str, title: str | None = None, company: str | None = None, locale: str | None = None) -> Job:
    """Reads one job description, plain text or Markdown. What the caller knows (title, company, locale) wins."""
    text = "\n".join(text[:_LONGEST].split("\n", _MOST_LINES)[:_MOST_LINES])
    page = Page.read(read_lines(text))
    sectioned = page.sectioned
    labels = _Labels(page.labels)
    parts = parts_of(sectioned)
    title = title or lone_title(page)
    families = find_families(parts, title or _sentence(parts))
    experience = labels.read("experience", lambda value: read_experience(value) if states_experience(value) else None)
    if "experience" not in labels.unstated:
        experience = experience or find_experience(parts, title)
    experience = experience or Experience()
    workplace: Workplace | None = labels.read("workplace", read_workplace)
    workplace = workplace or labels.read("location", read_workplace)
    labelled = labels.read("company", read_company)
    return Job(
        title=title,
        company=company or labelled or find_company(parts, title),
        labelled_company=labelled,
        department=labels.words("department"),
        family=families.primary,
        families=families.names,
        evidence=families.evidence,
        seniority=read_seniority(title) if title else None,
        skills=read_skills(parts),
        experience_min=experience.min,
        experience_max=experience.max,
        education=labels.or_text("education", read_education, lambda: find_education(parts)),
        employment_type=_employment(labels, parts, title),
        campus=_campus(labels, parts, text, title),
        headcount=labels.or_text("headcount", read_headcount, lambda: find_headcount(parts, title)),
        cities=_cities(labels, parts, title),
        workplace=workplace or find_workplace(parts, title),
        salary=_salary(labels, text, locale or _locale(text)),
        apply_to=labels.read("apply", read_apply) or find_apply(parts, text),
        posted=labels.words("posted"),
        updated=labels.words("updated"),
        expires=labels.words("expires"),
        sections={name: shown for name in _SHOWN if (shown := sectioned.text(name))},
        unstated=labels.unstated,
    )


class _Labels:
    """The label lines of an ad by name."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = [label for label in labels if not label.unknown]
        known = {label.name for label in self._labels}
        self.unstated = frozenset(label.name for label in labels) - known

    def values(self, name: str) -> Iterator[str]:
        return (label.value for label in self._labels if label.name == name)

    def words(self, name: str) -> str | None:
        return next(self.values(name), None)

    def or_text(self, name: str, reader: Callable[[str], _T | None], find: Callable[[], _T | None]) -> _T | None:
        """A labelled fact, else what the text says; nothing where a label says that it is not stated."""
        return self.read(name, reader) or (None if name in self.unstated else find())

    def read(self, name: str, reader: Callable[[str], _T | None]) -> _T | None:
        """What a reader makes of the first value that says something to it."""
        return next((read for value in self.values(name) if (read := reader(value)) is not None), None)


def _sentence(parts: Parts) -> str | None:
    """A text that is one line is read like a title too."""
    return parts[0].text if len(parts) == 1 and len(parts[0].text) <= _TITLE_LENGTH else None


def _employment(labels: _Labels, parts: Parts, title: str | None) -> Employment | None:
    """A stated kind of hiring is all there is to know, even where it names several and so settles nothing."""
    stated = list(labels.values("employment_type"))
    if stated:
        return labels.read("employment_type", read_employment)
    return find_employment(parts, title)


def _campus(labels: _Labels, parts: Parts, text: str, title: str | None) -> bool:
    stated = list(labels.values("employment_type"))
    if stated and not any(map(is_campus, stated)):
        parts, text = Parts(), ""  # it names other kinds of hiring: graduates are one group of several
    return any(map(is_campus, stated)) or find_campus(parts, text, title)


def _cities(labels: _Labels, parts: Parts, title: str | None) -> tuple[str, ...]:
    """The stated places of work, else those named in the text, else the employer's stated address."""
    stated = [read_places(value) for value in labels.values("location")]
    places = tuple(dict.fromkeys(place for places in stated for place in places))
    if places or "location" in labels.unstated or labels.read("location", read_workplace) == "remote":
        return places
    address = next(map(read_places, labels.values("address")), ())
    return find_places(parts, title) or address


def _salary(labels: _Labels, text: str, locale: str) -> Salary | None:
    if "salary" in labels.unstated:
        return None
    return labels.read("salary", lambda value: read_salary(value, locale)) or read_salary(text, locale)


def _locale(text: str) -> str:
    return "zh-CN" if _CHINESE.search(text) else "en-US"
