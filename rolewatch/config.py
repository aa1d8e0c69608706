"""sources.toml → Config. Every error names the file, the line, the key, and what is allowed."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection
from datetime import timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from roles.errors import ConfigError
from rolewatch.families import DEFAULT_FAMILIES as DEFAULT_FAMILIES
from rolewatch.families import FAMILIES as FAMILIES

_INTERVAL = re.compile(r"(\d+)\s*(m|min|h|d|w)\Z")
_UNIT = {"m": 60, "min": 60, "h": 3600, "d": 86400, "w": 604800}
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SCHEDULER = re.compile(r"(?P<scheme>tls|tcp)://(?P<host>[a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\]):(?P<port>[0-9]{1,5})")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.I)


def read_interval(text: object) -> timedelta:
    """ "90m", "24h", "7d" or "2w" as a length of time. Raises ValueError."""
    found = _INTERVAL.match(text.strip()) if isinstance(text, str) else None
    if not found or not int(found[1]):
        raise ValueError('is no length of time; write it like "90m", "24h" or "7d"')
    return timedelta(seconds=int(found[1]) * _UNIT[found[2]])


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError('is no time zone; write its name like "Asia/Shanghai" or "Europe/Berlin"') from None
    return name


def _clock(text: str) -> str:
    if not re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError('is no time of day; write it like "08:30"')
    return text


def _language(text: str) -> str:
    if text not in ("zh", "en"):
        raise ValueError('is no language of the digest; there are: "zh", "en"')
    return text


def _family(name: str) -> str:
    if name not in FAMILIES:
        raise ValueError(f"is no role family; there are: {', '.join(FAMILIES)}")
    return name


def _source_id(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise ValueError("may hold only a to z, 0 to 9 and -")
    return name


def _from_environment(text: str) -> str:
    def value(found: re.Match[str]) -> str:
        if found[1] not in os.environ:
            raise ValueError(f"needs the environment variable {found[1]}, which is not set")
        return os.environ[found[1]]

    return _VARIABLE.sub(value, text)


def _target(text: str) -> str:
    whole = _from_environment(text).strip()
    if not whole:
        raise ValueError("has an entry that is empty")
    if not _SCHEME.match(whole) and re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", whole):
        raise ValueError('has an address without "//"; write it like "mailto://user:password@host"')
    return whole


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise ValueError('is no currency; write its code like "CNY" or "EUR"')
    return text


def _link(text: str) -> str:
    if text and not re.match(r"https?://[^\s/]+", text, re.I):
        raise ValueError('is no web address; write it like "https://jobs.acme.example/digests/{date}.html"')
    return text


_Word = Annotated[str, Field(min_length=1)]


def _scheduler(text: str) -> str:
    """The address of a cluster's scheduler; without encryption only on this machine. Raises ValueError."""
    found = _SCHEDULER.fullmatch(text)
    if not found or not 0 < int(found["port"]) < 65536:
        raise ValueError('is no address of a scheduler; write it like "tls://crawl-a.example:8786"')
    if found["scheme"] == "tcp" and not _loopback(found["host"].strip("[]")):
        raise ValueError("is neither encrypted nor on this machine: anyone could run code there; use tls://")
    return text


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Crawl(_Table):
    """[crawl]: how politely, and how far at most. `max_memory` is in MB for each process of a scheduled crawl.

    `on` is the scheduler of a cluster that crawls instead of this machine; "" for none (docs/MANY-MACHINES.md).
    """

    user_agent: str = ""
    delay: float = Field(default=1.0, ge=0)
    obey_robots: bool = True
    max_pages: int = Field(default=5000, ge=1)
    max_seconds: int = Field(default=3600, ge=1)
    max_memory: int = Field(default=4096, ge=512)
    on: Annotated[str, AfterValidator(lambda text: _scheduler(text) if text else text)] = ""


class Cluster(_Table):
    """[cluster]: the files, in PEM, that open a tls:// scheduler; absolute once the file is read."""

    ca: str = ""
    certificate: str = ""
    key: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The keys that a tls:// address needs and that are not given."""
        return tuple(f"cluster.{name}" for name in type(self).model_fields if not getattr(self, name))


class Scope(_Table):
    """[scope]: which role families the digest and the lists show."""

    families: tuple[Annotated[str, AfterValidator(_family)], ...] = Field(default=DEFAULT_FAMILIES, strict=False)


class Filter(_Table):
    """[digest.filter]: what of the scope is told. Every key that is given must hold, any one of its values is enough.

    `pay_min` is per year in `pay_currency`; a role that states no pay, or another currency, passes it.
    """

    families: tuple[Annotated[str, AfterValidator(_family)], ...] = Field(default=(), strict=False)
    cities: tuple[_Word, ...] = Field(default=(), strict=False)
    companies: tuple[_Word, ...] = Field(default=(), strict=False)
    pay_min: float | None = Field(default=None, gt=0)
    pay_currency: Annotated[str, AfterValidator(_currency)] = "CNY"
    skills: tuple[_Word, ...] = Field(default=(), strict=False)
    words: tuple[_Word, ...] = Field(default=(), strict=False)


class DigestSettings(_Table):
    """[digest]: when, in which language, to whom, and what of it.

    `link` is where people find the whole of a digest that is cut; {date} and {number} in it are filled in.
    """

    at: Annotated[str, AfterValidator(_clock)] = "08:30"
    lang: Annotated[str, AfterValidator(_language)] = "zh"
    to: tuple[Annotated[str, AfterValidator(_target)], ...] = Field(default=(), strict=False, repr=False)
    link: Annotated[str, AfterValidator(_link)] = ""
    filter: Filter = Filter()


class Source(_Table):
    """One [[source]]. `interval` is a length of time, `url` absolute once the file is read."""

    id: Annotated[str, AfterValidator(_source_id)]
    url: str = Field(min_length=1)
    board: str = "auto"
    company: str | None = None
    interval: Annotated[timedelta, BeforeValidator(read_interval)] = timedelta(hours=24)
    enabled: bool = True
    select: dict[str, str] = Field(default_factory=dict)


class Config(_Table):
    """The whole of a sources.toml."""

    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    crawl: Crawl = Crawl()
    cluster: Cluster = Cluster()
    scope: Scope = Scope()
    digest: DigestSettings = DigestSettings()
    source: tuple[Source, ...] = Field(default=(), strict=False)

    @cached_property
    def companies(self) -> dict[str, str | None]:
        """The employer of each source, where one is configured, by the source's id."""
        return {source.id: source.company for source in self.source}

    @property
    def enabled(self) -> tuple[Source, ...]:
        """The sources that are to be crawled."""
        return tuple(source for source in self.source if source.enabled)


def load(path: Path, boards: Collection[str]) -> Config:
    """Reads and checks a configuration. `boards` are the names that `board` may have besides "auto".

    Relative paths in `url` start from the file's folder. Raises ConfigError naming file, line and key.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such file; name yours with --config") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error})") from error
    return parse(text, path, boards)


def parse(text: str, path: Path, boards: Collection[str]) -> Config:
    """The configuration in a text that stands, or is to stand, at a path. Raises ConfigError."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        where = f"{path}:{place[1]}" if place else str(path)
        raise ConfigError(f"{where}: this is not TOML: {error}") from error
    lines = _Lines(text)
    try:
        config = Config.model_validate(tree)
    except ValidationError as error:
        problems = sorted((lines.find(one["loc"]), _problem(one)) for one in error.errors())
        raise ConfigError("\n".join(f"{path}:{line}: {words}" for line, words in problems)) from None
    sources = []
    seen: dict[str, int] = {}
    for index, source in enumerate(config.source):
        if source.id in seen:
            raise ConfigError(
                f'{path}:{lines.find(("source", index, "id"))}: source.id "{source.id}" is already used by the source'
                f" on line {seen[source.id]}"
            )
        seen[source.id] = lines.find(("source", index, "id"))
        if source.board != "auto" and source.board not in boards:
            line = lines.find(("source", index, "board"))
            known = ", ".join(["auto", *boards])
            raise ConfigError(f'{path}:{line}: source.board "{source.board}" is not known; there are: {known}')
        try:
            url = absolute(source.url, path.parent)
        except ValueError as error:
            raise ConfigError(f"{path}:{lines.find(('source', index, 'url'))}: source.url {error}") from None
        sources.append(source.model_copy(update={"url": url}))
    if config.crawl.on.startswith("tls:") and config.cluster.missing:
        line = lines.find(("crawl", "on"))
        raise ConfigError(f'{path}:{line}: crawl.on "{config.crawl.on}" needs {", ".join(config.cluster.missing)}, too')
    files = {name: str((path.parent / Path(given).expanduser()).resolve()) for name, given in config.cluster if given}
    to = tuple(one if _SCHEME.match(one) else absolute(one, path.parent) for one in config.digest.to)
    digest = config.digest.model_copy(update={"to": to})
    found = {"source": tuple(sources), "digest": digest, "cluster": Cluster(**files)}
    return config.model_copy(update=found)


def cluster_address(on: str, files: Cluster) -> str:
    """A scheduler's address that was given beside the configuration, checked like one in it. Raises ValueError."""
    address = _scheduler(on) if on else ""
    if address.startswith("tls:") and files.missing:
        raise ValueError(f'"{on}" needs {", ".join(files.missing)} in the configuration')
    return address


def snapshot(config: Config) -> str:
    """A configuration as TOML for a crawl child: what a crawl needs of it, without the addresses of the digest."""
    import tomlkit  # here, for whoever only asks writes no configuration

    tree = config.model_dump(include={"timezone", "crawl", "cluster", "scope", "source"}, exclude_none=True)
    for source in tree["source"]:
        source["interval"] = f"{int(source['interval'].total_seconds()) // 60}m"
    return tomlkit.dumps(tree)


def absolute(url: str, folder: Path) -> str:
    """An address as it is asked for: http(s) as it is, a path or file:// as a file:// address. Raises ValueError."""
    if not _SCHEME.match(url):
        return (folder / Path(url).expanduser()).resolve().as_uri()
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as error:
        raise ValueError(f'"{url}" is no address ({error})') from None
    if parts.scheme.lower() not in ("http", "https", "file"):
        raise ValueError(f'"{url}" has a scheme that is not crawled; there are: http, https, file, or a plain path')
    if parts.scheme.lower() != "file" and not host:
        raise ValueError(f'"{url}" names no host')
    if re.search(r"\s", url):
        raise ValueError(f'"{url}" has a space in it')
    return url


# What a value should be, in the words of TOML instead of Python's.
_KINDS = {
    "string_type": "should be text", "bool_type": "should be true or false", "tuple_type": "should be a list",
    "int_type": "should be a whole number", "int_from_float": "should be a whole number",
    "float_type": "should be a number", "dict_type": "should be a table", "model_type": "should be a table",
}  # fmt: skip


def _problem(error: ErrorDetails) -> str:
    key = ".".join(str(part) for part in error["loc"] if not isinstance(part, int))
    given = error["input"]
    if error["type"] == "extra_forbidden":
        known = _known_keys(error["loc"][:-1])
        return f"{key} is no key of this file; there are: {', '.join(known)}"
    if error["type"] == "missing":
        return f"{key} is missing"
    words = _KINDS.get(error["type"]) or error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    shown = f' "{given}"' if isinstance(given, str | int | float) and not key.startswith("digest.to") else ""
    return f"{key}{shown} {words[0].lower()}{words[1:]}"


def _known_keys(table: tuple[str | int, ...]) -> tuple[str, ...]:
    models: dict[tuple[str, ...], type[BaseModel]] = {
        ("crawl",): Crawl, ("cluster",): Cluster, ("scope",): Scope, ("digest",): DigestSettings,
        ("digest", "filter"): Filter, ("source",): Source, (): Config,
    }  # fmt: skip
    return tuple(models[tuple(str(part) for part in table if isinstance(part, str))].model_fields)


def lines_of(text: str) -> _Lines:
    """Where the keys of a configuration stand."""
    return _Lines(text)


class _Lines:
    """Finds the line of a key: TOML parsers do not tell it."""

    _HEADER = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\"' -]+?)\s*\]\]?\s*(?:#.*)?\Z")
    _KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*(?:\.|=)")

    def __init__(self, text: str) -> None:
        self.at: dict[tuple[str | int, ...], int] = {}
        table: tuple[str | int, ...] = ()
        count: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), 1):
            if header := self._HEADER.match(line):
                names = [name.strip().strip("\"'") for name in header[2].split(".")]
                if header[1] == "[[":
                    count[names[0]] = count.get(names[0], -1) + 1
                table = (names[0], count[names[0]], *names[1:]) if names[0] in count else tuple(names)
                self.at[table] = number
            elif key := self._KEY.match(line):
                self.at.setdefault((*table, key[1]), number)

    def find(self, where: tuple[str | int, ...]) -> int:
        """The line of a key, else of the table that should hold it, else 1."""
        for length in range(len(where), 0, -1):
            if where[:length] in self.at:
                return self.at[where[:length]]
        return 1
