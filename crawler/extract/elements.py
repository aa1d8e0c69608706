"""The words of XML elements, found by their names without namespace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crawler.extract.xml import local_name

if TYPE_CHECKING:
    from lxml import etree


def children(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The child elements of a name (lower case)."""
    return (child for child in node if local_name(child) == name)


def words_in(node: etree._Element, name: str) -> str | None:
    """The words of the first child of a name that has any; None where none has."""
    return next(filter(None, ("".join(map(str, child.itertext())).strip() for child in children(node, name))), None)


def named(node: etree._Element, *path: str) -> list[etree._Element]:
    """The elements at the end of a path of names, in page order."""
    found = [node]
    for name in path:
        found = [child for parent in found for child in children(parent, name)]
    return found
