"""A digest to a target: printed, written into a folder or a feed, or handed to a service. Nothing here raises."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from rolewatch import send
from rolewatch.targets import Target

# A service gets so many seconds for a whole digest; then its process is killed, and whether it arrived is not known.
MOST_SECONDS = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One digest in every form. `date` names its files; `feed` holds the latest digests; `note` ends what is cut."""

    date: str
    title: str
    text: str
    markdown: str
    html: str
    mail: str
    feed: str
    note: str


@dataclass(frozen=True, slots=True)
class Sent:
    """How an attempt ended. `certain`: where it failed, the target has surely taken nothing (more) of it."""

    ok: bool
    error: str = ""
    certain: bool = True


def deliver(
    target: Target,
    message: Message,
    done: int,
    accepted: Callable[[int], None],
    seconds: float = MOST_SECONDS,
    register: Callable[[subprocess.Popen[bytes] | None], None] = lambda _: None,
) -> Sent:
    """One attempt. `done` messages of the digest were accepted before; `accepted` is told of each one that is.

    `register` is told of the process that is at work (None: no more), so that a stop can end it.
    """
    try:
        if target.kind == "print":
            sys.stdout.write(message.text)
            sys.stdout.flush()
        elif target.kind == "folder":
            target.path.mkdir(parents=True, exist_ok=True)
            _put(target.path / f"{message.date}.md", message.markdown)
            _put(target.path / f"{message.date}.html", message.html)
        elif target.kind == "feed":
            target.path.parent.mkdir(parents=True, exist_ok=True)
            _put(target.path, message.feed)
        else:
            return _by_service(target, message, done, accepted, seconds, register)
    except OSError as error:
        # A file that is written again says the same: nothing can arrive twice.
        return Sent(False, f"it cannot be written: {error.strerror or type(error).__name__}")
    return Sent(True)


def problem(target: Target) -> str:
    """Why a target can never be delivered to; "" where it may."""
    if target.kind != "service":
        return ""
    send.quiet_library()
    if send.service(target.url) is None:
        return f"{target.scheme}://… is no address that Apprise knows; docs/RUNNING.md has examples"
    return ""


def _put(path: Path, text: str) -> None:
    # Written beside and put in place at once: whoever reads the file never sees half of it.
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_text(text, encoding="utf-8", errors="replace")
    beside.replace(path)


def _by_service(
    target: Target,
    message: Message,
    done: int,
    accepted: Callable[[int], None],
    seconds: float,
    register: Callable[[subprocess.Popen[bytes] | None], None],
) -> Sent:
    order = send.Order(
        url=target.url,
        title=message.title,
        text=message.text,
        markdown=message.markdown,
        html=message.mail,
        note=message.note,
        done=done,
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "rolewatch.send"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its words may hold addresses
        start_new_session=True,
    )
    register(process)
    killer = threading.Timer(seconds, process.kill)
    killer.start()
    try:
        return _listen(process, order, accepted)
    finally:
        killer.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        register(None)


def _listen(process: subprocess.Popen[bytes], order: send.Order, accepted: Callable[[int], None]) -> Sent:
    assert process.stdin is not None
    assert process.stdout is not None
    lost = Sent(False, "it did not answer in time", certain=False)
    try:
        process.stdin.write(msgspec.json.encode(order) + b"\n")
        process.stdin.flush()
        for line in process.stdout:
            word = msgspec.json.decode(line, type=send.Word)
            if word.end:
                return Sent(word.ok, word.error, word.certain)
            accepted(word.accepted)
    except (BrokenPipeError, msgspec.MsgspecError):
        return Sent(False, "the process that sends it broke", certain=False)
    if process.wait() not in (-9, 0):
        return Sent(False, "the process that sends it broke", certain=False)
    return lost
