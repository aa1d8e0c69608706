"""Who an ad is: the key under which one source's ad is known from crawl to crawl.

The board's own id where it has one; else the address, as seen from the source's entry page, so that a site
that moves to https keeps its ads. An ad's words are part of its identity only where a page gives nothing else
(several ads on one page without anchors): then `fragment_for` names it by its title.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from roles.model import RawPosting
from roles.text import squeeze, width, word_key
from roles.url import address_in_site, place_in_site


def posting_key(raw: RawPosting, board: str, entry: str) -> str:
    """The key of an ad within its source. `entry` is the source's own address.

    "greenhouse:acme:4012" for an id that the board states, "url:/jobs/12" for an address.
    """
    if raw.external_id and not raw.derived_id:
        return f"{board}:{raw.tenant or ''}:{raw.external_id}"
    return f"url:{place_in_site(raw.url, entry)}"


def own_address(key: str, url: str, entry: str) -> str | None:
    """Where the own page of a known ad is today, given the source's address; None where it shares another's page.

    `url` is where it was last seen: its address then, which a site that moved since does not have any more.
    """
    address = address_in_site(key.removeprefix("url:"), entry) if key.startswith("url:") else url
    return None if "#" in address else address


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that name a text by its folded words."""
    return hashlib.sha256(word_key(text).encode()).hexdigest()[:8]


def fragments(titles: Sequence[str | None], telling: Sequence[str]) -> list[str]:
    """Names for the ads of one page that have no anchors of their own.

    `titles[i]` is the title an ad states, or None; `telling[i]` is what else tells it from its neighbours (its first
    duty, say). A title names its ad; ads without a title, or with the title of another on the page, are
    named by what tells them apart. The order on the page never counts.
    """
    slugs = ["" if title is None else "-".join(width(squeeze(title)).split())[:60] for title in titles]
    shared = Counter(slugs)
    named = [
        slug if slug and shared[slug] == 1 else "-".join(filter(None, (slug, short_hash(words))))
        for slug, words in zip(slugs, telling, strict=True)
    ]
    twice = Counter(named)
    count: Counter[str] = Counter()
    result = []
    for name in named:
        count[name] += 1
        result.append(name if twice[name] == 1 else f"{name}-{count[name]}")
    return result
