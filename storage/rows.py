"""Values ↔ rows: the only place that knows which value stands in which column."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
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
# What of an ad is written anew whenever its words are read.
AD_COLUMNS = (
    "key", "url", "external_id", "open", "closed_at", "close_reason", "digest", "reader", "raw", "company_key",
    "in_scope", *FACT_COLUMNS,
)  # fmt: skip
# The columns of facts that hold JSON arrays.
ARRAYS = ("locations", "families", "skills", "skills_plus")
Row = dict[str, Any]


@lru_cache(maxsize=8192)  # the places, families and skills of many ads are the same few
def _array(values: tuple[str, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def facts(posting: Posting) -> tuple[Any, ...]:
    """The facts of an ad in the order of FACT_COLUMNS. Lists are JSON arrays; what the ad does not say is None."""
    pay = posting.salary
    return (
        posting.title,
        posting.company,
        posting.department,
        _array(posting.locations),
        posting.workplace,
        posting.family,
        _array(posting.families),
        posting.seniority,
        posting.employment_type,
        None if posting.campus is None else int(posting.campus),
        posting.headcount,
        *((None,) * 8 if pay is None else (
            pay.text, pay.currency, pay.period, pay.min, pay.max, pay.months, pay.annual_min, pay.annual_max,
        )),
        posting.experience_min,
        posting.experience_max,
        posting.education,
        None if posting.skills is None else _array(posting.skills),
        None if posting.skills_plus is None else _array(posting.skills_plus),
        posting.responsibilities,
        posting.requirements,
        posting.nice_to_have,
        posting.benefits,
        posting.apply_to,
        posting.posted_at,
        posting.expires_at,
        posting.requisition_id,
        posting.description,
        _array(posting.notes),
    )  # fmt: skip


def role_row(posting: Posting, *, open_: bool, now: str, scope: frozenset[str]) -> Row:
    """What the `roles` view would say of an ad seen for the first time at `now`, with arrays as lists."""
    row = dict(zip(FACT_COLUMNS, facts(posting), strict=True))
    for name in ARRAYS:
        row[name] = None if row[name] is None else json.loads(row[name])
    return {
        "role_id": None,
        "status": "open" if open_ else "closed",
        **{name: row[name] for name in FACT_COLUMNS[: FACT_COLUMNS.index("posted_at")]},
        "first_seen": now,
        "last_seen": now,
        "closed_at": None if open_ else now,
        "posted_at": row["posted_at"],
        "expires_at": row["expires_at"],
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


def ad_row(ad: AdWrite, families: frozenset[str]) -> tuple[Any, ...]:
    """One ad in the order of AD_COLUMNS."""
    # The description column holds the text: no need to keep it twice.
    raw = wire.raw_without_text(ad.raw) if ad.raw.text == ad.posting.description else wire.to_json(ad.raw)
    return (
        ad.key,
        ad.url,
        ad.raw.external_id,
        int(ad.open),
        ad.closed_at,
        ad.close_reason,
        ad.digest,
        ad.reader,
        raw,
        company_key(ad.posting.company),
        in_scope(ad.posting.families, families),
        *facts(ad.posting),
    )


def in_scope(families: tuple[str, ...], scope: frozenset[str]) -> int:
    """1 where one of an ad's families is in the configured scope."""
    return int(not scope.isdisjoint(families))


def raw_of(row: Row) -> RawPosting:
    """The raw posting of a row with `raw` and `description`."""
    raw = wire.raw_from_json(row["raw"])
    return raw if raw.text else replace(raw, text=row["description"])


# What of an ad `known_ad` reads: all that deciding needs to know of an ad whose words are as they were.
LIGHT_COLUMNS = """posting_id, role_id, key, url, title, digest, reader, open, first_seen, closed_at, close_reason,
    expires_at, missed_since, missed"""


def known_ad(row: tuple[Any, ...]) -> KnownAd:
    """A stored ad, from a row of LIGHT_COLUMNS."""
    (
        posting_id, role_id, key, url, title, digest, reader, is_open, first_seen, closed_at, close_reason, expires_at,
        missed_since, missed,
    ) = row  # fmt: skip
    return KnownAd(
        posting_id=posting_id,
        role_id=role_id,
        key=key,
        url=url,
        title=title,
        digest=digest,
        reader=reader,
        open=bool(is_open),
        first_seen=first_seen,
        closed_at=closed_at,
        close_reason=close_reason,
        expires_at=expires_at,
        missed_since=missed_since,
        missed=missed,
    )


def with_words(ad: KnownAd, row: Row) -> KnownAd:
    """A stored ad with its facts and its raw text, from a row that has all columns."""
    return replace(ad, posting=posting_of(row), raw=raw_of(row))


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
