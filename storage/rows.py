"""Values ↔ rows: the only place that knows which value stands in which column."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from roles import wire
from roles.event import AdWrite, Candidate, KnownAd
from roles.match import company_key
from roles.model import Posting, RawPosting, Salary, tidy

FACT_COLUMNS = (
    "title", "company", "department", "locations", "workplace", "family", "families", "seniority", "employment_type",
    "campus", "headcount", "salary_text", "salary_currency", "salary_period", "salary_min", "salary_max",
    "salary_months", "annual_min", "annual_max", "experience_min", "experience_max", "education", "skills",
    "skills_plus", "responsibilities", "requirements", "nice_to_have", "benefits", "apply_to", "posted_at",
    "expires_at", "requisition_id", "description", "notes",
)  # fmt: skip
# Of these, the columns that hold JSON arrays.
ARRAYS = ("locations", "families", "skills", "skills_plus")
Row = dict[str, Any]


def _array(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def fact_row(posting: Posting) -> Row:
    """The facts of an ad as columns. Lists are JSON arrays; what the ad does not say is None."""
    pay = posting.salary
    return {
        "title": posting.title,
        "company": posting.company,
        "department": posting.department,
        "locations": _array(posting.locations),
        "workplace": posting.workplace,
        "family": posting.family,
        "families": _array(posting.families),
        "seniority": posting.seniority,
        "employment_type": posting.employment_type,
        "campus": None if posting.campus is None else int(posting.campus),
        "headcount": posting.headcount,
        "salary_text": pay and pay.text,
        "salary_currency": pay and pay.currency,
        "salary_period": pay and pay.period,
        "salary_min": pay and pay.min,
        "salary_max": pay and pay.max,
        "salary_months": pay and pay.months,
        "annual_min": pay and pay.annual_min,
        "annual_max": pay and pay.annual_max,
        "experience_min": posting.experience_min,
        "experience_max": posting.experience_max,
        "education": posting.education,
        "skills": None if posting.skills is None else _array(posting.skills),
        "skills_plus": None if posting.skills_plus is None else _array(posting.skills_plus),
        "responsibilities": posting.responsibilities,
        "requirements": posting.requirements,
        "nice_to_have": posting.nice_to_have,
        "benefits": posting.benefits,
        "apply_to": posting.apply_to,
        "posted_at": posting.posted_at,
        "expires_at": posting.expires_at,
        "requisition_id": posting.requisition_id,
        "description": posting.description,
        "notes": _array(posting.notes),
    }


def role_row(posting: Posting, *, open_: bool, now: str, scope: frozenset[str]) -> Row:
    """What the `roles` view would say of an ad seen for the first time at `now`, with arrays as lists."""
    facts = fact_row(posting)
    for name in ARRAYS:
        facts[name] = None if facts[name] is None else json.loads(facts[name])
    return {
        "role_id": None,
        "status": "open" if open_ else "closed",
        **{name: facts[name] for name in FACT_COLUMNS[: FACT_COLUMNS.index("posted_at")]},
        "first_seen": now,
        "last_seen": now,
        "closed_at": None if open_ else now,
        "posted_at": facts["posted_at"],
        "expires_at": facts["expires_at"],
        "repost_count": 0,
        "in_scope": in_scope(posting.families, scope),
        "watched": 1,
        "url": posting.url,
        "description": posting.description,
    }


def posting_of(row: Row) -> Posting:
    """The facts in a row that has all fact columns and `url`."""
    salary = None
    if row["salary_currency"] is not None:
        salary = Salary(
            currency=row["salary_currency"],
            period=row["salary_period"],
            min=_number(row["salary_min"]),
            max=_number(row["salary_max"]),
            months=_number(row["salary_months"]),
            text=row["salary_text"] or "",
        )
    plain = ("title", "company", "department", "workplace", "family", "seniority", "employment_type", "headcount",
             "education", "responsibilities", "requirements", "nice_to_have", "benefits", "apply_to", "posted_at",
             "expires_at", "requisition_id", "description", "url")  # fmt: skip
    return Posting(
        **{name: row[name] for name in plain},
        locations=tuple(json.loads(row["locations"])),
        families=tuple(json.loads(row["families"])),
        campus=None if row["campus"] is None else bool(row["campus"]),
        salary=salary,
        experience_min=_number(row["experience_min"]),
        experience_max=_number(row["experience_max"]),
        skills=None if row["skills"] is None else tuple(json.loads(row["skills"])),
        skills_plus=None if row["skills_plus"] is None else tuple(json.loads(row["skills_plus"])),
        notes=tuple(json.loads(row["notes"])),
    )


def _number(value: float | None) -> int | float | None:
    return None if value is None else tidy(value)


def ad_row(ad: AdWrite, families: frozenset[str]) -> Row:
    """One ad as a row, without the columns that only a transaction knows (ids, run, first and last seen)."""
    raw = ad.raw
    if raw.text == ad.posting.description:
        raw = replace(raw, text="")  # the description column holds it: no need to keep it twice
    return {
        "key": ad.key,
        "url": ad.url,
        "external_id": ad.raw.external_id,
        "open": int(ad.open),
        "closed_at": ad.closed_at,
        "close_reason": ad.close_reason,
        "digest": ad.digest,
        "reader": ad.reader,
        "raw": wire.to_json(raw),
        "company_key": company_key(ad.posting.company),
        "in_scope": in_scope(ad.posting.families, families),
        **fact_row(ad.posting),
    }


def in_scope(families: tuple[str, ...], scope: frozenset[str]) -> int:
    """1 where one of an ad's families is in the configured scope."""
    return int(not scope.isdisjoint(families))


def raw_of(row: Row) -> RawPosting:
    """The raw posting of a row with `raw` and `description`."""
    raw = wire.raw_from_json(row["raw"])
    return raw if raw.text else replace(raw, text=row["description"])


def known_ad(row: Row, *, whole: bool) -> KnownAd:
    """A stored ad; with `whole` its facts and its raw text too (the row then has all columns)."""
    return KnownAd(
        posting_id=row["posting_id"],
        role_id=row["role_id"],
        key=row["key"],
        url=row["url"],
        title=row["title"],
        digest=row["digest"],
        reader=row["reader"],
        open=bool(row["open"]),
        first_seen=row["first_seen"],
        closed_at=row["closed_at"],
        close_reason=row["close_reason"],
        expires_at=row["expires_at"],
        missed_since=row["missed_since"],
        missed=row["missed"],
        posting=posting_of(row) if whole else None,
        raw=raw_of(row) if whole else None,
    )


# What of an ad `candidate` reads: the fields that matching looks at.
CANDIDATE_COLUMNS = """ad.posting_id, ad.role_id, ad.source_id, ad.title, ad.company, ad.locations, ad.url,
    ad.requisition_id, ad.employment_type, ad.description"""


def candidate(row: Row, apart: frozenset[int]) -> Candidate:
    """A role that a new ad may belong to, from the row of one of its ads with `role_open` and `role_closed_at`.

    Its posting has the fields that matching looks at and no others.
    """
    return Candidate(
        role_id=row["role_id"],
        source_id=row["source_id"],
        open=bool(row["role_open"]),
        closed_at=row["role_closed_at"],
        posting=Posting(
            title=row["title"],
            url=row["url"],
            company=row["company"],
            locations=tuple(json.loads(row["locations"])),
            requisition_id=row["requisition_id"],
            employment_type=row["employment_type"],
            description=row["description"],
        ),
        apart=apart,
    )
