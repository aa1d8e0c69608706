"""The digest for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from rolewatch.digest.build import Digest


def as_json(digest: Digest) -> str:
    """The digest as one JSON object, ending in a line break.

    `groups` maps pay, new, closed, reopened, reposted and changed to lists of entries; `detail` of an entry is that of
    its event. Times are UTC.
    """
    tree: dict[str, Any] = {
        "since": digest.since,
        "until": digest.until,
        "timezone": digest.timezone,
        "counts": {group: len(entries) for group, entries in digest.groups.items()},
        "groups": {
            group: [{**asdict(entry), "days_open": entry.days_open} for entry in entries]
            for group, entries in digest.groups.items()
        },
        "baselines": [asdict(one) for one in digest.baselines],
        "sources_need_a_look": [asdict(one) for one in digest.troubles],
        "sources": digest.sources,
        "sources_ok": digest.sources_ok,
        "sources_unread": digest.unread,
        "out_of_scope": digest.out_of_scope,
        "notices": [asdict(one) for one in digest.notices],
        "number": digest.number,
        "date": digest.date,
        "left_out": digest.left_out,
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
