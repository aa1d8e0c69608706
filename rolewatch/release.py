"""Which release of ours crawls: a name that changes with the code, so that two machines cannot take theirs for one."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, version

from roles.version import fingerprint


@cache
def release() -> str:
    """The version that was installed, and a fingerprint of the code that crawls and reads."""
    try:
        installed = version("rolewatch")
    except PackageNotFoundError:  # run from a checkout that was not installed
        installed = "unreleased"
    ours = resources.files("rolewatch")
    code = fingerprint(resources.files("roles"), resources.files("crawler"), ours / "children.py", ours / "worker.py")
    return f"{installed} ({code})"
