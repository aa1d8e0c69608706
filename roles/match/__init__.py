"""Do two ads offer the same vacancy? Fields first, text to confirm; the evidence is kept and shown.

Never decides on text alone: one employer writes the same description for two cities and two levels, and a wrong merge
hides a vacancy while a missed one only shows it twice. The rules are in docs/RULES.md, "The same role".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from roles.event import Candidate
from roles.match.block import face_of, id_key, worth_comparing
from roles.match.employer import Employer, akin, company_key, employers, same_employer
from roles.match.ids import BoardId, address, board_id, last_part, other_id, same_id
from roles.match.leads import leads
from roles.match.place import Places, meet, places_of
from roles.match.text import Text, added_duty, other_duties, other_filling, other_subject, share, text_of
from roles.match.title import Title, conflict, read_title, said_in
from roles.match.titlewords import WEAK
from roles.model import Posting
from roles.text import fold, word_key

__all__ = ["Match", "as_mapping", "company_key", "find_role", "leads", "same_role"]

# How much of the words of the shorter text must be in the other. A recruiter's rewrite of every line keeps more than
# half; where the sentence that names the team, product or field is the same, or lines are, less is enough.
WORDS_SAME_TITLE, WORDS_VARIANT = 0.55, 0.65
WORDS_SAME_TITLE_AND_SUBJECT, WORDS_VARIANT_AND_SUBJECT = 0.40, 0.45
# This part of the lines in common says as much as the subject.
LINES_IN_COMMON = 0.3
# How many of the statements of the shorter text must stand in the other where titles share no word at all.
LINES_OTHER_TITLE = 0.95
# Of two languages only names and terms can be compared.
TERMS_TRANSLATED = 0.4
# Texts with fewer telling words than this confirm nothing.
FEW_WORDS = 6


@dataclass(frozen=True, slots=True)
class Match:
    """True where both ads offer the same vacancy; `evidence` says on what grounds, either way.

    `weight` orders several that match: an id before words, then how much of the words is shared.
    """

    same: bool
    evidence: str
    weight: float = 0.0

    def __bool__(self) -> bool:
        return self.same


class Ad(NamedTuple):
    """The fields of an ad that matching looks at, read from a posting or a mapping. Texts are read when needed."""

    stated: str
    title: Title
    places: Places
    company: str
    text: str
    url: str
    source_id: str
    requisition_id: str
    employment_type: str

    @property
    def employers(self) -> frozenset[Employer]:
        """Who offers the role, under all the names that the ad gives."""
        return employers(self.company, self.text)

    @property
    def reading(self) -> Text:
        """What the text says of the work."""
        names = {one.key for one in self.employers} | {company_key(self.company), word_key(self.company)}
        return text_of(
            self.text, frozenset(name for name in names if name and len(name) >= (2 if name[0] > "\u3400" else 4))
        )

    @property
    def ids(self) -> tuple[BoardId, ...]:
        """The ids that a board gives the ad: in its address, and in a source id of the form "board:id"."""
        here = board_id(self.url) if self.url else None
        return (here,) if here else ()


def read_ad(ad: Mapping[str, Any]) -> Ad:
    """Takes a mapping as `same_role` does; gives its fields, those of the title and the place already read."""
    stated = str(ad.get("title") or "")
    return Ad(
        stated=stated,
        title=read_title(stated),
        places=places_of(ad.get("locations")),
        company=str(ad.get("company") or ""),
        text=str(ad.get("text") or ""),
        url=str(ad.get("url") or ""),
        source_id=str(ad.get("source_id") or ""),
        requisition_id=fold(str(ad.get("requisition_id") or "")),
        employment_type=str(ad.get("employment_type") or ""),
    )


def same_role(a: Mapping[str, Any], b: Mapping[str, Any]) -> Match:
    """Whether two ads offer the same vacancy.

    Takes two mappings with `title`, `company`, `locations`, `text`, `url` and `source_id` ("board:id"), all optional
    but the title; `requisition_id` and `employment_type` count where given. Gives a `Match`, true where they do, with
    the evidence.
    """
    return compare(read_ad(a), read_ad(b))


def compare(a: Ad, b: Ad) -> Match:
    """The same for two ads that are read: ids, then fields from the cheapest to the dearest, then the texts."""
    if found := _by_id(a, b):
        return found
    if against := _fields_against(a, b):
        return Match(False, against)
    if not same_employer(a.employers, b.employers) and (a.employers or b.employers):
        return Match(False, f"other employer: {a.company or 'none stated'} / {b.company or 'none stated'}")
    if a.source_id and a.source_id == b.source_id and ":" in a.source_id:
        return Match(True, f"the same id on its board: {a.source_id}", 2.0)
    if a.requisition_id and a.requisition_id == b.requisition_id:
        return Match(True, f"the same requisition: {a.requisition_id}", 2.0)
    return _by_text(a, b)


def _by_id(a: Ad, b: Ad) -> Match | None:
    """The addresses lead to one ad of one board."""
    if a.url and _one_address(a.url, b.url):
        return Match(True, "the same address", 3.0)
    for one in a.ids:
        for other in b.ids:
            if same_id(one, other) and ((one.tenant and other.tenant) or akin(a.employers, b.employers)):
                return Match(True, f"the same id on its board: {one.board} {one.number}", 3.0)
    return None


def _one_address(a: str, b: str) -> bool:
    """Whether two addresses are one that names an ad: it has a number, and is no place on a page of several ads."""
    if last_part(a) != last_part(b) or "#" in a + b or address(a) != address(b):
        return False
    return board_id(a) is not None or any(char.isdigit() for char in address(a))


def _fields_against(a: Ad, b: Ad) -> str:
    if against := conflict(a.title, b.title):
        return against
    if not meet(a.places, b.places):
        return "other place"
    if a.employment_type and b.employment_type and a.employment_type != b.employment_type:
        return f"other kind of employment: {a.employment_type} / {b.employment_type}"
    return ""


def _by_text(a: Ad, b: Ad) -> Match:
    left, right = a.title, b.title
    if left.work == right.work:
        return _same_title(a, b)
    if left.special and right.special and left.special.isdisjoint(right.special) and (
        left.work - left.special == right.work - right.special
    ):  # fmt: skip
        return Match(False, f"other specialisation: {_list(left.special)} / {_list(right.special)}")
    return _other_title(a, b)


def _list(words: frozenset[str]) -> str:
    return ", ".join(sorted(words))


def _same_title(a: Ad, b: Ad) -> Match:
    x, y = a.reading, b.reading
    if min(len(x.words), len(y.words)) < FEW_WORDS:
        return _without_text(a, b)
    if _two_languages(x, y):
        return _translated(x, y, "the same title in another language")
    if subjects := other_subject(x, y):
        return Match(False, f"other subject: {subjects}")
    shared = share(x.words, y.words)
    needed = WORDS_SAME_TITLE_AND_SUBJECT if _one_subject(x, y) else WORDS_SAME_TITLE
    return Match(shared >= needed, f"same title, {shared:.0%} of the words shared", 1 + shared)


def _one_subject(x: Text, y: Text) -> bool:
    """Whether two texts name the same team, product or field in one sentence, or have lines in common."""
    ours = {one.key for one in x.subject}
    return any(one.key in ours for one in y.subject) or share(x.keys, y.keys) >= LINES_IN_COMMON


def _without_text(a: Ad, b: Ad) -> Match:
    """Two ads of one title, one of which says nothing more: a list's line and the ad it stands for."""
    if any(other_id(one, other) for one in a.ids for other in b.ids):
        return Match(False, "same title, but two ids on one board and no text to compare")
    if not (a.places.cities and b.places.cities) or not a.employers:
        return Match(False, "same title, but no text to compare and no place in common")
    return Match(True, "same employer, title and place; one of the ads has no text", 1.0)


def _two_languages(x: Text, y: Text) -> bool:
    low, high = sorted((x.chinese, y.chinese))
    return low < 0.15 and high > 0.25


def _translated(x: Text, y: Text, title: str) -> Match:
    """Of two languages only names, terms and numbers compare: those of the Chinese text must be in the other."""
    chinese, other = (x, y) if x.chinese > y.chinese else (y, x)
    terms = chinese.latin
    shared = sum(term in other.words or (len(term) > 2 and term in other.whole) for term in terms) / (len(terms) or 1)
    if not terms:
        return Match(False, f"{title}, but nothing in the texts compares")
    return Match(shared >= TERMS_TRANSLATED, f"{title}, {shared:.0%} of the terms shared", 1 + shared)


def _other_title(a: Ad, b: Ad) -> Match:
    """Titles that differ: one may be a variant of the other, or another specialisation under the same template."""
    x, y = a.reading, b.reading
    if min(len(x.words), len(y.words)) < FEW_WORDS:
        return Match(False, "other title, and no text to compare")
    if _two_languages(x, y):
        named = _named_in(a, y) or _named_in(b, x) or _mostly(a.title.work, b.title.work)
        return _translated(x, y, "a translated title") if named else Match(False, "other title in another language")
    only_a, only_b = a.title.work - b.title.work - WEAK, b.title.work - a.title.work - WEAK
    lines = share(x.listed or x.keys, y.listed or y.keys)
    shared = share(x.words, y.words)
    grounds = f"{shared:.0%} of the words shared, {lines:.0%} of the lines"
    if subjects := other_subject(x, y):
        return Match(False, f"other subject: {subjects}")
    if lines >= LINES_OTHER_TITLE:
        return Match(True, f"another title over the same lines, {grounds}", shared)
    missing_a, missing_b = _missing(only_a, b), _missing(only_b, a)
    if (missing_a and not only_b) or (missing_b and not only_a):
        return Match(False, f"other specialisation: {_list(missing_a | missing_b)}")
    if missing_a and missing_b and (filling := other_filling(x, y)):
        return Match(False, f"one template for two subjects: {filling}")
    if own := (added_duty(x, y) if not only_b else added_duty(y, x) if not only_a else ""):
        return Match(False, f"other specialisation: {own}")
    related = not (a.title.work & b.title.work).issubset(WEAK) or not missing_a or not missing_b
    if not related:
        return Match(False, f"other title, {grounds}")
    if own := other_duties(x, y):
        return Match(False, f"other duties: {own}")
    needed = WORDS_VARIANT_AND_SUBJECT if _one_subject(x, y) else WORDS_VARIANT
    return Match(shared >= needed, f"a variant of the title, {grounds}", shared)


def _named_in(ad: Ad, other: Text) -> bool:
    """Whether the other text has the ad's title in it, as a translated ad often does."""
    key = word_key(ad.stated)
    return len(key) > 1 and key in other.whole


def _mostly(a: frozenset[str], b: frozenset[str]) -> bool:
    return 2 * len(a & b) > len(a | b) and not (a & b).issubset(WEAK)


def _missing(tokens: frozenset[str], other: Ad) -> frozenset[str]:
    """The words of a title that the other ad says nowhere."""
    if not tokens:
        return tokens
    said = said_in(other.text) | other.title.work
    whole = other.reading.whole
    return frozenset(token for token in tokens if token not in said and token not in whole)


def as_mapping(posting: Posting, source_id: str = "") -> dict[str, Any]:
    """A posting in the form that `same_role` takes."""
    return {
        "title": posting.title, "company": posting.company, "locations": posting.locations,
        "text": posting.description, "url": posting.url, "source_id": source_id,
        "requisition_id": posting.requisition_id, "employment_type": posting.employment_type,
    }  # fmt: skip


def find_role(posting: Posting, candidates: Sequence[Candidate]) -> tuple[Candidate, Match] | None:
    """The role that a new ad belongs to, among those of its employer; None where it is a new one.

    The caller leaves out the roles that have an open ad at the same source: an employer's two like ads on one day are
    two openings. Of several that match, an id goes before words; then an open one before a closed one, then the one
    known longest. Where the user has split two of them, the more alike one is meant.
    """
    mine = read_ad(as_mapping(posting))
    found = []
    face, mine_id = face_of(posting), id_key(posting.url)
    for candidate in candidates:
        if not worth_comparing(face, candidate.posting) and not (mine_id and mine_id == id_key(candidate.posting.url)):
            continue
        if match := compare(mine, read_ad(as_mapping(candidate.posting, candidate.source_id))):
            found.append((candidate, match))
    if not found:
        return None
    by_user = {role for candidate, _ in found for role in candidate.apart}
    judged = any(candidate.role_id in by_user for candidate, _ in found)

    def rank(item: tuple[Candidate, Match]) -> tuple[float, bool, int]:
        candidate, match = item
        weight = match.weight if judged or match.weight >= 2 else 0.0
        return -weight, not candidate.open, candidate.role_id

    return min(found, key=rank)
