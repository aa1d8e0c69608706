"""A file with one source, one role, and events as a test wants them: what digests are made of, without a crawl."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from storage.store import Store, WatchedSource


def start(path: Path, *sources: str, now: str = "2026-01-01T00:00:00Z") -> None:
    """Makes the file, with its sources and a role at the first of them."""
    with Store(path) as store:
        store.register(
            [WatchedSource(name, f"https://{name}.example/", "jsonld", None) for name in sources], ["dl_compiler"], now
        )
        store.begin_run(now)
    with sqlite3.connect(path) as db:
        db.execute("UPDATE source SET health = 'ok'")
        db.execute("INSERT INTO role (role_id, open, lead_id, first_seen) VALUES (1, 1, 1, ?)", [now])
        db.execute(
            """INSERT INTO posting (posting_id, role_id, source_id, key, url, open, first_seen, read_at, digest, reader,
                raw, company_key, title, company, family) VALUES (1, 1, ?, 'k', 'https://lanting.example/1', 1, ?, ?, '', '',
                '{}', 'x', '编译器工程师', '澜汀智算', 'dl_compiler')""",
            [sources[0], now, now],
        )
    db.close()


def event(path: Path, source: str, at: str, mark: str, number: int = 1) -> None:
    """Notes crawls of a source at a time, with events that are told apart by their marks."""
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous = OFF")  # a test's file need not survive a power failure
    with db:
        detail = {"fields": {"title": {"before": "old", "after": mark}}}
        for index in range(number):
            detail["fields"]["title"]["after"] = mark if number == 1 else f"{mark}/{index}"
            db.execute("INSERT INTO event (at, kind, role_id, posting_id, source_id, run_id, detail) VALUES (?, 'changed', 1, 1, ?, 1, ?)",
                       [at, source, json.dumps(detail)])  # fmt: skip
        db.execute("UPDATE source SET last_run_at = ?, last_complete_at = ? WHERE source_id = ?", [at, at, source])
    db.close()
