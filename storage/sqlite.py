"""sqlite-utils without what it brings along: it imports pandas and numpy wherever they are installed.

We write none of their types, and they cost each command 85 MB and 0.4 s.
"""

from __future__ import annotations

import sys
from typing import Any

_modules: dict[str, Any] = sys.modules
_kept_out = [name for name in ("numpy", "pandas") if name not in _modules]
for _name in _kept_out:
    _modules[_name] = None  # "cannot be imported": https://docs.python.org/3/reference/import.html#the-module-cache
try:
    from sqlite_utils import Database, Migrations
finally:
    for _name in _kept_out:
        del _modules[_name]

__all__ = ["Database", "Migrations"]
