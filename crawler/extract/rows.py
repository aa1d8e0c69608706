"""Objects that describe jobs under keys of their owner's choice → raw postings, by the usual names of such keys.

For data files that a person or a script keeps (`listings.json` of job repositories, exports of job boards), where every
owner has words of his own: company, company_name, org_name; url, apply_url, link. A key is compared without its case
and without "_" and "-". Values are copied as stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from crawler.extract.fields import name_of, pay, places, text_from, words
from roles.model import RawPosting

Row = Mapping[str, Any]

# Fields of a raw posting and the keys that state them, the best first.
_KEYS = {
    field: tuple(names.split())
    for field, names in {
        "title": "title jobtitle position positiontitle role jobname postname name",
        "company": "companyname company employer employername organization organisation orgname startup"
        " hiringorganization",
        "url": "url joburl applyurl applicationurl applicationlink applylink link joblink href sourceurl hostedurl",
        "external_id": "id uuid jobid externalid shortcode guid",
        "requisition_id": "requisitionid reqid requisition referencenumber refnumber",
        "locations": "locations location locationtext joblocation jobcity cities city places place office",
        "department": "department team departments category function",
        "workplace": "workplacetype workplace workmodel worktype remotetype remotestatus",
        "employment_type": "employmenttype jobtype jobtypes type commitment",
        "salary": "salary salaryrange salarytext compensation pay payrange",
        "experience": "experience experiencerequired yearsofexperience",
        "education": "education degree degrees educationrequirements",
        "posted": "dateposted postedat postedon publishedat publisheddate publicationdate datepublished posted"
        " createdat date epoch datestart",
        "expires": "expiresat expires deadline validthrough closingdate dateexpired expirydate applicationdeadline",
        "apply_to": "applyto email contactemail applicationemail",
        "locale": "language locale lang",
    }.items()
}  # fmt: skip
_TEXT = ("descriptionhtml", "description", "jobdescription", "content", "body", "text", "summary")
_SECTIONS = (
    ("Responsibilities", ("responsibilities", "jobresponsibilities", "duties")),
    ("Requirements", ("requirements", "qualifications", "jobrequirements", "jobqualifications")),
    ("Nice to have", ("preferredqualifications", "jobpreferred", "nicetohave")),
    ("Benefits", ("benefits", "jobbenefits")),
)
# Facts without a field of their own, which the text keeps under the label that the owner's word makes.
_LABELLED = (
    ("Terms", ("terms", "season")), ("Sponsorship", ("sponsorship",)), ("Skills", ("skills", "tags", "keywords")),
)  # fmt: skip
_READ_APART = ("url", "locations", "salary")
_NOT_KEY = re.compile(r"[^a-z0-9]+")
# Switches that say whether an ad is still offered: key → the value that says no, and what that is called.
_SWITCHES = (
    ("active", False, "inactive"), ("isactive", False, "inactive"), ("open", False, "closed"),
    ("isopen", False, "closed"), ("closed", True, "closed"), ("isclosed", True, "closed"), ("expired", True, "expired"),
    ("isexpired", True, "expired"), ("filled", True, "filled"), ("archived", True, "archived"),
    ("draft", True, "draft"),
)  # fmt: skip
_HIDDEN = (("isvisible", False), ("visible", False), ("islisted", False), ("hidden", True))
# Words of a state field; a state of the United States stands under the same key.
_STATES = ("status", "jobstatus", "openingstatus")
_REMOTE = ("isremote", "remote", "telecommuting")


def folded(row: Row) -> dict[str, Any]:
    """A row with its keys as they are compared; of two that fold alike the first counts."""
    result: dict[str, Any] = {}
    for key, value in row.items():
        result.setdefault(_NOT_KEY.sub("", str(key).lower()), value)
    return result


def states_job(row: Row) -> bool:
    """Whether an object has the keys of a job: a title, and two of employer, address and place."""
    keys = folded(row)
    title = _first(keys, [name for name in _KEYS["title"] if name != "name"])
    known = {field for field in ("company", "url", "locations") if any(name in keys for name in _KEYS[field])}
    return title is not None and len(known) > 1


def is_hidden(row: Row) -> bool:
    """Whether the owner took a row out of his list (a duplicate, a mistake) without deleting it."""
    keys = folded(row)
    return any(keys.get(key) is value for key, value in _HIDDEN)


def posting_of(row: Row, url: str) -> RawPosting:
    """A row as a raw posting; `url` is its address where it states none, which is kept as it stands."""
    keys = folded(row)
    names = _KEYS.items()
    stated: dict[str, Any] = {field: _first(keys, known) for field, known in names if field not in _READ_APART}
    stated["workplace"] = stated["workplace"] or _remote(keys)
    return RawPosting(
        url=_first(keys, _KEYS["url"]) or url,
        text=_text(keys),
        locations=next((found for name in _KEYS["locations"] if (found := places(_several(keys.get(name))))), ()),
        salary=_salary(keys),
        state=_state(keys),
        **stated,
    )


def _first(keys: Row, names: Iterable[str]) -> str | None:
    return next((value for name in names if (value := _words(keys.get(name)))), None)


def _words(value: Any) -> str | None:
    """The words of a value: a text, a number, the name of a thing, or a list of them."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value[:50]))) or None
    return name_of(value, "name", "label", "title")


def _several(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [found for one in listed[:100] if (found := name_of(one, "name", "label", "city"))]


def _salary(keys: Row) -> str | None:
    stated = _first(keys, [name for name in _KEYS["salary"] if not isinstance(keys.get(name), dict)])
    nested = next((folded(keys[name]) for name in _KEYS["salary"] if isinstance(keys.get(name), dict)), keys)
    ends = (("min", "minvalue", "salarymin", "minsalary"), ("max", "maxvalue", "salarymax", "maxsalary"))
    low, high = (next((nested[name] for name in names if words(nested.get(name))), None) for names in ends)
    currency = _first(nested, ("currency", "salarycurrency", "currencycode"))
    period = _first(nested, ("period", "interval", "salaryperiod", "salaryinterval", "unittext"))
    return stated or pay(low, high, currency, period)


def _state(keys: Row) -> str | None:
    said = next((word for key, value, word in _SWITCHES if keys.get(key) is value), None)
    return said or next((value for key in _STATES if (value := words(keys.get(key)))), None)


def _remote(keys: Row) -> str | None:
    return "Remote" if any(keys.get(key) is True for key in _REMOTE) else None


def _text(keys: Row) -> str:
    body = next((value for name in _TEXT if isinstance(value := keys.get(name), str) and value.strip()), None)
    parts = [(None, body), *((heading, _prose(keys, names)) for heading, names in _SECTIONS)]
    labelled = [f"{label}: {value}" for label, names in _LABELLED if (value := _first(keys, names))]
    return "\n\n".join(filter(None, [text_from(*parts), "\n".join(labelled)]))


def _prose(keys: Row, names: Iterable[str]) -> str | None:
    value = next((found for name in names if (found := keys.get(name))), None)
    if isinstance(value, list):
        return "\n".join(f"- {found}" for one in value if (found := words(one))) or None
    return value if isinstance(value, str) else None
