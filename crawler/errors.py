"""Why a page could not be read, as errors whose text is for a person."""

from __future__ import annotations

from roles.errors import RolewatchError


class BoardChanged(RolewatchError):
    """The page is not what its board needs: the text says what is missing and what can be done."""


class NotThisBoard(BoardChanged):
    """The page belongs to another board: with `board = "auto"` the right one is looked for again."""
