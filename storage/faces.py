"""The kept keys under which a new ad finds the known ones that it may be (roles/match/block.py).

A narrow table of its own, clustered by key: looking up an employer's ads of one level reads a few pages, however many
ads the file holds and however long their texts are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlite_utils import Database

from roles.match.block import face_of, keys_of, packed
from roles.match.block import likeliest as choose
from roles.model import Posting

_PORTION = 1000


def keep(db: Database, ads: Iterable[tuple[int, Posting]]) -> None:
    """Writes the keys of ads, in place of what stood there: posting id and what the ad says."""
    gone, made = [], []
    for posting_id, posting in ads:
        face = face_of(posting)
        gone.append((posting_id,))
        made += [(key, face.stage, posting_id, *packed(face)) for key in keys_of(posting)]
    db.conn.executemany("DELETE FROM face WHERE posting_id = ?", gone)
    db.conn.executemany("INSERT INTO face VALUES (?, ?, ?, ?, ?, ?)", made)


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


def likeliest(db: Database, posting: Posting) -> list[int]:
    """The known ads that a new one is to be compared with."""
    face = face_of(posting)
    found: dict[int, None] = {}
    for key in keys_of(posting):
        if key.startswith("i:"):
            found.update((row[0], None) for row in db.execute("SELECT posting_id FROM face WHERE key = ?", [key]))
        else:
            rows = db.execute(
                "SELECT posting_id, words, places, lines FROM face WHERE key = ? AND stage = ?", [key, face.stage]
            )
            found.update(dict.fromkeys(choose(face, rows)))
    return list(found)
