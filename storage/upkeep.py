"""Retention and copies: what is old is forgotten, and the file is copied while it is in use."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from roles.errors import StoreError
from roles.record import TakenOut
from storage import file, labels
from storage.old_events import last_told, note_taken_out

# Roles that were closed no longer than this may reopen (docs/RULES.md, "Reopened, reposted, moved"): they are kept
# whatever is asked for. In days.
MAY_REOPEN = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """How many rows of each kind are, or would be, forgotten."""

    events: int
    roles: int
    postings: int
    runs: int
    digests: int


_OLD_ROLES = """
    CREATE TEMP TABLE old_role AS SELECT role_id FROM role
    WHERE NOT open AND closed_at < :closed
    AND NOT EXISTS (
        SELECT 1 FROM posting LEFT JOIN sighting USING (posting_id)
        WHERE posting.role_id = role.role_id AND (open OR read_at >= :closed OR seen_at >= :closed))
    AND NOT EXISTS (
        SELECT 1 FROM judgement
        WHERE judgement.role_id = role.role_id OR judgement.from_role_id = role.role_id
        OR judgement.posting_id IN (SELECT posting_id FROM posting WHERE posting.role_id = role.role_id))
    AND NOT EXISTS (
        SELECT 1 FROM event WHERE (event.role_id = role.role_id
            OR event.posting_id IN (SELECT posting_id FROM posting WHERE posting.role_id = role.role_id))
        AND (event.event_id > :told OR event.at >= :closed))
    AND NOT EXISTS (
        SELECT 1 FROM event JOIN posting ON posting.posting_id = event.posting_id
        WHERE posting.role_id = role.role_id AND event.role_id <> role.role_id
        AND event.role_id NOT IN (SELECT old_role_id FROM role_alias WHERE role_alias.role_id = role.role_id))
    AND NOT EXISTS (
        SELECT 1 FROM role AS other JOIN posting ON posting.posting_id IN (other.former_id, other.lead_id)
        WHERE posting.role_id = role.role_id AND other.role_id <> role.role_id
        AND other.role_id NOT IN (SELECT old_role_id FROM role_alias WHERE role_alias.role_id = role.role_id))
"""
# Old events go, but those that no digest has told yet.
_OLD_EVENTS = "event_id <= :told AND at < :before"
# A role that was merged into another keeps its row (roles are never numbered twice); its events follow the survivor.
_OF_OLD_ROLES = """(role_id IN (SELECT role_id FROM old_role)
    OR posting_id IN (SELECT posting_id FROM posting WHERE role_id IN (SELECT role_id FROM old_role)))"""
_OLD_RUNS = """started_at < :before AND NOT EXISTS (SELECT 1 FROM event WHERE event.run_id = run.run_id)
    AND run_id < (SELECT coalesce(min(last_run_id), 0) FROM source WHERE last_run_id > 0)"""
_OLD_DIGESTS = """made_at < :before AND digest_id < (SELECT max(digest_id) FROM digest)
    AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.digest_id = digest.digest_id AND status IN ('waiting', 'sending'))
    AND digest_id < (SELECT coalesce(min(digest_id), 9e18) FROM outbox WHERE status IN ('waiting', 'sending'))"""


def prune(path: Path, before: str, closed_before: str, *, dry_run: bool, vacuum: bool) -> Pruned:
    """Forgets what is older than `before`, and roles closed before `closed_before` (UTC, ISO 8601).

    Kept whatever their age: events that no digest has told, roles that the user joined or split, letters that wait.
    """
    try:
        db = file.connect(path)
        file.migrate(db, path)
        values = {"before": before, "closed": min(before, closed_before), "told": last_told(db)}
        db.execute("BEGIN IMMEDIATE")
        try:
            found = _forget(db.conn, values)
            if found.events:
                note_taken_out(db, TakenOut(folder=None, before=before, events=found.events))
            db.execute("ROLLBACK" if dry_run else "COMMIT")
        except BaseException:
            if db.conn.in_transaction:  # a full disk has ended it already
                db.execute("ROLLBACK")
            raise
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be pruned: {error}; nothing was forgotten") from error
    try:
        if vacuum and not dry_run:
            db.execute("VACUUM")
    except sqlite3.Error as error:
        raise StoreError(f"{path}: what is old is forgotten, but the file was not made smaller: {error}") from error
    finally:
        db.close()
    return found


def _forget(db: sqlite3.Connection, values: dict[str, object]) -> Pruned:
    db.execute("PRAGMA defer_foreign_keys = ON")
    db.execute("DROP TABLE IF EXISTS temp.old_role")
    db.execute(_OLD_ROLES, values)
    events = db.execute(f"DELETE FROM event WHERE ({_OLD_EVENTS}) OR {_OF_OLD_ROLES}", values).rowcount
    db.execute("DELETE FROM role_search WHERE rowid IN (SELECT role_id FROM old_role)")
    db.execute("DELETE FROM role_alias WHERE role_id IN (SELECT role_id FROM old_role)")
    db.execute(
        """DELETE FROM page WHERE key <> '' AND EXISTS (SELECT 1 FROM posting
        WHERE posting.source_id = page.source_id AND posting.key = page.key
        AND posting.role_id IN (SELECT role_id FROM old_role))"""
    )
    postings = db.execute("DELETE FROM posting WHERE role_id IN (SELECT role_id FROM old_role)").rowcount
    roles = db.execute("DELETE FROM role WHERE role_id IN (SELECT role_id FROM old_role)").rowcount
    labels.forget(db)
    db.execute(f"DELETE FROM source_run WHERE run_id IN (SELECT run_id FROM run WHERE {_OLD_RUNS})", values)
    runs = db.execute(f"DELETE FROM run WHERE {_OLD_RUNS}", values).rowcount
    digests = db.execute(f"DELETE FROM digest WHERE {_OLD_DIGESTS}", values).rowcount
    db.execute("DROP TABLE old_role")
    return Pruned(events=events, roles=roles, postings=postings, runs=runs, digests=digests)


def backup(path: Path, target: Path) -> int:
    """Copies the file as it is at one moment, also while it is written; gives the copy's size in bytes.

    The copy is checked before it takes its name, so that a file of that name is always a whole one.
    """
    beside = target.with_name(f"{target.name}.{os.getpid()}.part")
    source = file.connect_to_read(path)
    try:
        copy = sqlite3.connect(beside, isolation_level=None)
        try:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file that can be moved, without a journal beside it
            wrong = [row[0] for row in copy.execute("PRAGMA integrity_check") if row[0] != "ok"]
            wrong += [f"{row[0]}: row {row[1]}" for row in copy.execute("PRAGMA foreign_key_check")]
        finally:
            copy.close()
        if wrong:
            raise StoreError(f"the copy of {path} is damaged ({wrong[0]}): {target} was left as it was")
        beside.replace(target)
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{target} cannot be written: {error}") from error
    finally:
        source.close()
        beside.unlink(missing_ok=True)
    return target.stat().st_size
