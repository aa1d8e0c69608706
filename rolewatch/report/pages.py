"""What the report holds → its files: one page, its scripts and style, and data as scripts.

Data are scripts because a page opened from disk may load those, but may not `fetch`. They hold JSON in which nothing
can end a script or a string: <, >, & and the two line separators of JavaScript stand escaped.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined

Language = Literal["zh", "en"]
# Told from a page of the user's own by this.
MARK = '<meta name="generator" content="rolewatch report">'
_ASSETS = (
    "boot.js",
    "words.js",
    "parts.js",
    "charts.js",
    "overview.js",
    "list.js",
    "detail.js",
    "app.js",
    "report.css",
)
_VENDOR = ("chart-4.6.1.umd.min.js", "chart-LICENSE.md", "README.md")
_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def data(name: str, value: Any) -> str:
    """A value as a script that hands it to the page under a name."""
    words = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return f'Rolewatch.put("{name}",{words});\n'


@cache
def _phrases() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((resources.files("rolewatch.report") / "phrases.toml").read_text("utf-8"))
    return found


def phrases() -> dict[str, dict[str, str]]:
    """Language → key → phrase; the names of families, levels and the like are under "name.…"."""
    entries = dict(_phrases())
    entries |= {f"name.{key}": words for key, words in entries.pop("name").items()}
    return {language: {key: words[language] for key, words in entries.items()} for language in ("zh", "en")}


def assets() -> Iterator[tuple[str, bytes]]:
    """Path and bytes of the files that are the same in every report."""
    package = resources.files("rolewatch.report")
    for folder, names in (("assets", _ASSETS), ("vendor", _VENDOR)):
        for name in names:
            yield f"{folder}/{name}", (package / folder / name).read_bytes()
    yield "data/words.js", data("words", phrases()).encode()


def index(overview: dict[str, Any], language: Language, timezone: str) -> str:
    """The first page: the figures stand in it, everything else is drawn by its scripts."""
    said = phrases()[language]
    environment = Environment(
        loader=PackageLoader("rolewatch", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("index.html.j2").render(
        language=language, say=said.__getitem__, overview=overview, timezone=timezone, chart=_VENDOR[0],
        scripts=[name for name in _ASSETS if name.endswith(".js") and name != "boot.js"],
    )  # fmt: skip
