"""A page as boards see it: where it came from, what it answered, and its words decoded."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.errors import BoardChanged

if TYPE_CHECKING:  # the recorder asks boards for their hosts, and parses no page
    from parsel import Selector

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
# What pages are written in that declare it wrongly or not at all. (Latin encodings fit any bytes: they prove nothing.)
_USUAL = ("gb18030", "big5", "cp932", "euc_jp", "euc_kr", "utf_16_le", "utf_16_be")
# The commonest characters of Chinese job pages: in the right encoding they make up a good part of any text.
_COMMON = frozenset(
    "的一是在有和与及或能对等工作职位责岗要求任经验以上负相关技术开发研团队公司学历本科优先熟悉具备良好程师专业计算机应用"
    "產業發團隊負責職務經驗條件學歷優軟體應徵薪資内部招聘"
)
_COMMON_SHARE = 0.15
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NO_TEXT = re.compile(r"[\ue000-\uf8ff\x00-\x08\x0e-\x1f]")


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
        """The words of the page.

        By its byte order mark, else by what its header and then the page itself declare, else UTF-8, else the encoding
        that a detector finds. A declaration that the bytes deny is passed over. Raises BoardChanged where none fits.
        """
        body = self.body
        for mark, encoding in _BOMS:
            if body.startswith(mark):
                return body[len(mark) :].decode(encoding, errors="replace")
        declared = self._declared()
        for encoding, _ in (*declared, ("utf-8", "")):
            if encoding in _WIDER and _is_utf8(body):
                return body.decode("utf-8")  # by its bytes; text in another encoding is never UTF-8 by chance
            if (text := _decoded(body, encoding)) is not None:
                return text
        if (text := _detected(body)) is not None:
            return text
        says = " and ".join(where for _, where in declared) or "it declares no encoding"
        raise BoardChanged(
            f"{self.url}: {says}, but its bytes are not in it nor in any encoding that we know, so its words cannot be"
            " read; the site must declare the encoding that it uses"
        )

    def _declared(self) -> list[tuple[str, str]]:
        found = []
        header = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", self.headers.get("content-type", ""), re.I)
        if header:
            found.append((header[1].lower(), f"its header says {header[1]}"))
        if inside := _XML_CHARSET.search(self.body[:_HEAD]) or _META_CHARSET.search(self.body[:_HEAD]):
            name = inside[1].decode("ascii")
            found.append((name.lower(), f"the page says {name}"))
        return found

    @cached_property
    def html(self) -> Selector:
        """The page as a tree, parsed once."""
        from parsel import Selector

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
        start = self.body[:512].lstrip().lower()
        if start.startswith(b"---\n"):  # the source of a page, before its site was built
            return False
        if self.content_type in ("text/html", "application/xhtml+xml"):
            return True
        return start.startswith((b"<!doctype html", b"<html")) or (
            self.extension in ("html", "htm") and not self.content_type
        )


def _is_utf8(body: bytes) -> bool:
    """Whether bytes beyond ASCII are there and all of them are UTF-8."""
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _decoded(body: bytes, encoding: str) -> str | None:
    """A page's words in an encoding; None where there is no such encoding or the bytes are not in it."""
    try:
        text = body.decode(_WIDER.get(encoding, encoding), errors="replace")
    except LookupError:
        return None
    wrong = text.count("\ufffd")
    return None if wrong > 2 and wrong * _TOLERATED > len(text) else text


def _detected(body: bytes) -> str | None:
    """A page's words in the encoding that its bytes look like: East Asian text that reads as such, else Latin text."""
    for encoding in ("gb18030", "big5"):
        chinese = _decoded(body, encoding)
        characters = _EAST_ASIAN.findall(chinese or "")
        if chinese and sum(map(_COMMON.__contains__, characters)) > _COMMON_SHARE * len(characters) > 1:
            return chinese
    from charset_normalizer import from_bytes

    guess = from_bytes(body[:_SAMPLE], cp_isolation=list(_USUAL)).best() or from_bytes(body[:_SAMPLE]).best()
    text = _decoded(body, guess.encoding) if guess else None
    if text is None or len(_NO_TEXT.findall(text)) > 2:
        return None
    shares_script = bool(_EAST_ASIAN.search(text)) == (guess is not None and guess.encoding in _USUAL)
    return text if shares_script else None
