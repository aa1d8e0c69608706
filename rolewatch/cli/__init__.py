"""The command line: one thin file per family of commands. Only here and in scheduler.py is the clock looked at."""

from __future__ import annotations

import sys

from roles.errors import RolewatchError


def main() -> None:
    """Entry point of the `rolewatch` command. Exit status as in the contract: 0, 1, 2, 130."""
    import click

    from rolewatch.cli.app import app

    try:
        with app.make_context("rolewatch", sys.argv[1:]) as context:
            app.invoke(context)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RolewatchError as error:
        sys.stderr.write(f"rolewatch: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of a pipe has seen enough
        sys.exit(0)
