"""The user's own word on what is one role: `join` and `split`. Both run inside a transaction that the store holds.

Nothing is lost: events keep the role they were told of, a joined role's number leads to the survivor (`role_aliases`),
and each judgement is a row that later crawls are decided by.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roles.errors import StoreError
from storage.apply import index_roles
from storage.sqlite import Database


@dataclass(frozen=True, slots=True)
class Joined:
    """What `join` made: the surviving role, those that are now part of it, and how many ads it has."""

    role_id: int
    gone: tuple[int, ...]
    ads: int


def _survivor(db: Database, role_id: int) -> int:
    """The role that a number leads to today. Raises StoreError where there is none."""
    alias = db.execute("SELECT role_id FROM role_alias WHERE old_role_id = ?", [role_id]).fetchone()
    number = int(alias[0]) if alias else role_id
    if db.execute("SELECT 1 FROM role WHERE role_id = ?", [number]).fetchone() is None:
        raise StoreError(f"there is no role {role_id}")
    return number


def join(db: Database, role_ids: Sequence[int], now: str) -> Joined:
    """Makes one role of several; the first named survives and the others' numbers lead to it.

    Raises StoreError where a number is unknown or fewer than two roles are named.
    """
    survivors = list(dict.fromkeys(_survivor(db, one) for one in role_ids))
    if len(survivors) < 2:
        raise StoreError(f"{' and '.join(f'role {one}' for one in role_ids)} are one role already")
    kept, gone = survivors[0], survivors[1:]
    for old in gone:
        ads = [row[0] for row in db.execute("SELECT posting_id FROM posting WHERE role_id = ?", [old]).fetchall()]
        _judge(db, "join", ads, old, kept, now)
        db.execute(
            "UPDATE posting SET role_id = ?, joined = ? WHERE role_id = ?",
            [kept, f"joined by you on {now[:10]} (was role {old})", old],
        )
        db.execute("UPDATE role_alias SET role_id = ? WHERE role_id = ?", [kept, old])
        db.execute("INSERT INTO role_alias (old_role_id, role_id) VALUES (?, ?)", [old, kept])
        db.execute("DELETE FROM role_search WHERE rowid = ?", [old])
    marks = ", ".join("?" * len(survivors))
    db.execute(
        f"""UPDATE role SET first_seen = (SELECT min(first_seen) FROM role WHERE role_id IN ({marks})),
            repost_count = (SELECT sum(repost_count) FROM role WHERE role_id IN ({marks})),
            open = (SELECT max(open) FROM role WHERE role_id IN ({marks})),
            closed_at = (
                SELECT CASE WHEN max(open) THEN NULL ELSE max(closed_at) END FROM role WHERE role_id IN ({marks})
            )
        WHERE role_id = ?""",
        [*survivors * 4, kept],
    )
    _choose_lead(db, kept)
    index_roles(db, {kept})
    count = db.execute("SELECT count(*) FROM posting WHERE role_id = ?", [kept]).fetchone()[0]
    return Joined(kept, tuple(gone), count)


def split(db: Database, role_id: int, posting_ids: Sequence[int], now: str) -> int:
    """Takes ads out of a role; they make a role of their own, whose number is given back.

    Raises StoreError where a number is unknown, an ad is of another role, or none would stay.
    """
    old = _survivor(db, role_id)
    theirs = {
        row[0]: row[1:]
        for row in db.execute(
            "SELECT posting_id, open, closed_at, first_seen FROM posting WHERE role_id = ?", [old]
        ).fetchall()
    }
    wanted = list(dict.fromkeys(posting_ids))
    for one in wanted:
        if one not in theirs:
            has = ", ".join(map(str, sorted(theirs)))
            raise StoreError(f"posting {one} is not of role {role_id}, which has the postings {has}")
    if not wanted or len(wanted) == len(theirs):
        raise StoreError(
            f"a split takes some of a role's postings; role {role_id} has {len(theirs)} and none would stay"
        )
    taken = [theirs[one] for one in wanted]
    is_open = any(row[0] for row in taken)
    # AUTOINCREMENT: a number is never given out twice, not even one that was an alias.
    made = db.execute(
        "INSERT INTO role (open, lead_id, closed_at, first_seen) VALUES (?, ?, ?, ?)",
        [
            int(is_open),
            min(wanted),
            None if is_open else max((row[1] or now for row in taken), default=now),
            min(row[2] for row in taken),
        ],
    ).lastrowid
    assert made is not None
    marks = ", ".join("?" * len(wanted))
    db.execute(
        f"UPDATE posting SET role_id = ?, joined = ? WHERE posting_id IN ({marks})",
        [made, f"split by you from role {old} on {now[:10]}", *wanted],
    )
    _judge(db, "split", wanted, old, made, now)
    db.execute(
        """UPDATE role SET
            closed_at = CASE WHEN NOT open THEN closed_at
                WHEN EXISTS (SELECT 1 FROM posting WHERE posting.role_id = role.role_id AND posting.open) THEN NULL
                ELSE coalesce((SELECT max(closed_at) FROM posting WHERE posting.role_id = role.role_id), ?) END,
            open = open AND EXISTS (SELECT 1 FROM posting WHERE posting.role_id = role.role_id AND posting.open)
        WHERE role_id = ?""",
        [now, old],
    )
    for one in (old, made):
        _choose_lead(db, one)
    index_roles(db, {old, made})
    return made


def _judge(db: Database, kind: str, posting_ids: Iterable[int], before: int, after: int, now: str) -> None:
    db.conn.executemany(
        "INSERT INTO judgement (at, kind, posting_id, from_role_id, role_id) VALUES (?, ?, ?, ?, ?)",
        [(now, kind, one, before, after) for one in posting_ids],
    )


def _choose_lead(db: Database, role_id: int) -> None:
    """The lead stays where it is an open ad of the role; else the open ad known longest, else the ad known longest."""
    (lead,) = db.execute("SELECT lead_id FROM role WHERE role_id = ?", [role_id]).fetchone()
    (best,) = db.execute(
        "SELECT posting_id FROM posting WHERE role_id = ? ORDER BY open DESC, posting_id = ? DESC, posting_id LIMIT 1",
        [role_id, lead],
    ).fetchone()
    db.execute("UPDATE role SET lead_id = ? WHERE role_id = ?", [best, role_id])


def apart(db: Database, role_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """Of some roles, those from which the user has split them, as they are called today; rejoined ones no longer
    count."""
    found: dict[int, set[int]] = {}
    wanted = set(role_ids)
    if not wanted or db.execute("SELECT 1 FROM judgement WHERE kind = 'split' LIMIT 1").fetchone() is None:
        return {}
    today = dict(db.execute("SELECT old_role_id, role_id FROM role_alias").fetchall())
    for one, other in db.execute("SELECT from_role_id, role_id FROM judgement WHERE kind = 'split'").fetchall():
        left, right = today.get(one, one), today.get(other, other)
        if left != right and (left in wanted or right in wanted):
            found.setdefault(left, set()).add(right)
            found.setdefault(right, set()).add(left)
    return {role: frozenset(others) for role, others in found.items()}
