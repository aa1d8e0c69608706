"""The block of facts on top of a Markdown file: YAML between "---" lines, TOML between "+++" lines.

Our own split, because python-frontmatter reads TOML through a package that is no longer kept (`toml`); PyYAML and the
standard library's tomllib do the reading. YAML is read with the loader that gives every scalar as the text it is.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import yaml

from crawler.errors import BoardChanged

_BLOCK = re.compile(r"\A\ufeff?\s*(---|\+\+\+)[ \t]*\n(.{0,65536}?)\n\1[ \t]*(?:\n|\Z)", re.S)
_OPENING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:---[ \t]*\r?\n\s*[\w\"'-]{2,40}\s*:|\+\+\+[ \t]*\r?\n\s*[\w-]{2,40}\s*=)"
)


def opens_with_facts(body: bytes) -> bool:
    """Whether a file opens with front matter: no HTML page does, whatever its name and type say."""
    return bool(_OPENING.match(body[:500]))


def split(text: str, where: str) -> tuple[dict[str, Any], str]:
    """The facts and the rest of a Markdown text; no facts where it opens with none.

    `where` names the page in an error. Raises BoardChanged where the block is not what its marks say.
    """
    found = _BLOCK.match(text)
    if not found:
        return {}, text
    mark, block = found[1], found[2]
    try:
        facts = yaml.load(block, Loader=yaml.BaseLoader) if mark == "---" else tomllib.loads(block)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError) as error:
        if mark == "---" and ":" not in block:
            return {}, text  # a rule, some text, and another rule
        first = " ".join(str(error).split())[:200]
        raise BoardChanged(
            f"{where}: its front matter cannot be read ({first}); mend the block between the {mark} lines"
        ) from error
    if not isinstance(facts, dict):
        return {}, text
    return {str(key).lower(): value for key, value in facts.items()}, text[found.end() :]


def stated(value: Any) -> str | None:
    """A fact as words: a scalar as it stands, a list joined by commas; anything deeper says nothing."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value if isinstance(item, str | int | float)) or None
    if isinstance(value, dict) or value is None:
        return None
    return str(value).strip() or None
