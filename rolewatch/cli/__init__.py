"""The command line: one thin file per family of commands. Only here and in scheduler.py is the clock looked at."""

from __future__ import annotations

import os
import sys

from roles.errors import RolewatchError


def main() -> None:
    """Entry point of the `rolewatch` command. Exit status as in the contract: 0, 1, 2, 130."""
    # Pydantic, which reads our options, looks through every installed package for plugins of it; we use none.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from rolewatch.cli.app import app

    try:
        app()
    except RolewatchError as error:
        sys.stderr.write(f"rolewatch: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has seen enough
        sys.exit(0)
