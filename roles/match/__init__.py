"""Do two ads offer the same vacancy? Fields first, text to confirm; the evidence is kept and shown.

Never decides on text alone: one employer writes the same description for two cities and two levels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from roles.crawl import SeenPosting
from roles.event import Candidate, KnownAd
from roles.model import Posting
from roles.text import fold, word_key

# Legal forms and generic words around a company's own name.
_LEGAL = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团|公司|科技|技术|信息|智能|网络|软件"
    r"|(?<![a-z])(?:inc|ltd|llc|co|corp|corporation|company|limited|gmbh|ag|plc|group|holdings)(?![a-z])\.?)+\Z"
)
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]{0,40}[)\]】]")
# How alike two texts must be: with an equal title an edited sentence or two is allowed, with another title nearly none.
ALIKE_SAME_TITLE, ALIKE_OTHER_TITLE = 0.80, 0.92
# Texts are compared up to this many folded characters: what follows is company boilerplate.
COMPARED = 4000
# Among at most this many unknown ads of a source, one with another title is looked for as well: each costs a
# comparison.
RETITLED_AMONG = 60


@dataclass(frozen=True, slots=True)
class Match:
    """True where both ads offer the same vacancy; `evidence` says on what grounds, either way."""

    same: bool
    evidence: str

    def __bool__(self) -> bool:
        return self.same


def company_key(name: str | None) -> str:
    """A company's own name without place in brackets, legal form and punctuation.

    The block in which ads are compared.
    """
    if not name:
        return ""
    folded = _BRACKETS.sub("", fold(name)).strip(" .,，。")
    bare = _LEGAL.sub("", folded).strip(" .,，。")
    return word_key(bare or folded)


def title_key(title: str) -> str:
    """The words of a title without what stands in brackets at its end."""
    return word_key(title)


def likeness(a: str, b: str) -> float:
    """How alike two texts are in their folded words, 0 to 1."""
    left, right = word_key(a)[:COMPARED], word_key(b)[:COMPARED]
    if not left or not right:
        return 0.0
    return 1.0 if left == right else fuzz.ratio(left, right) / 100


def _places_meet(a: Iterable[str], b: Iterable[str]) -> bool:
    left, right = {word_key(place) for place in a}, {word_key(place) for place in b}
    return not left or not right or bool(left & right)


def same_role(a: Mapping[str, Any], b: Mapping[str, Any]) -> Match:
    """Whether two ads offer the same vacancy.

    Takes two mappings with `title`, `company`, `locations`, `text`, `url` and `source_id` (all optional but the
    title). Gives a `Match`, true where they do, with the evidence.
    """
    left, right = company_key(a.get("company")), company_key(b.get("company"))
    if left != right:
        return Match(False, f"other employer: {a.get('company')} / {b.get('company')}")
    if not _places_meet(a.get("locations") or (), b.get("locations") or ()):
        return Match(False, "other place")
    same_title = title_key(str(a.get("title") or "")) == title_key(str(b.get("title") or ""))
    alike = likeness(str(a.get("text") or ""), str(b.get("text") or ""))
    needed = ALIKE_SAME_TITLE if same_title else ALIKE_OTHER_TITLE
    grounds = f"{'same' if same_title else 'other'} title, texts {alike:.0%} alike"
    return Match(alike >= needed, grounds)


def as_mapping(posting: Posting, source_id: str = "") -> dict[str, Any]:
    """A posting in the form that `same_role` takes."""
    return {
        "title": posting.title, "company": posting.company, "locations": posting.locations,
        "text": posting.description, "url": posting.url, "source_id": source_id,
    }  # fmt: skip


def find_role(posting: Posting, candidates: Sequence[Candidate]) -> tuple[Candidate, Match] | None:
    """The role that a new ad belongs to, among those of its employer; None where it is a new one.

    The caller leaves out the roles that have an open ad at the same source: an employer's two like ads on one day are
    two openings. Of several that match, an open one goes before a closed one, then the one known longest.
    """
    mine = as_mapping(posting)
    found = []
    for candidate in candidates:
        match = same_role(mine, as_mapping(candidate.posting, candidate.source_id))
        if match:
            found.append((not candidate.open, candidate.role_id, candidate, match))
    if not found:
        return None
    _, _, candidate, match = min(found, key=lambda item: item[:2])
    return candidate, match


def moved(missing: Sequence[KnownAd], strangers: Mapping[str, SeenPosting]) -> dict[str, KnownAd]:
    """Which unlisted ads of a source came back under another key: new key → the ad it was.

    Takes open ads that a crawl did not list and its postings of unknown key. A pair has the same title, shares a place
    and is alike in text; only an ad that is named by its own words may have another title, and then nearly the same
    text. Each is the best choice for the other; anything else stays unpaired.
    """
    by_title: dict[str, list[str]] = {}
    retitled = []
    for key, seen in strangers.items():
        if seen.posting is not None and seen.raw is not None:
            by_title.setdefault(title_key(seen.posting.title), []).append(key)
            if seen.raw.derived_id:
                retitled.append(key)
    scores: list[tuple[float, str, KnownAd]] = []
    for ad in missing:
        if ad.posting is None:
            continue
        namesakes = by_title.get(title_key(ad.posting.title), [])
        others = retitled if len(retitled) <= RETITLED_AMONG else []
        for key in dict.fromkeys([*namesakes, *others]):
            posting = strangers[key].posting
            if posting is not None and same_role(as_mapping(ad.posting), as_mapping(posting)):
                alike = likeness(ad.posting.description, posting.description)
                scores.append((alike + (key in namesakes), key, ad))
    pairs: dict[str, KnownAd] = {}
    taken: set[int] = set()
    for _, key, ad in sorted(scores, key=lambda item: (-item[0], item[1], item[2].posting_id)):
        if key not in pairs and ad.posting_id not in taken:
            pairs[key] = ad
            taken.add(ad.posting_id)
    return pairs
