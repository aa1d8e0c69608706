"""The log of the background process: a line of JSON per record, in files that are turned over."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from roles.errors import StoreError

# A file is turned over at 5 MB, and five old ones are kept: months of an ordinary life.
MOST_BYTES, KEPT = 5_000_000, 5
LOGGER = "rolewatch"


class Lines(logging.Formatter):
    """A record as one line of JSON: `at` (UTC), `level`, `event`, and what else is known of it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line: dict[str, Any] = {"at": at, "level": record.levelname.lower(), "event": record.getMessage()}
        line.update(getattr(record, "about", {}))
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = f"{record.exc_info[0].__name__} in {_place(record)}"
        return json.dumps(line, ensure_ascii=False, default=str)


def _place(record: logging.LogRecord) -> str:
    # Only where, not what: the words of an exception of a library may hold addresses.
    trace = record.exc_info[2] if record.exc_info else None
    places = []
    while trace is not None:
        places.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " < ".join(reversed(places[-6:]))


def start(path: Path | None) -> logging.Logger:
    """The logger of the background process, writing to a file, else to standard error. Raises StoreError."""
    handler: logging.Handler
    if path is None:
        handler = logging.StreamHandler(sys.stderr)
    else:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=KEPT, encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{path} cannot be written: {error.strerror}; name another with --log") from error
    handler.setFormatter(Lines())
    for name, level in ((LOGGER, logging.INFO), ("apscheduler", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)
    return logging.getLogger(LOGGER)


def note(level: int, event: str, **about: Any) -> None:
    """Logs what happened, with what is known of it."""
    logging.getLogger(LOGGER).log(level, event, extra={"about": about})
