"""Pages of files on GitHub → the files themselves."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from crawler.extract.fields import host_and_path


def raw_address(url: str, extensions: Collection[str]) -> str | None:
    """The address of the file that a page of github.com shows (/owner/name/blob/branch/path); None for other pages."""
    host, steps = host_and_path(url)
    if host != "github.com" or len(steps) < 5 or steps[2] not in ("blob", "raw"):
        return None
    owner, name, _, *rest = steps
    if rest[-1].rpartition(".")[2].lower() not in extensions:
        return None
    return "https://raw.githubusercontent.com/" + "/".join(quote(step, safe="") for step in (owner, name, *rest))
