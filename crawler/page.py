"""A page as boards see it: where it came from, what it answered, and its words decoded."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urljoin, urlsplit

from charset_normalizer import from_bytes
from parsel import Selector

from crawler.errors import BoardChanged

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_XML_CHARSET = re.compile(rb"\A\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.I)
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
# What pages call by one name and write in a wider one (https://encoding.spec.whatwg.org/#names-and-labels).
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "iso-8859-1": "cp1252", "ascii": "utf-8",
          "us-ascii": "utf-8", "shift_jis": "cp932", "big5": "big5hkscs", "utf8": "utf-8"}  # fmt: skip
# How much of a page the meta element may stand in, and how much a detector looks at.
_HEAD, _SAMPLE = 4096, 65536
# Decoding errors that are bytes lost in transit rather than a wrong encoding: one in so many characters.
_TOLERATED = 5000


@dataclass(frozen=True, eq=False)
class Page:
    """One answer: `url` is the address after redirects, `asked` the one that was asked for.

    `headers` has lower-case names. For a file `status` is 200. `select` holds the selectors that the user gave for this
    source ([source.select] in sources.toml).
    """

    url: str
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: str = ""
    select: dict[str, str] = field(default_factory=dict)

    @property
    def identity(self) -> str:
        """The address that the source's own links give it: what its ads are known by, wherever it redirects to."""
        return self.asked or self.url

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; "" where none was given."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def extension(self) -> str:
        """What follows the last point of the path, lower case, without the point."""
        name = urlsplit(self.url).path.rpartition("/")[2]
        return name.rpartition(".")[2].lower() if "." in name else ""

    @cached_property
    def text(self) -> str:
        """The words of the page. Raises BoardChanged where its bytes are not in the encoding that it declares."""
        body = self.body
        for mark, encoding in _BOMS:
            if body.startswith(mark):
                return self._decode(body[len(mark) :], encoding, f"byte order mark of {encoding}")
        declared, where = self._declared()
        if declared:
            return self._decode(body, declared, where)
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError:
            guess = from_bytes(body[:_SAMPLE]).best()
            if guess is None:
                raise self._unreadable("declares no encoding, and none fits its bytes") from None
            return self._decode(body, guess.encoding, f"no declaration, bytes look like {guess.encoding}")

    def _declared(self) -> tuple[str, str]:
        header = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", self.headers.get("content-type", ""), re.I)
        if header:
            return header[1].lower(), f"header says {header[1]}"
        if found := _XML_CHARSET.search(self.body[:_HEAD]) or _META_CHARSET.search(self.body[:_HEAD]):
            name = found[1].decode("ascii")
            return name.lower(), f"page says {name}"
        return "", ""

    def _decode(self, body: bytes, encoding: str, where: str) -> str:
        try:
            text = body.decode(_WIDER.get(encoding, encoding), errors="replace")
        except LookupError:
            raise self._unreadable(f"{where}, an encoding that does not exist") from None
        wrong = text.count("\ufffd")
        if wrong > 2 and wrong * _TOLERATED > len(text):
            raise self._unreadable(f"{where}, but its bytes are not in it")
        return text

    def _unreadable(self, why: str) -> BoardChanged:
        return BoardChanged(
            f"{self.url} {why}: its words cannot be read; the site must declare the encoding that it uses"
        )

    @cached_property
    def html(self) -> Selector:
        """The page as a tree, parsed once."""
        return Selector(text=self.text.replace("\x00", "") or "<html/>", type="html", base_url=self.url)

    @cached_property
    def base_url(self) -> str:
        """What relative links of the page start from."""
        base = self.html.xpath("//base/@href").get()
        return urljoin(self.url, base) if base and not self.url.startswith("file:") else self.url

    def link(self, href: str) -> str:
        """A link of the page as an absolute address."""
        return urljoin(self.base_url, href.strip())

    def json(self) -> Any:
        """The page as JSON. Raises BoardChanged where it is none."""
        try:
            return json.loads(self.text)
        except ValueError as error:
            raise BoardChanged(f"{self.url} is not JSON ({error})") from error

    @property
    def looks_like_html(self) -> bool:
        """Whether the answer is an HTML page, by its type or its first bytes."""
        if self.content_type in ("text/html", "application/xhtml+xml"):
            return True
        start = self.body[:512].lstrip().lower()
        return start.startswith((b"<!doctype html", b"<html")) or (
            self.extension in ("html", "htm") and not self.content_type
        )
