"""A sources.toml that is added to or in which an id is changed; every other byte stays as it was."""

from __future__ import annotations

import fcntl
import os
import re
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import tomlkit

from roles.errors import ConfigError
from rolewatch.config import Config, Source, lines_of, parse

_HEAD = "# What Rolewatch watches; `rolewatch sources check` says what is wrong with it, by line.\n"


@contextmanager
def opened(path: Path, boards: Collection[str]) -> Iterator[Draft]:
    """The file as it is now, held against other writers until the block ends. Raises ConfigError."""
    place = path.resolve()  # a link stays a link
    try:
        folder = os.open(place.parent, os.O_RDONLY)
    except OSError as error:
        raise ConfigError(f"{path}: its folder cannot be read ({error.strerror})") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield Draft(path, place, boards)
    finally:
        os.close(folder)


class Draft:
    """What a file holds, and what it is to hold."""

    def __init__(self, path: Path, place: Path, boards: Collection[str]) -> None:
        self.path, self.place, self.boards = path, place, boards
        try:
            self.text = place.read_bytes().decode("utf-8")
        except FileNotFoundError:
            self.text = ""
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: cannot be read ({error})") from error
        self.config: Config = parse(self.text, place, boards)

    def add(self, source: dict[str, str]) -> Source:
        """Writes the file with one source more, checked first. Gives the source as it will be read.

        The entry is put behind the text that is there, because no TOML library gives every layout back as it was
        (tomlkit 0.15 moves tables that stand between two [[source]]).
        """
        entry = tomlkit.table()
        for key, value in source.items():
            entry.add(key, value)
        entries = tomlkit.aot()
        entries.append(entry)
        document = tomlkit.document()
        document.add("source", entries)
        added = tomlkit.dumps(document).strip("\n") + "\n"
        before = self.text or _HEAD
        gap = "\n" if before.endswith("\n") else "\n\n"
        text = before + gap + added
        if "\r\n" in self.text:
            text = before + (gap + added).replace("\n", "\r\n")
        try:
            config = parse(text, self.place, self.boards)
        except ConfigError as error:
            raise ConfigError(f"{error} (nothing was written)") from None
        self._write(text)
        self.text, self.config = text, config
        return config.source[-1]

    def rename(self, old: str, new: str) -> None:
        """Writes the file with another id for one source. Raises ConfigError where that cannot be done in its line."""
        index = [source.id for source in self.config.source].index(old)
        number = lines_of(self.text).find(("source", index, "id"))
        lines = self.text.splitlines(keepends=True)
        changed, count = re.subn(
            rf"(\bid\s*=\s*)([\"']){re.escape(old)}\2", lambda found: f'{found[1]}"{new}"', lines[number - 1], count=1
        )
        if not count:
            raise ConfigError(f'{self.path}:{number}: the id could not be changed here; write id = "{new}" yourself')
        text = "".join((*lines[: number - 1], changed, *lines[number:]))
        config = parse(text, self.place, self.boards)
        self._write(text)
        self.text, self.config = text, config

    def restore(self, text: str) -> None:
        """Writes an earlier text back."""
        self._write(text)
        self.text, self.config = text, parse(text, self.place, self.boards)

    def _write(self, text: str) -> None:
        try:
            mode = self.place.stat().st_mode & 0o7777
        except FileNotFoundError:
            mask = os.umask(0)
            os.umask(mask)
            mode = 0o666 & ~mask
        name = ""
        try:
            handle, name = tempfile.mkstemp(prefix=f".{self.place.name}-", dir=self.place.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(mode)
            Path(name).replace(self.place)
        except OSError as error:
            if name:
                Path(name).unlink(missing_ok=True)
            raise ConfigError(f"{self.path}: cannot be written ({error.strerror})") from error
