"""The commands and their options. Each imports what it needs when it runs, so that a list answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rolewatch.cli.options import (
    ConfigOption,
    DatabaseOption,
    DigestFormat,
    Language,
    ListFormat,
    PreviewFormat,
    Status,
)

app = typer.Typer(
    name="rolewatch",
    help="Tells you what changed on the AI-infrastructure job market.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sources = typer.Typer(
    help="The sources: their health, and whether the configuration is right.", invoke_without_command=True
)
app.add_typer(sources, name="sources")


@app.command()
def crawl(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SOURCE]...", help="Only these sources.")] = None,
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    now: Annotated[
        str, typer.Option(help="Sets the clock of this crawl, in ISO 8601 (UTC where it names no zone).")
    ] = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print only what went wrong.")] = False,
) -> None:
    """Crawl every source (or the named ones) once, record what it offers, and print what changed."""
    from rolewatch.cli.crawl import run

    raise typer.Exit(run(names or [], config, db, now, quiet=quiet))


@app.command()
def digest(
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    since: Annotated[str, typer.Option(help="Where the window begins: 24h, 7d, or a time in ISO 8601.")] = "24h",
    until: Annotated[str, typer.Option(help="Where the window ends, in ISO 8601. Default: now.")] = "",
    form: Annotated[DigestFormat, typer.Option("--format", help="How to write it.")] = DigestFormat.text,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file.")] = None,
    lang: Annotated[Language | None, typer.Option(help="zh or en. Default: that of the configuration.")] = None,
) -> None:
    """Print what changed in a window: pay moves, new, closed, reopened, reposted, other changes, troubled sources."""
    from rolewatch.cli.digest import run

    run(config, db, since, until, form, output, lang)


@app.command()
def roles(
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    everything: Annotated[bool, typer.Option("--all", help="Also roles outside the configured scope.")] = False,
    status: Annotated[Status, typer.Option(help="Open, closed or all roles.")] = Status.open,
    family: Annotated[str | None, typer.Option(help="Only this role family.")] = None,
    city: Annotated[str | None, typer.Option(help="Only roles in this city.")] = None,
    company: Annotated[str | None, typer.Option(help="Only roles of employers whose name holds this.")] = None,
    min_salary: Annotated[float | None, typer.Option(help="At least so much a year, in the role's currency.")] = None,
    search: Annotated[str | None, typer.Option(help="Words in title, employer, description or skills.")] = None,
    form: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.table,
) -> None:
    """List the roles that match."""
    from rolewatch.cli.roles import list_roles

    list_roles(config, db, form, everything=everything, status=status, family=family, city=city, company=company,
               min_salary=min_salary, search=search)  # fmt: skip


@app.command()
def show(
    role_id: Annotated[int, typer.Argument(help="The number of the role, as the lists print it.")],
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
) -> None:
    """Show one role: its facts, where it is posted, and its history with text diffs."""
    from rolewatch.cli.roles import show_role

    show_role(role_id, config, db)


@app.command()
def preview(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses or files to try.")],
    config: ConfigOption = Path("sources.toml"),
    board: Annotated[str, typer.Option(help="Read it as this board.")] = "auto",
    company: Annotated[str | None, typer.Option(help="The employer, where a posting does not name it.")] = None,
    now: Annotated[str, typer.Option(help="Sets the clock, in ISO 8601 (UTC where it names no zone).")] = "",
    form: Annotated[PreviewFormat, typer.Option("--format", help="How to write it.")] = PreviewFormat.text,
) -> None:
    """Fetch addresses and show what would be kept, writing nothing to the file."""
    from rolewatch.cli.preview import run

    raise typer.Exit(run(urls, config, board, company, now, form))


@app.command()
def schedule(config: ConfigOption = Path("sources.toml"), db: DatabaseOption = Path("jobs.db")) -> None:
    """Run the background process: crawl each source at its interval, print the daily digest."""
    import scheduler

    scheduler.run(config, db)


@sources.callback()
def sources_list_by_default(
    context: typer.Context, config: ConfigOption = Path("sources.toml"), db: DatabaseOption = Path("jobs.db")
) -> None:
    """The sources: their health, and whether the configuration is right."""
    if context.invoked_subcommand is None:
        sources_list(config, db)


@sources.command("list")
def sources_list(config: ConfigOption = Path("sources.toml"), db: DatabaseOption = Path("jobs.db")) -> None:
    """List the sources with their health, and what to do about those that need a look."""
    from rolewatch.cli.sources import list_sources

    list_sources(config, db)


@sources.command("check")
def sources_check(config: ConfigOption = Path("sources.toml")) -> None:
    """Check the configuration file."""
    from rolewatch.cli.sources import check_sources

    check_sources(config)
