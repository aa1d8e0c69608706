"""The different employers and places of all cards, folded: a name is asked for by a part of it, in any spelling.

There are far fewer of them than roles. SQL cannot fold, and so no trigger can: a name is noted when the run ends that
brought it, or else when the file is next opened for writing. What is not noted yet is folded by whoever asks.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from storage import file

if TYPE_CHECKING:  # what only asks does without sqlite-utils
    from storage.sqlite import Database

# The columns of cards whose different values are labels.
COLUMNS = ("company", "locations")
_NOTE = """INSERT INTO label (kind, value) SELECT '{name}', {name} FROM posting
    WHERE posting_id = {ad} AND {name} IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM label WHERE kind = '{name}' AND value = posting.{name});"""


def _note(ad: str) -> str:
    return " ".join(_NOTE.format(name=name, ad=ad) for name in COLUMNS)


# The roles up to a number are labelled (the setting "labelled"); of those, triggers note what changes.
STATEMENTS = (
    """CREATE TABLE label (
        kind TEXT NOT NULL, value TEXT NOT NULL, folded TEXT, PRIMARY KEY (kind, value)
    ) WITHOUT ROWID""",
    "CREATE INDEX label_new ON label (kind) WHERE folded IS NULL",
    f"""CREATE TRIGGER label_lead AFTER UPDATE OF lead_id ON role WHEN OLD.lead_id <> NEW.lead_id
        BEGIN {_note("NEW.lead_id")} END""",
    f"""CREATE TRIGGER label_ad AFTER UPDATE OF {", ".join(COLUMNS)} ON posting
        WHEN OLD.company IS NOT NEW.company OR OLD.locations <> NEW.locations
        BEGIN {_note("NEW.posting_id")} END""",
)
_LABELLED = "coalesce((SELECT CAST(value AS INTEGER) FROM setting WHERE name = 'labelled'), 0)"
# Values that have no folded form yet: of a kind, then of roles that came since.
UNFOLDED = (
    "SELECT value FROM label INDEXED BY label_new WHERE folded IS NULL AND kind = '{name}'"
    f" UNION SELECT {{name}} FROM role_card WHERE role_id > {_LABELLED} AND {{name}} IS NOT NULL"
)
# A character that folding leaves alone and no name has, to fold many names at once.
_BETWEEN = "\ue000"


def fold_all(names: Sequence[str]) -> list[str]:
    """Folds many short texts at once, which is a hundred times faster than one after the other."""
    from roles.text import fold  # here, for it brings the tables of OpenCC along, which few questions need

    if not names:
        return []
    folded = fold(_BETWEEN.join(name.replace(_BETWEEN, "") for name in names)).split(_BETWEEN)
    return [name.strip() for name in folded]


def keep(db: Database) -> None:
    """Notes what came since the last time; where that cannot be written, another time."""
    (new,) = db.execute(
        f"""SELECT coalesce((SELECT max(role_id) FROM role_card), 0) > {_LABELLED}
        OR EXISTS (SELECT 1 FROM label WHERE folded IS NULL)"""
    ).fetchone()
    if not new:
        return
    with suppress(sqlite3.OperationalError), file.immediate(db.conn):
        for name in COLUMNS:
            values = [value for (value,) in db.execute(UNFOLDED.format(name=name)).fetchall()]
            db.conn.executemany(
                """INSERT INTO label (kind, value, folded) VALUES (?, ?, ?)
                ON CONFLICT (kind, value) DO UPDATE SET folded = excluded.folded""",
                [(name, value, folded) for value, folded in zip(values, fold_all(values), strict=True)],
            )
        db.execute("INSERT OR REPLACE INTO setting SELECT 'labelled', coalesce(max(role_id), 0) FROM role_card")


def forget(db: sqlite3.Connection) -> None:
    """Forgets the names that no role has any more. A name that comes again is noted again."""
    for name in COLUMNS:
        db.execute(
            f"""DELETE FROM label WHERE kind = '{name}'
            AND NOT EXISTS (SELECT 1 FROM role_card WHERE role_card.{name} = label.value)"""
        )
