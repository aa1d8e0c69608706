"""The tables, as recorded migrations: each runs once, in one transaction with the note that it ran.

Tables are ours to change; what others may rely on are the views of `storage.views`.
"""

from __future__ import annotations

import sqlite3
from typing import Protocol

from sqlite_utils import Database, Migrations

from storage.views import VIEWS

# "RLWT" in the file's header says that it is ours (https://www.sqlite.org/pragma.html#pragma_application_id).
APPLICATION_ID = 0x524C5754

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


def create_views(db: Database) -> None:
    """The public views, made anew so that they are always those of this release."""
    for name, sql in VIEWS.items():
        db.execute(f"DROP VIEW IF EXISTS {name}")
        db.execute(f"CREATE VIEW {name} AS {sql}")
