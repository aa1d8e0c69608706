"""Where digests go: each entry of `[digest] to` as a target with a name that holds no secret."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

Kind = Literal["print", "folder", "feed", "service"]
# Files of these names are Atom feeds; any other path is a folder of Markdown and HTML files.
FEED_ENDINGS = (".atom", ".xml")


@dataclass(frozen=True, slots=True)
class Target:
    """One place. `name` may be shown, logged and stored; `url` must not (it holds passwords and tokens)."""

    name: str
    kind: Kind
    url: str = field(default="", repr=False)

    @property
    def path(self) -> Path:
        """Where a folder or a feed stands."""
        return Path(unquote(urlsplit(self.url).path))

    @property
    def scheme(self) -> str:
        """What kind of address it is: mailto, feishu, json, file, ..."""
        return self.url.partition("://")[0].lower()


# Where nothing is configured, the digest is printed.
PRINTED = Target("standard output", "print")


def targets(addresses: Sequence[str]) -> tuple[Target, ...]:
    """The targets of a configuration, each once. Addresses are absolute: service URLs or file:// ones."""
    return tuple(dict.fromkeys(target(address) for address in addresses)) or (PRINTED,)


def target(address: str) -> Target:
    """One address as a target.

    A service is named by its scheme and six digits of a fingerprint: enough to tell two apart, far too little to find
    a password from it.
    """
    scheme = address.partition("://")[0].lower()
    if scheme == "file":
        path = Path(unquote(urlsplit(address).path))
        return Target(str(path), "feed" if path.suffix.lower() in FEED_ENDINGS else "folder", address)
    mark = hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()[:6]
    return Target(f"{scheme}://… #{mark}", "service", address)


def scheme_of(name: str) -> str:
    """The scheme in the name of a service; "" for files and standard output."""
    return name.partition("://")[0] if "://…" in name else ""
