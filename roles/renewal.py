"""The first crawl of a source under another address, another board or another release's extractor.

What differs then may be our own doing, so it is no news: a page that is now split into its ads says nothing new, and
ads that the source's new address does not list were never said to be gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from roles.crawl import CrawlResult, SeenPosting
from roles.event import KnownAd, Snapshot
from roles.model import RawPosting
from roles.text import meaning
from roles.trust import DROP_LEAST, DROP_SHARE
from roles.url import canonical
from roles.version import same_extractor

# An ad of whose sentences so many stood on the source's pages before (or still stand there) is no new (or lost) one: it
# was cut out of the page in another way. Of fewer than three sentences nothing is concluded.
SAID_SHARE, SAID_LEAST = 0.8, 3


class Renewal:
    """Whether this is such a crawl, and what of it is told.

    `strangers` are listed ads that are no known ones under another key, `lost` the open ones that were not found;
    `found` is how many open ads were.
    """

    def __init__(
        self, snapshot: Snapshot, result: CrawlResult, strangers: Mapping[str, SeenPosting], lost: Sequence[KnownAd],
        *, found: int,
    ) -> None:  # fmt: skip
        source = snapshot.source
        self._snapshot, self._result = snapshot, result
        self.moved = bool(source.read_url) and canonical(source.read_url) != canonical(source.url)
        self.other_reader = bool(source.reader) and not same_extractor(source.reader, result.reader)
        known = found + len(lost)
        # Fewer than half of the open ads recognised: nothing can be said of the others.
        unknown_ground = 2 * found < known or not known
        self.begins_anew = self.moved and unknown_ground
        self._forgets = unknown_ground and (self.moved or self.other_reader)
        self._reads_more = self.other_reader and (
            unknown_ground or (len(strangers) >= DROP_LEAST and len(strangers) > DROP_SHARE * known)
        )

    def knew(self, seen: SeenPosting) -> bool:
        """Whether an unknown ad is only read now, and stood there before: it is kept without an event."""
        if not self.other_reader:
            return False
        return self._reads_more or _said(seen.raw, self._words_before)

    def put_aside(self, ad: KnownAd) -> bool:
        """Whether an ad that is not listed is no longer there only because of what changed on our side."""
        return self._forgets or (self.other_reader and _said(ad.raw, self._words_now))

    @cached_property
    def _words_before(self) -> frozenset[str]:
        return _words(ad.raw for ad in self._snapshot.ads.values() if ad.open)

    @cached_property
    def _words_now(self) -> frozenset[str]:
        return _words(seen.raw for seen in self._result.postings)


def _words(raws: Iterable[RawPosting | None]) -> frozenset[str]:
    return frozenset(word for raw in raws if raw is not None for word in meaning(raw.text))


def _said(raw: RawPosting | None, words: frozenset[str]) -> bool:
    own = meaning(raw.text) if raw is not None else frozenset()
    return len(own) >= SAID_LEAST and len(own & words) >= SAID_SHARE * len(own)
