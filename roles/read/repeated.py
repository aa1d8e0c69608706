"""What readers remember of the lines that they have read.

An employer's ads repeat each other's lines (benefits, what it says of itself), and an ad that is edited keeps most of
its own. Only for readers of one line that look at nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

# So many different lines, none longer than this (characters): some megabytes at the most, whatever a page brings.
_LINES, _LONGEST = 4096, 400

P = ParamSpec("P")
T = TypeVar("T")


def repeated(read: Callable[Concatenate[str, P], T]) -> Callable[Concatenate[str, P], T]:
    """A reader that gives for a line that it knows what it gave before; its results must not be changed."""
    remembered = lru_cache(maxsize=_LINES)(read)

    @wraps(read)
    def reader(line: str, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if len(line) > _LONGEST:
            return read(line, *args, **kwargs)
        return remembered(line, *args, **kwargs)  # type: ignore[arg-type] # what readers of lines take is hashable

    return reader
