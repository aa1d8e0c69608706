"""The commands and their options. Each imports what it needs when it runs, so that a list answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from roles.record import RoleFilter
from rolewatch.cli.filters import with_conditions
from rolewatch.cli.options import (
    CatalogueFormat,
    ConfigOption,
    DatabaseOption,
    DigestFormat,
    Exported,
    ExportFormat,
    Language,
    ListFormat,
    LogOption,
    OnceOption,
    Order,
    PreviewFormat,
    StatusFormat,
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
    on: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help='Crawl on the cluster of this scheduler (tls://host:8786); "" for here.'),
    ] = None,
) -> None:
    """Crawl every source (or the named ones) once, record what it offers, and print what changed."""
    from rolewatch.cli.crawl import run

    raise typer.Exit(run(names or [], config, db, now, quiet=quiet, on=on))


@app.command()
def digest(
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    since: Annotated[str, typer.Option(help="Where the window begins: 24h, 7d, or a time in ISO 8601.")] = "24h",
    until: Annotated[str, typer.Option(help="Where the window ends, in ISO 8601. Default: now.")] = "",
    form: Annotated[DigestFormat, typer.Option("--format", help="How to write it.")] = DigestFormat.text,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write to this file.")] = None,
    lang: Annotated[Language | None, typer.Option(help="zh or en. Default: that of the configuration.")] = None,
    numbers: Annotated[
        list[int] | None,
        typer.Option("--number", help="Instead of a window: the daily digest of this number, as told."),
    ] = None,
) -> None:
    """Print what changed in a window: pay moves, new, closed, reopened, reposted, other changes, troubled sources."""
    from rolewatch.cli.digest import run

    run(config, db, since, until, form, output, lang, numbers or ())


@app.command()
@with_conditions
def roles(
    wanted: RoleFilter,
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    sort: Annotated[Order | None, typer.Option(help="Default: newest; with --search the best matches first.")] = None,
    limit: Annotated[int | None, typer.Option(min=0, help="At most so many. Default: 50 in a table, else all.")] = None,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first so many.")] = 0,
    form: Annotated[ListFormat, typer.Option("--format", help="How to write it.")] = ListFormat.table,
) -> None:
    """List the roles that match. All conditions must hold."""
    from rolewatch.cli.roles import list_roles

    list_roles(wanted, config, db, form, sort, limit, offset)


@app.command()
@with_conditions
def export(
    wanted: RoleFilter,
    output: Annotated[Path, typer.Option("-o", "--output", help="Write to this file.")],
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    what: Annotated[Exported, typer.Option(help="Roles, or the ads or events of roles.")] = Exported.roles,
    form: Annotated[ExportFormat, typer.Option("--format", help="How to write it.")] = ExportFormat.csv,
) -> None:
    """Write roles, ads or events to a file for other tools. The conditions are those of `roles`."""
    from rolewatch.cli.export import run

    run(wanted, config, db, what, form, output)


@app.command()
def browse(
    db: DatabaseOption = Path("jobs.db"),
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen at; 0 takes a free one.")] = 8001,
) -> None:
    """Look at the file in a browser, with the saved questions of docs/QUERYING.md (needs the extra "browse")."""
    from rolewatch.cli.browse import run

    raise typer.Exit(run(db, host, port))


@app.command()
def show(
    role_id: Annotated[int, typer.Argument(help="The number of the role, as the lists print it.")],
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
) -> None:
    """Show one role: its facts, where it is posted, and its history with text diffs."""
    from rolewatch.cli.show import show_role

    show_role(role_id, config, db)


@app.command()
def join(
    role_ids: Annotated[list[int], typer.Argument(metavar="ROLE...", help="Two or more roles; the first one stays.")],
    db: DatabaseOption = Path("jobs.db"),
) -> None:
    """Make one role of several: later crawls keep them together."""
    from rolewatch.cli.judge import join

    join(role_ids, db)


@app.command()
def split(
    role_id: Annotated[int, typer.Argument(metavar="ROLE", help="The role that is several.")],
    posting_ids: Annotated[
        list[int], typer.Argument(metavar="POSTING...", help="The ads that make a role of their own, as `show` prints.")
    ],
    db: DatabaseOption = Path("jobs.db"),
) -> None:
    """Take ads out of a role: later crawls keep them apart."""
    from rolewatch.cli.judge import split

    split(role_id, posting_ids, db)


@app.command()
def preview(
    urls: Annotated[list[str], typer.Argument(metavar="URL...", help="Addresses or files to try.")],
    config: ConfigOption = Path("sources.toml"),
    board: Annotated[str, typer.Option(help="Read it as this board.")] = "auto",
    company: Annotated[str | None, typer.Option(help="The employer, where a posting does not name it.")] = None,
    now: Annotated[str, typer.Option(help="Sets the clock, in ISO 8601 (UTC where it names no zone).")] = "",
    form: Annotated[PreviewFormat, typer.Option("--format", help="How to write it.")] = PreviewFormat.text,
    save: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep the pages as board cases in this folder, for yourself.")
    ] = None,
) -> None:
    """Fetch addresses and show what would be kept, writing nothing to the file."""
    from rolewatch.cli.preview import run

    raise typer.Exit(run(urls, config, board, company, now, form, save))


@app.command()
def report(
    output: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="The folder to write it into.")],
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    everything: Annotated[bool, typer.Option("--all", help="Also roles outside the configured scope.")] = False,
    lang: Annotated[
        Language | None, typer.Option(help="The language it opens in, zh or en. Default: that of the configuration.")
    ] = None,
) -> None:
    """Write a web page of the market that opens from disk: what is open, what changed, pay."""
    from rolewatch.cli.report import run

    run(config, db, output, lang, everything=everything)


@app.command()
def schedule(
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    log: LogOption = None,
    once: OnceOption = False,
) -> None:
    """Run the background process: crawl each source at its interval, make and deliver the daily digest."""
    import scheduler

    raise typer.Exit(scheduler.run(config, db, log, once=once))


@app.command()
def status(
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
    form: Annotated[StatusFormat, typer.Option("--format", help="How to write it.")] = StatusFormat.text,
) -> None:
    """Show how the background process is doing: sources, the last digest, what waits to be delivered, warnings."""
    from rolewatch.cli.status import run

    raise typer.Exit(run(config, db, form))


@app.command()
def prune(
    db: DatabaseOption = Path("jobs.db"),
    before: Annotated[str, typer.Option(help="Forget what is older than this time, in ISO 8601.")] = "",
    keep_days: Annotated[int, typer.Option(min=1, help="Forget what is older than so many days.")] = 365,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be forgotten.")] = False,
    vacuum: Annotated[bool, typer.Option("--vacuum", help="Make the file smaller, too.")] = False,
) -> None:
    """Forget old events, digests and runs, and roles that have long been closed."""
    from rolewatch.cli.upkeep import prune

    prune(db, before, keep_days, dry_run=dry_run, vacuum=vacuum)


@app.command()
def archive(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where the Parquet files are.")] = Path("archive"),
    db: DatabaseOption = Path("jobs.db"),
    before: Annotated[str, typer.Option(help="Move what is older than this time, in ISO 8601.")] = "",
    keep_days: Annotated[int, typer.Option(min=1, help="Move what is older than so many days.")] = 90,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be moved.")] = False,
    vacuum: Annotated[bool, typer.Option("--vacuum", help="Make the file smaller, too.")] = False,
) -> None:
    """Move old events that were told into Parquet files, one per month (needs the extra "parquet")."""
    from rolewatch.cli.archive import run

    run(db, folder, before, keep_days, dry_run=dry_run, vacuum=vacuum)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes.")],
    db: DatabaseOption = Path("jobs.db"),
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of an older copy.")] = False,
) -> None:
    """Copy the file as it stands, also during a crawl, and check the copy."""
    from rolewatch.cli.upkeep import backup

    backup(db, target, replace=replace)


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


@sources.command("add")
def sources_add(
    url: Annotated[str, typer.Argument(metavar="[URL]", help="The address or file to watch.")] = "",
    config: ConfigOption = Path("sources.toml"),
    name: Annotated[str, typer.Option("--id", help="The source's id. Default: made from employer or host.")] = "",
    company: Annotated[str, typer.Option(help="The employer, where a posting does not name it.")] = "",
    board: Annotated[str, typer.Option(help="Read it as this board.")] = "auto",
    catalogue: Annotated[str, typer.Option(metavar="NAME", help="Add this row of the catalogue instead.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Add it although no posting was found there.")] = False,
    now: Annotated[str, typer.Option(help="Sets the clock, in ISO 8601 (UTC where it names no zone).")] = "",
) -> None:
    """Look at an address and add it to the configuration, whose comments and layout stay."""
    from rolewatch.cli.add import add

    raise typer.Exit(
        add(url, config, name=name, company=company, board=board, from_catalogue=catalogue, force=force, now=now)
    )


@sources.command("rename")
def sources_rename(
    old: Annotated[str, typer.Argument(help="The source's id until now.")],
    new: Annotated[str, typer.Argument(help="Its id from now on.")],
    config: ConfigOption = Path("sources.toml"),
    db: DatabaseOption = Path("jobs.db"),
) -> None:
    """Give a source another id, in the configuration and in the file: its ads and their history stay."""
    from rolewatch.cli.rename import rename

    rename(old, new, config, db)


@sources.command("catalogue")
def sources_catalogue(
    family: Annotated[str | None, typer.Option(help="Only employers with roles of this family.")] = None,
    region: Annotated[str | None, typer.Option(help="Only boards of this region.")] = None,
    form: Annotated[CatalogueFormat, typer.Option("--format", help="How to write it.")] = CatalogueFormat.table,
) -> None:
    """List public boards of AI-infrastructure employers that can be added by name."""
    from rolewatch.cli.catalogue import list_catalogue

    list_catalogue(family, region, form)


@sources.command("check")
def sources_check(
    config: ConfigOption = Path("sources.toml"),
    online: Annotated[bool, typer.Option("--online", help="Ask every source for its first page too.")] = False,
    catalogue: Annotated[bool, typer.Option("--catalogue", help="With --online: the catalogue too.")] = False,
) -> None:
    """Check the configuration file, and with --online whether its sources answer."""
    from rolewatch.cli.sources import check_sources

    if catalogue and not online:
        raise typer.BadParameter("--catalogue needs --online")
    if online:
        from rolewatch.cli.probe import check_online

        raise typer.Exit(check_online(config, with_catalogue=catalogue))
    check_sources(config)
