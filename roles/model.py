"""The values that travel from a page to the digest: text as stated, and what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Period = Literal["hour", "day", "week", "month", "year"]
Number = int | float

# Pay periods in a year: the convention of docs/RULES.md ("Pay").
PERIODS_PER_YEAR: dict[Period, int] = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}


def tidy(number: Number) -> Number:
    """A whole number as int, anything else rounded to cents: 25000.0 → 25000."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Salary:
    """Pay as one ad states it.

    `min` and `max` are whole units of `currency` (ISO 4217) per `period`; an open end is None.
    `months` is the number of monthly salaries paid in a year, only where the ad states one.
    `text` is the phrase that was read, as it stands in the ad.
    """

    currency: str
    period: Period
    min: Number | None = None
    max: Number | None = None
    months: Number | None = None
    text: str = ""

    @property
    def per_year(self) -> Number:
        """How often the amount is paid in a year; 12 months where the ad states no number of months."""
        if self.period == "month" and self.months is not None:
            return self.months
        return PERIODS_PER_YEAR[self.period]

    @property
    def annual_min(self) -> Number | None:
        """The lower end in currency units per year, None where it is open."""
        return None if self.min is None else tidy(self.min * self.per_year)

    @property
    def annual_max(self) -> Number | None:
        """The upper end in currency units per year, None where it is open."""
        return None if self.max is None else tidy(self.max * self.per_year)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPosting:
    """One ad as a board shows it: every string exactly as stated, None where the page says nothing.

    `text` is the whole ad as plain lines (Markdown marks for headings and lists kept). `common` is what the
    page says once for all its ads. `external_id` is the board's own id; where a page gives none,
    `derived_id` says that it was made from the ad's words. `posted`, `expires` and `salary` are the
    page's words (`salary` may be the JSON of a schema.org `baseSalary`).
    """

    url: str
    text: str
    title: str | None = None
    external_id: str | None = None
    derived_id: bool = False
    tenant: str | None = None
    requisition_id: str | None = None
    company: str | None = None
    department: str | None = None
    locations: tuple[str, ...] = ()
    workplace: str | None = None
    employment_type: str | None = None
    salary: str | None = None
    experience: str | None = None
    education: str | None = None
    headcount: str | None = None
    posted: str | None = None
    expires: str | None = None
    apply_to: str | None = None
    state: str | None = None
    locale: str | None = None
    common: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One ad read: values with units. What the ad does not say is None or empty, never a guess.

    Dates are as precise as the ad: YYYY, YYYY-MM, YYYY-MM-DD or a UTC time. Experience is in years.
    `notes` says what stood in the ad and could not be read.
    """

    title: str
    url: str
    company: str | None = None
    department: str | None = None
    locations: tuple[str, ...] = ()
    workplace: str | None = None
    family: str | None = None
    families: tuple[str, ...] = ()
    seniority: str | None = None
    employment_type: str | None = None
    campus: bool | None = None
    headcount: int | None = None
    salary: Salary | None = None
    experience_min: Number | None = None
    experience_max: Number | None = None
    education: str | None = None
    skills: tuple[str, ...] | None = None
    skills_plus: tuple[str, ...] | None = None
    responsibilities: str | None = None
    requirements: str | None = None
    nice_to_have: str | None = None
    benefits: str | None = None
    apply_to: str | None = None
    posted_at: str | None = None
    expires_at: str | None = None
    requisition_id: str | None = None
    description: str = ""
    notes: tuple[str, ...] = field(default=())
