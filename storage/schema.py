"""The tables, as recorded migrations: each runs once, in one transaction with the note that it ran.

A new one makes the version of the file greater (`storage.file.VERSION`).

Tables are ours to change; what others may rely on are the views of `storage.views`.
"""

from __future__ import annotations

import sqlite3
from typing import Protocol

from storage import cards, labels
from storage.sqlite import Database, Migrations
from storage.views import OPEN_ROLES, VIEWS

migrations = Migrations("rolewatch")

FACTS = """
    title TEXT NOT NULL, company TEXT, department TEXT, locations TEXT NOT NULL DEFAULT '[]', workplace TEXT,
    family TEXT, families TEXT NOT NULL DEFAULT '[]', seniority TEXT, employment_type TEXT, campus INTEGER,
    headcount INTEGER, salary_text TEXT, salary_currency TEXT, salary_period TEXT, salary_min NUMERIC, salary_max
    NUMERIC, salary_months NUMERIC, annual_min NUMERIC, annual_max NUMERIC, experience_min NUMERIC, experience_max
    NUMERIC, education TEXT, skills TEXT, skills_plus TEXT, responsibilities TEXT, requirements TEXT, nice_to_have
    TEXT, benefits TEXT, apply_to TEXT, posted_at TEXT, expires_at TEXT, requisition_id TEXT, description TEXT NOT NULL
    DEFAULT '', notes TEXT NOT NULL DEFAULT '[]'
"""


class _HasExecute(Protocol):
    def execute(self, sql: str, /) -> sqlite3.Cursor: ...


def _run(db: _HasExecute, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m001_tables(db: Database) -> None:
    _run(
        db,
        f"""
        CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE source (
            source_id TEXT PRIMARY KEY, url TEXT NOT NULL, board TEXT NOT NULL, kept_board TEXT, company TEXT,
            watched INTEGER NOT NULL DEFAULT 1, added_at TEXT NOT NULL, last_run_at TEXT, last_complete_at TEXT,
            health TEXT NOT NULL DEFAULT 'new', message TEXT NOT NULL DEFAULT '',
            baseline_done INTEGER NOT NULL DEFAULT 0, held TEXT, last_run_id INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        CREATE TABLE run (
            run_id INTEGER PRIMARY KEY AUTOINCREMENT, started_at TEXT NOT NULL, finished_at TEXT, status TEXT NOT NULL
        );
        CREATE TABLE source_run (
            run_id INTEGER NOT NULL REFERENCES run, source_id TEXT NOT NULL REFERENCES source,
            applied INTEGER NOT NULL, verdict TEXT NOT NULL, pages_read INTEGER NOT NULL,
            pages_unchanged INTEGER NOT NULL, pages_failed INTEGER NOT NULL, postings INTEGER NOT NULL,
            declared INTEGER, seconds REAL NOT NULL, message TEXT NOT NULL, troubles TEXT NOT NULL,
            PRIMARY KEY (run_id, source_id)
        ) WITHOUT ROWID;
        CREATE TABLE role (
            role_id INTEGER PRIMARY KEY AUTOINCREMENT, open INTEGER NOT NULL, lead_id INTEGER NOT NULL,
            first_seen TEXT NOT NULL, closed_at TEXT, repost_count INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE role_alias (old_role_id INTEGER PRIMARY KEY, role_id INTEGER NOT NULL REFERENCES role);
        CREATE TABLE posting (
            posting_id INTEGER PRIMARY KEY AUTOINCREMENT, role_id INTEGER NOT NULL REFERENCES role,
            source_id TEXT NOT NULL REFERENCES source, key TEXT NOT NULL, external_id TEXT, url TEXT NOT NULL,
            open INTEGER NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, closed_at TEXT,
            close_reason TEXT, missed_since TEXT, missed INTEGER NOT NULL DEFAULT 0, digest TEXT NOT NULL,
            reader TEXT NOT NULL, joined TEXT NOT NULL DEFAULT '', raw TEXT NOT NULL, company_key TEXT NOT NULL,
            in_scope INTEGER NOT NULL DEFAULT 1, {FACTS},
            UNIQUE (source_id, key)
        );
        CREATE INDEX posting_of_role ON posting (role_id);
        CREATE INDEX posting_of_company ON posting (company_key) WHERE company_key <> '';
        CREATE TABLE event (
            event_id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL,
            role_id INTEGER NOT NULL REFERENCES role, posting_id INTEGER NOT NULL REFERENCES posting,
            source_id TEXT NOT NULL REFERENCES source, run_id INTEGER NOT NULL REFERENCES run, detail TEXT NOT NULL
        );
        CREATE INDEX event_by_time ON event (at);
        CREATE INDEX event_of_role ON event (role_id);
        CREATE VIRTUAL TABLE role_search USING fts5(
            role_id UNINDEXED, title, company, description, skills, tokenize = 'unicode61 remove_diacritics 0'
        )
        """,
    )


@migrations()
def m010_pages(db: Database) -> None:
    _run(
        db,
        """
        CREATE TABLE page (
            source_id TEXT NOT NULL REFERENCES source, name TEXT NOT NULL, key TEXT NOT NULL, memory TEXT NOT NULL,
            PRIMARY KEY (source_id, name)
        ) WITHOUT ROWID
        """,
    )


@migrations()
def m020_read_as(db: Database) -> None:
    """Where and how a source was last read completely, so that a move of it or of us is no news."""
    _run(
        db,
        """
        ALTER TABLE source ADD COLUMN read_url TEXT NOT NULL DEFAULT '';
        ALTER TABLE source ADD COLUMN reader TEXT NOT NULL DEFAULT '';
        UPDATE source SET held = NULL;
        ALTER TABLE role ADD COLUMN former_id INTEGER;
        CREATE INDEX posting_of_source ON posting (source_id, company_key)
        """,
    )


@migrations()
def m030_judgements_and_faces(db: Database) -> None:
    """What the user said about roles, and the folded keys under which an ad is found (storage/faces.py)."""
    _run(
        db,
        """
        CREATE TABLE judgement (
            judgement_id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('join', 'split')),
            posting_id INTEGER NOT NULL REFERENCES posting ON DELETE CASCADE,
            from_role_id INTEGER NOT NULL REFERENCES role, role_id INTEGER NOT NULL REFERENCES role
        );
        CREATE INDEX judgement_of_posting ON judgement (posting_id);
        CREATE INDEX judgement_of_role ON judgement (role_id);
        CREATE INDEX judgement_from_role ON judgement (from_role_id);
        CREATE TABLE face (
            key TEXT NOT NULL, stage TEXT NOT NULL, posting_id INTEGER NOT NULL REFERENCES posting ON DELETE CASCADE,
            words TEXT NOT NULL, places TEXT NOT NULL, lines TEXT NOT NULL, PRIMARY KEY (key, stage, posting_id)
        ) WITHOUT ROWID;
        CREATE INDEX face_of_posting ON face (posting_id)
        """,
    )
    from storage import faces  # here, for it brings matching along, which questions do without

    faces.keep_all(db)


@migrations()
def m060_cards(db: Database) -> None:
    """Made the cards of roles, which `m080_questions` makes anew."""


@migrations()
def m050_digests(db: Database) -> None:
    """What was told (a digest per local date), and to whom it was, or is still to be, delivered (storage/outbox.py)."""
    _run(
        db,
        """
        CREATE TABLE digest (
            digest_id INTEGER PRIMARY KEY AUTOINCREMENT, local_date TEXT NOT NULL UNIQUE, after_event INTEGER NOT NULL,
            last_event INTEGER NOT NULL, made_at TEXT NOT NULL, body TEXT NOT NULL
        );
        CREATE TABLE outbox (
            digest_id INTEGER NOT NULL REFERENCES digest ON DELETE CASCADE, target TEXT NOT NULL, status TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0, parts_done INTEGER NOT NULL DEFAULT 0,
            certain INTEGER NOT NULL DEFAULT 1, next_try_at TEXT NOT NULL, last_error TEXT NOT NULL DEFAULT '',
            carries TEXT NOT NULL DEFAULT '[]', done_at TEXT, PRIMARY KEY (digest_id, target)
        ) WITHOUT ROWID;
        CREATE INDEX outbox_open ON outbox (status) WHERE status IN ('waiting', 'sending')
        """,
    )


@migrations()
def m070_sightings(db: Database) -> None:
    """When an ad was seen last, in a narrow table: a crawl in which nothing changed writes no ad (4 KB each) anew.

    `read_at` is when an ad's words were read last; it was seen last then, or at its later sighting. Of the indexes,
    those of events serve the digest of a run and `prune`, that of roles tells without a look at the ads where else a
    role is open, and nothing has asked for ads by employer since the table `face` is there. The words of
    the search index are gathered in 8 MB (1 MB else) before they are written: a fifth less work a role.
    """
    _run(
        db,
        """
        ALTER TABLE posting RENAME COLUMN last_seen TO read_at;
        CREATE TABLE sighting (
            posting_id INTEGER PRIMARY KEY REFERENCES posting ON DELETE CASCADE, seen_at TEXT NOT NULL
        );
        DROP INDEX posting_of_company;
        DROP INDEX posting_of_role;
        CREATE INDEX posting_of_role ON posting (role_id, open, source_id);
        CREATE INDEX posting_open ON posting (source_id, open, role_id);
        CREATE INDEX event_of_run ON event (run_id);
        CREATE INDEX event_of_posting ON event (posting_id);
        INSERT INTO role_search (role_search, rank) VALUES ('hashsize', 8388608)
        """,
    )


@migrations()
def m080_questions(db: Database) -> None:
    """What keeps the usual questions short in a file of a million roles: indexes of cards, labels, counts.

    The number of open roles of a source is counted when its crawl is noted. It is unknown (NULL) after its ads have
    moved in any other way, by a `join` or `split`, until the source is crawled again: the view counts those.
    """
    for statement in (*cards.STATEMENTS, *labels.STATEMENTS):
        db.execute(statement)
    db.execute("CREATE INDEX role_alias_of_role ON role_alias (role_id)")
    db.execute("ALTER TABLE source ADD COLUMN open_roles INTEGER")
    db.execute(f"UPDATE source SET open_roles = {OPEN_ROLES}")
    db.execute(
        f"""CREATE TRIGGER source_crawled AFTER UPDATE OF last_run_at ON source BEGIN
        UPDATE source SET open_roles = {OPEN_ROLES} WHERE source_id = NEW.source_id; END"""
    )
    unknown = "UPDATE source SET open_roles = NULL WHERE source_id"
    db.execute(
        f"""CREATE TRIGGER source_ad_moved AFTER UPDATE OF role_id, source_id ON posting
        WHEN OLD.role_id <> NEW.role_id OR OLD.source_id <> NEW.source_id
        BEGIN {unknown} IN (OLD.source_id, NEW.source_id); END"""
    )
    db.execute(
        f"CREATE TRIGGER source_ad_gone AFTER DELETE ON posting WHEN OLD.open BEGIN {unknown} = OLD.source_id; END"
    )


def create_views(db: Database) -> None:
    """The public views, made anew so that they are always those of this release."""
    for name, sql in VIEWS.items():
        db.execute(f"DROP VIEW IF EXISTS {name}")
        db.execute(f"CREATE VIEW {name} AS {sql}")
