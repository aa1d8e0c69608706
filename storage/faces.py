"""The kept keys under which a new ad finds the known ones that it may be (roles/match/block.py).

A narrow table of its own, clustered by key: looking up an employer's ads of one level reads a few pages, however many
ads the file holds and however long their texts are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from roles.match.block import Block, Look, look_at, packed
from roles.match.block import likeliest as choose
from roles.model import Posting
from storage.sqlite import Database

_PORTION = 1000


class Looks:
    """What was worked out of new ads when the file was asked about them, for writing it down with them."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Posting, Look]] = {}

    def __call__(self, posting: Posting) -> Look:
        """The face and the keys of an ad, worked out once."""
        found = self._known.get(id(posting))  # the ad is kept beside them, so that its number stays its own
        if found is None:
            found = self._known[id(posting)] = posting, look_at(posting)
        return found[1]

    def forget(self) -> None:
        """Drops everything."""
        self._known.clear()


def keep(db: Database, ads: Iterable[tuple[int, Posting]], look: Callable[[Posting], Look] = look_at) -> None:
    """Writes the keys of ads that have none: posting id and what the ad says."""
    made = []
    for posting_id, posting in ads:
        face, keys = look(posting)
        packed_face = packed(face)
        made += [(key, face.stage, posting_id, *packed_face) for key in keys]
    db.conn.executemany("INSERT INTO face VALUES (?, ?, ?, ?, ?, ?)", made)


def forget(db: Database, posting_ids: Iterable[int]) -> None:
    """Takes the keys of ads away."""
    db.conn.executemany("DELETE FROM face WHERE posting_id = ?", ((one,) for one in posting_ids))


def keep_all(db: Database) -> None:
    """Writes the keys of every ad in the file, once, when the table is made."""
    last = 0
    while True:
        found = db.execute(
            """SELECT posting_id, title, url, company, locations, description FROM posting
            WHERE posting_id > ? ORDER BY posting_id LIMIT ?""",
            [last, _PORTION],
        ).fetchall()
        if not found:
            return
        keep(
            db,
            [
                (number, Posting(title=title, url=url, company=company, locations=tuple(json.loads(at)),
                         description=text))
                for number, title, url, company, at, text in found
            ],
        )  # fmt: skip
        last = found[-1][0]


def likeliest(db: Database, ads: Sequence[Posting], look: Callable[[Posting], Look] = look_at) -> list[set[int]]:
    """For each of some new ads, in their order, the known ads that it is to be compared with.

    Each employer's kept ads are read once, however many new ads it has.
    """
    looks = list(map(look, ads))
    found: list[set[int]] = [set() for _ in ads]
    asked: dict[tuple[str, str], list[int]] = {}
    ids: dict[str, list[int]] = {}
    for number, (face, keys) in enumerate(looks):
        for key in keys:
            if key.startswith("i:"):
                ids.setdefault(key, []).append(number)
            else:
                asked.setdefault((key, face.stage), []).append(number)
    if ids:
        wanted = json.dumps(list(ids))
        for key, known in db.execute(
            "SELECT key, posting_id FROM face WHERE key IN (SELECT value FROM json_each(?))", [wanted]
        ):
            for number in ids[key]:
                found[number].add(known)
    for (key, stage), numbers in asked.items():
        rows = db.execute(
            "SELECT posting_id, words, places, lines FROM face WHERE key = ? AND stage = ?", [key, stage]
        ).fetchall()
        if not rows:  # an employer that the file does not know, with up to all ads of a source
            continue
        if len(numbers) == 1:  # no index pays for one question
            found[numbers[0]].update(choose(looks[numbers[0]].face, rows))
            continue
        block = Block(rows)
        for number in numbers:
            found[number].update(block.likeliest(looks[number].face))
    return found
