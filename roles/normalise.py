"""A raw posting → a posting: words → values, each by the reader that knows it.

What a board states in a field of its own goes before what the text says, and that before what the page says once for
all its ads. A label that says of itself that nothing is stated outranks them all. What cannot be read is None, with a
note.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from roles.model import Posting, RawPosting, Salary
from roles.read.facts.apply import read_apply
from roles.read.facts.dates import read_date
from roles.read.facts.education import read_education
from roles.read.facts.employment import read_employment
from roles.read.facts.experience import Experience, read_experience
from roles.read.facts.headcount import read_headcount
from roles.read.facts.place import read_places
from roles.read.facts.workplace import read_workplace
from roles.read.job import Job, read_job
from roles.read.salary import read_salary
from roles.text import squeeze

T = TypeVar("T")

# A posting needs a name even where its page gives none.
UNTITLED = "(untitled)"

_zone = lru_cache(maxsize=8)(ZoneInfo)


def normalise(raw: RawPosting, *, company: str | None, now: str, zone: str) -> Posting:
    """Reads one raw posting.

    `company` stands for the employer where the posting does not name it. `now` is the crawl's clock (UTC, ISO 8601):
    relative and yearless dates start from it. `zone` is the configured time zone.
    """
    job = read_job(raw.text, title=raw.title, company=raw.company, locale=raw.locale)
    shared = read_job(raw.common, title=UNTITLED, locale=raw.locale) if raw.common else Job()
    notes: list[str] = []
    moment, place = datetime.fromisoformat(now), _zone(zone)
    salary = _salary(raw, job, shared, notes)
    experience = _experience(raw, job, shared)
    sections = job.sections
    return Posting(
        title=squeeze(job.title or UNTITLED),
        url=raw.url,
        company=raw.company or job.labelled_company or company or job.company,
        department=raw.department or job.department,
        locations=_places(raw.locations) or job.cities or shared.cities,
        workplace=_first(read_workplace, (raw.workplace, *raw.locations)) or job.workplace or shared.workplace,
        family=job.family,
        families=job.families,
        seniority=job.seniority,
        employment_type=_first(read_employment, (raw.employment_type,))
        or job.employment_type
        or shared.employment_type,
        campus=job.campus,
        headcount=_first(read_headcount, (raw.headcount,)) or job.headcount,
        salary=salary,
        experience_min=experience.min,
        experience_max=experience.max,
        education=_first(read_education, (raw.education,)) or job.education or shared.education,
        skills=tuple(job.skills),
        skills_plus=tuple(name for name, level in job.skills.items() if level == "plus"),
        responsibilities=sections.get("responsibilities"),
        requirements=sections.get("requirements"),
        nice_to_have=sections.get("plus"),
        benefits=sections.get("benefits"),
        apply_to=_first(read_apply, (raw.apply_to,)) or job.apply_to or shared.apply_to,
        posted_at=_date("posted", raw.posted, job, shared, moment, place, notes),
        expires_at=_date("expires", raw.expires, job, shared, moment, place, notes),
        requisition_id=raw.requisition_id,
        description=raw.text,
        notes=tuple(notes),
    )


def _first(reader: Callable[[str], T | None], stated: Iterable[str | None]) -> T | None:
    """What a reader makes of the first statement that says something to it."""
    return next((value for words in stated if words and (value := reader(words)) is not None), None)


def _places(stated: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for words in stated for place in read_places(words)))


def _experience(raw: RawPosting, job: Job, shared: Job) -> Experience:
    stated = read_experience(raw.experience) if raw.experience else Experience()
    if stated != Experience():
        return stated
    own = Experience(job.experience_min, job.experience_max)
    return own if own != Experience() else Experience(shared.experience_min, shared.experience_max)


def _salary(raw: RawPosting, job: Job, shared: Job, notes: list[str]) -> Salary | None:
    if raw.salary:
        stated = read_salary(raw.salary, raw.locale)
        if stated is not None:
            return stated
        notes.append(f"pay: {squeeze(raw.salary)[:120]}")
    return job.salary or shared.salary


def _date(
    name: str, stated: str | None, job: Job, shared: Job, now: datetime, zone: tzinfo, notes: list[str]
) -> str | None:
    """A date by its label. An ad that says of itself that the date is not stated is believed before any other date."""
    if name in job.unstated:
        return None
    for words in (stated, getattr(job, name), getattr(shared, name)):
        if words:
            found = read_date(words, now, zone, ahead=name == "expires")
            if found is None and words == stated:
                notes.append(f"{name}: {squeeze(words)[:120]}")
            if found is not None or words == stated:
                return found
    return None
