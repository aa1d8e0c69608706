"""Which ads that a source no longer lists came back there under another key, whatever the order of their lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from roles.compare import telling
from roles.crawl import SeenPosting
from roles.event import KnownAd
from roles.match import company_key, moved
from roles.model import Posting
from roles.text import word_key

# How many of the sentences of the longer text must stand in the other one: under the same title an edited sentence or
# two is allowed, under another nearly none. Of fewer than three sentences nothing is concluded.
SHARED_SAME_TITLE, SHARED_OTHER_TITLE, SENTENCES_LEAST = 0.75, 0.9, 3


def find_moved(missing: Sequence[KnownAd], strangers: Mapping[str, SeenPosting]) -> dict[str, KnownAd]:
    """New key → the ad it was. Takes open ads that were not listed, and listed ones of unknown key.

    First those that say the same sentences in whatever order, then those that `roles.match.moved` finds alike.
    """
    if not missing or not strangers:
        return {}
    pairs = _same_sentences(missing, strangers)
    taken = {ad.posting_id for ad in pairs.values()}
    rest = {key: seen for key, seen in strangers.items() if key not in pairs}
    return pairs | moved([ad for ad in missing if ad.posting_id not in taken], rest)


def _same_sentences(missing: Sequence[KnownAd], strangers: Mapping[str, SeenPosting]) -> dict[str, KnownAd]:
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
    pairs: dict[str, KnownAd] = {}
    taken: set[int] = set()
    for _, key, ad in sorted(scores, key=lambda item: (-item[0], item[1], item[2].posting_id)):
        if key not in pairs and ad.posting_id not in taken:
            pairs[key] = ad
            taken.add(ad.posting_id)
    return pairs


def _may_be_one(before: Posting, after: Posting) -> bool:
    here, there = set(map(word_key, before.locations)), set(map(word_key, after.locations))
    return company_key(before.company) == company_key(after.company) and (not here or not there or bool(here & there))
