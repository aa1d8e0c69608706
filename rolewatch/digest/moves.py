"""Roles that went from one source to another within one run: closed by the first, reopened by the second, and no news.

Sources are recorded one by one. Had the second one's turn come first, its ad would have joined the open role and the
first one's end would have closed nothing: what is told must not hang on that order
(docs/RULES.md, "Reopened, reposted, moved").
"""

from __future__ import annotations

from collections.abc import Sequence

from roles.record import ToldEvent


def without_moves(events: Sequence[ToldEvent]) -> list[ToldEvent]:
    """The events of a window, oldest first, without those by which a role closed and was open again at the same clock.

    Only another source's ad cancels a closing: one that closes and reopens at its own source was seen both ways.
    """
    gone: dict[tuple[int, str], ToldEvent] = {}
    folded: set[int] = set()
    for event in events:
        place = (event.role_id, event.at)
        if event.kind == "closed":
            gone[place] = event
        elif event.kind == "reopened" and place in gone and gone[place].source_id != event.source_id:
            folded |= {gone.pop(place).event_id, event.event_id}
    return [event for event in events if event.event_id not in folded]
