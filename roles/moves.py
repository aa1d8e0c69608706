"""Which ads that a source no longer lists came back there under another key, whatever the order of their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from roles.crawl import SeenPosting
from roles.event import KnownAd
from roles.match import company_key
from roles.match.place import meet, places_of
from roles.model import Posting
from roles.text import word_key

# How many of the sentences of the longer text must stand in the other one: under the same title an edited sentence or
# two is allowed, under another nearly none. Of fewer than three sentences nothing is concluded.
SHARED_SAME_TITLE, SHARED_OTHER_TITLE, SENTENCES_LEAST = 0.75, 0.9, 3
# Texts of one source are compared up to this many folded characters: what follows is company boilerplate.
COMPARED = 4000
# How alike two ads of one source must be that one is the other under a new address.
ALIKE_SAME_TITLE, ALIKE_OTHER_TITLE = 0.80, 0.92
# Among at most this many unknown ads of a source, one with another title is looked for as well: each costs a
# comparison.
RETITLED_AMONG = 60


def find_moved(missing: Sequence[KnownAd], strangers: Mapping[str, SeenPosting]) -> dict[str, KnownAd]:
    """New key → the ad it was. Takes open ads that were not listed, and listed ones of unknown key.

    First those that say the same sentences in whatever order, then those that are alike in their words. Each
    is the best choice for the other; anything else stays unpaired.
    """
    if not missing or not strangers:
        return {}
    pairs = _same_sentences(missing, strangers)
    taken = {ad.posting_id for ad in pairs.values()}
    rest = {key: seen for key, seen in strangers.items() if key not in pairs}
    return pairs | _alike_in_words([ad for ad in missing if ad.posting_id not in taken], rest)


def _same_sentences(missing: Sequence[KnownAd], strangers: Mapping[str, SeenPosting]) -> dict[str, KnownAd]:
    from roles.compare import telling  # here, for it loads the readers of texts

    said = {key: telling(seen.posting.description, seen.posting) for key, seen in strangers.items() if seen.posting}
    by_sentence: dict[str, list[str]] = {}
    for key, words in said.items():
        for one in words:
            by_sentence.setdefault(one, []).append(key)
    scores: list[tuple[float, str, KnownAd]] = []
    for ad in missing:
        if ad.posting is None:
            continue
        words = telling(ad.posting.description, ad.posting)
        shared = Counter(key for one in words for key in by_sentence.get(one, ()))
        for key, count in shared.items():
            posting, raw = strangers[key].posting, strangers[key].raw
            longer = max(len(words), len(said[key]))
            if posting is None or raw is None or longer < SENTENCES_LEAST or not _may_be_one(ad.posting, posting):
                continue
            same_title = word_key(ad.posting.title) == word_key(posting.title)
            needed = SHARED_SAME_TITLE if same_title else SHARED_OTHER_TITLE
            if count >= needed * longer and (same_title or raw.derived_id):
                scores.append((count / longer + same_title, key, ad))
    return _best(scores)


def _may_be_one(before: Posting, after: Posting) -> bool:
    here, there = set(map(word_key, before.locations)), set(map(word_key, after.locations))
    return company_key(before.company) == company_key(after.company) and (not here or not there or bool(here & there))


def _alike_in_words(missing: Sequence[KnownAd], strangers: Mapping[str, SeenPosting]) -> dict[str, KnownAd]:
    """A pair has the same title, shares a place and is alike in text.

    Only an ad that is named by its own words may have another title, and then nearly the same text.
    """
    by_title: dict[str, list[str]] = {}
    retitled = []
    for key, seen in strangers.items():
        if seen.posting is not None and seen.raw is not None:
            by_title.setdefault(word_key(seen.posting.title), []).append(key)
            if seen.raw.derived_id:
                retitled.append(key)
    scores: list[tuple[float, str, KnownAd]] = []
    for ad in missing:
        if ad.posting is None:
            continue
        namesakes = by_title.get(word_key(ad.posting.title), [])
        others = retitled if len(retitled) <= RETITLED_AMONG else []
        for key in dict.fromkeys([*namesakes, *others]):
            posting = strangers[key].posting
            if posting is not None and (alike := _alike(ad.posting, posting)):
                scores.append((alike + (key in namesakes), key, ad))
    return _best(scores)


def _alike(before: Posting, after: Posting) -> float:
    """How alike two ads of one source are, 0 where one is not the other under a new address.

    Another question than `same_role`'s: an ad keeps its place in its source when its title gains a level.
    """
    if company_key(before.company) != company_key(after.company):
        return 0.0
    if not meet(places_of(before.locations), places_of(after.locations)):
        return 0.0
    alike = likeness(before.description, after.description)
    same_title = word_key(before.title) == word_key(after.title)
    return alike if alike >= (ALIKE_SAME_TITLE if same_title else ALIKE_OTHER_TITLE) else 0.0


def likeness(a: str, b: str) -> float:
    """How alike two texts are in their folded words, 0 to 1."""
    from rapidfuzz import fuzz  # here, for in few crawls an ad has gone while another came

    left, right = word_key(a)[:COMPARED], word_key(b)[:COMPARED]
    if not left or not right:
        return 0.0
    return 1.0 if left == right else fuzz.ratio(left, right) / 100


def _best(scores: list[tuple[float, str, KnownAd]]) -> dict[str, KnownAd]:
    """The pairs in which each is the best choice for the other: score, new key and ad → new key → the ad it was."""
    pairs: dict[str, KnownAd] = {}
    taken: set[int] = set()
    for _, key, ad in sorted(scores, key=lambda item: (-item[0], item[1], item[2].posting_id)):
        if key not in pairs and ad.posting_id not in taken:
            pairs[key] = ad
            taken.add(ad.posting_id)
    return pairs
