"""Addresses: what makes two of them the same page, and where a site ends."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

# Parameters that say where a reader came from, in which language, or which campaign: never which posting.
# (FORMATS.md section 0: the same posting shows up with each of them.)
_TRACKING = re.compile(
    r"(?:utm_.*|gh_src|lever-(?:origin|source.*)|ref|referr?er|src|source|lang|language|locale|rltr|trk|trackingid"
    r"|fbclid|gclid|msclkid|spm|from|share_.*|_t|timestamp)\Z",
    re.I,
)
_DEFAULT_PORT = {"http": 80, "https": 443}
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.I)
_FRAGMENT_SAFE = "-._~!$&'()*+,;=:@/?"


def canonical(url: str) -> str:
    """An address without the parts that do not say which page it is.

    Tracking parameters, default ports, letter case of the host, a trailing slash and the order of parameters go;
    the fragment stays, because ads that share one page differ in it.
    """
    parts = urlsplit(url.strip())
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    try:
        port = parts.port
    except ValueError:
        port = None
    netloc = f"[{host}]" if ":" in host else host
    if port and port != _DEFAULT_PORT.get(scheme):
        netloc += f":{port}"
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    path = quote(unquote(parts.path), safe="/-._~!$&'()*+,;=:@") or "/"
    if len(path) > 1:
        path = path.rstrip("/") or "/"
    return urlunsplit((scheme, netloc, path, urlencode(sorted(kept)), unquote(parts.fragment)))


def host_of(url: str) -> str:
    """The name under which requests to an address are paced: the host name; address and port for a bare address.

    Files have no host: "" for them.
    """
    parts = urlsplit(url)
    return _name_of(parts.scheme, parts.netloc) if parts.scheme in _DEFAULT_PORT else ""


@lru_cache(maxsize=1024)  # asked ten times for every page of a crawl
def _name_of(scheme: str, netloc: str) -> str:
    parts = SplitResult(scheme, netloc, "", "", "")
    host = (parts.hostname or "").lower()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return f"{host}:{parts.port or _DEFAULT_PORT[scheme]}"


def is_private(host: str) -> bool:
    """True for an address literal (or localhost) that is not reachable from the public internet."""
    name = host.strip("[]").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        return False


def _without_www(host: str) -> str:
    return host.removeprefix("www.")


def same_site(url: str, entry: str) -> bool:
    """Whether an address belongs to the site of a source's entry address.

    The same host (with or without www.) over http or https; for a bare address its port too. For a file: the
    entry's own folder and what is below it.
    """
    here, home = urlsplit(url), urlsplit(entry)
    if home.scheme == "file":
        folder = PurePosixPath(unquote(home.path)).parent
        target = PurePosixPath(unquote(here.path))
        return here.scheme == "file" and ".." not in target.parts and folder in target.parents
    if here.scheme not in ("http", "https"):
        return False
    return _without_www(host_of(url)) == _without_www(host_of(entry))


def place_in_site(url: str, entry: str) -> str:
    """An address as seen from a source's entry: its path and parameters on the same site, else the whole of it.

    This is what identifies an ad that has no id of its own, so that a site which moves to https or gains a
    "www." keeps its ads, and a folder of files can be moved.
    """
    exact = canonical(url)
    if not same_site(url, entry):
        return exact
    parts = urlsplit(exact)
    path = parts.path
    if parts.scheme == "file":
        folder = PurePosixPath(unquote(urlsplit(entry).path)).parent
        path = str(PurePosixPath(unquote(path)).relative_to(folder))
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return f"{path}{query}{fragment}"


def address_in_site(place: str, entry: str) -> str:
    """The address that `place_in_site` gave as a place, seen from where the site's entry is today."""
    if _ABSOLUTE.match(place):
        return place
    parts = urlsplit(entry)
    if parts.scheme == "file":
        place = f"{PurePosixPath(unquote(parts.path)).parent}/{place}"
    return f"{parts.scheme}://{parts.netloc}{place}"


def with_fragment(url: str, fragment: str) -> str:
    """The address of one ad among several on a page."""
    parts = urlsplit(url)
    shown = "".join(
        c if c > "\x7f" and c.isprintable() and not c.isspace() else quote(c, safe=_FRAGMENT_SAFE) for c in fragment
    )
    return urlunsplit((parts.scheme, parts.netloc, parts.path, parts.query, shown))
