"""XML from strangers → a tree, without entities, external files or the network, and never larger than its page."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from crawler.errors import BoardChanged

if TYPE_CHECKING:
    from lxml import etree

_GZIP = b"\x1f\x8b"
# What a packed file may grow to: the largest sitemap that the protocol allows (https://www.sitemaps.org/protocol.html).
LARGEST = 50_000_000
_ENTITY = re.compile(rb"<!ENTITY", re.I)


def unpacked(body: bytes, where: str) -> bytes:
    """A .gz file's content, at most `LARGEST` bytes; other bytes as they are. `where` names the page in an error."""
    if not body.startswith(_GZIP):
        return body
    reader = zlib.decompressobj(wbits=31)
    try:
        content = reader.decompress(body, LARGEST)
    except zlib.error as error:
        raise BoardChanged(f"{where} is a .gz file that cannot be unpacked ({error}); try again later") from error
    if reader.unconsumed_tail:
        raise BoardChanged(f"{where} unpacks to more than {LARGEST // 1_000_000} MB; give one of its parts instead")
    if not reader.eof:
        raise BoardChanged(f"{where} is a .gz file that is cut off; try again later")
    return content


def xml_tree(body: bytes, where: str) -> etree._Element:
    """The root element. Raises BoardChanged where the bytes are no XML, are cut off, or declare entities."""
    if _ENTITY.search(body):
        raise BoardChanged(
            f"{where} declares XML entities of its own, which are not read; its owner must leave them out"
        )
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(body.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BoardChanged(
            f"{where} is not XML that can be read ({str(error)[:200]}); it may be cut off: try again, or open it in a"
            " browser"
        ) from error


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace, lower case; "" for what is no element."""
    tag: object = node.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
