"""The commands and their options. Each imports what it needs when it runs, so that a list answers at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rolewatch.cli.filters import with_conditions
from rolewatch.cli.options import (
    PATH,
    CatalogueFormat,
    DigestFormat,
    Exported,
    ExportFormat,
    Language,
    ListFormat,
    OneOf,
    Order,
    PreviewFormat,
    StatusFormat,
    config_option,
    database_option,
    schedule_options,
)

if TYPE_CHECKING:
    from roles.wanted import RoleFilter


class _Commands(click.Group):
    """Commands whose help lists them in their order here, each with all that it says of itself."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list (Click's own is by name, and cuts what does not fit into the line)."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.help or "") for name, command in self.commands.items()])


@click.group(cls=_Commands, context_settings={"show_default": True, "max_content_width": 120})
def app() -> None:
    """Tells you what changed on the AI-infrastructure job market."""


@app.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...", help="Only these sources.")
@config_option
@database_option
@click.option(
    "--now",
    default="",
    show_default=False,
    help="Sets the clock of this crawl, in ISO 8601 (UTC where it names no zone).",
)
@click.option("--quiet", is_flag=True, help="Print only what went wrong.")
@click.option("--on", metavar="ADDRESS", help='Crawl on the cluster of this scheduler (tls://host:8786); "" for here.')
def crawl(names: tuple[str, ...], config: Path, db: Path, now: str, quiet: bool, on: str | None) -> None:
    """Crawl every source (or the named ones) once, record what it offers, and print what changed."""
    from rolewatch.cli.crawl import run

    raise click.exceptions.Exit(run(list(names), config, db, now, quiet=quiet, on=on))


@app.command()
@config_option
@database_option
@click.option("--since", default="24h", help="Where the window begins: 24h, 7d, or a time in ISO 8601.")
@click.option("--until", default="", show_default=False, help="Where the window ends, in ISO 8601. Default: now.")
@click.option("--format", "form", type=OneOf(DigestFormat), default=DigestFormat.text, help="How to write it.")
@click.option("-o", "--output", type=PATH, help="Write to this file.")
@click.option("--lang", type=OneOf(Language), help="zh or en. Default: that of the configuration.")
@click.option(
    "--number",
    "numbers",
    type=int,
    multiple=True,
    help="Instead of a window: the daily digest of this number, as told.",
)
def digest(
    config: Path,
    db: Path,
    since: str,
    until: str,
    form: DigestFormat,
    output: Path | None,
    lang: Language | None,
    numbers: tuple[int, ...],
) -> None:
    """Print what changed in a window: pay moves, new, closed, reopened, reposted, other changes, troubled sources."""
    from rolewatch.cli.digest import run

    run(config, db, since, until, form, output, lang, numbers)


@app.command()
@config_option
@database_option
@click.option("--sort", type=OneOf(Order), help="Default: newest; with --search the best matches first.")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many. Default: 50 in a table, else all.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave out the first so many.")
@click.option("--format", "form", type=OneOf(ListFormat), default=ListFormat.table, help="How to write it.")
@with_conditions
def roles(
    wanted: RoleFilter,
    config: Path,
    db: Path,
    sort: Order | None,
    limit: int | None,
    offset: int,
    form: ListFormat,
) -> None:
    """List the roles that match. All conditions must hold."""
    from rolewatch.cli.roles import list_roles

    list_roles(wanted, config, db, form, sort, limit, offset)


@app.command()
@click.option("-o", "--output", type=PATH, required=True, help="Write to this file.")
@config_option
@database_option
@click.option("--what", type=OneOf(Exported), default=Exported.roles, help="Roles, or the ads or events of roles.")
@click.option("--format", "form", type=OneOf(ExportFormat), default=ExportFormat.csv, help="How to write it.")
@with_conditions
def export(wanted: RoleFilter, output: Path, config: Path, db: Path, what: Exported, form: ExportFormat) -> None:
    """Write roles, ads or events to a file for other tools. The conditions are those of `roles`."""
    from rolewatch.cli.export import run

    run(wanted, config, db, what, form, output)


@app.command()
@database_option
@click.option("--host", default="127.0.0.1", help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, help="The port to listen at; 0 takes a free one.")
def browse(db: Path, host: str, port: int) -> None:
    """Look at the file in a browser, with the saved questions of docs/QUERYING.md (needs the extra "browse")."""
    from rolewatch.cli.browse import run

    raise click.exceptions.Exit(run(db, host, port))


@app.command()
@click.argument("role_id", type=int, help="The number of the role, as the lists print it.")
@config_option
@database_option
def show(role_id: int, config: Path, db: Path) -> None:
    """Show one role: its facts, where it is posted, and its history with text diffs."""
    from rolewatch.cli.show import show_role

    show_role(role_id, config, db)


@app.command()
@click.argument(
    "role_ids", type=int, nargs=-1, required=True, metavar="ROLE...", help="Two or more roles; the first one stays."
)
@database_option
def join(role_ids: tuple[int, ...], db: Path) -> None:
    """Make one role of several: later crawls keep them together."""
    from rolewatch.cli.judge import join

    join(list(role_ids), db)


@app.command()
@click.argument("role_id", type=int, metavar="ROLE", help="The role that is several.")
@click.argument(
    "posting_ids",
    type=int,
    nargs=-1,
    required=True,
    metavar="POSTING...",
    help="The ads that make a role of their own, as `show` prints.",
)
@database_option
def split(role_id: int, posting_ids: tuple[int, ...], db: Path) -> None:
    """Take ads out of a role: later crawls keep them apart."""
    from rolewatch.cli.judge import split

    split(role_id, list(posting_ids), db)


@app.command()
@click.argument("urls", nargs=-1, required=True, metavar="URL...", help="Addresses or files to try.")
@config_option
@click.option("--board", default="auto", help="Read it as this board.")
@click.option("--company", help="The employer, where a posting does not name it.")
@click.option("--now", default="", show_default=False, help="Sets the clock, in ISO 8601 (UTC where it names no zone).")
@click.option("--format", "form", type=OneOf(PreviewFormat), default=PreviewFormat.text, help="How to write it.")
@click.option("--save", type=PATH, metavar="DIR", help="Keep the pages as board cases in this folder, for yourself.")
def preview(
    urls: tuple[str, ...],
    config: Path,
    board: str,
    company: str | None,
    now: str,
    form: PreviewFormat,
    save: Path | None,
) -> None:
    """Fetch addresses and show what would be kept, writing nothing to the file."""
    from rolewatch.cli.preview import run

    raise click.exceptions.Exit(run(list(urls), config, board, company, now, form, save))


@app.command()
@click.option("-o", "--output", type=PATH, required=True, metavar="DIR", help="The folder to write it into.")
@config_option
@database_option
@click.option("--all", "everything", is_flag=True, help="Also roles outside the configured scope.")
@click.option(
    "--lang", type=OneOf(Language), help="The language it opens in, zh or en. Default: that of the configuration."
)
def report(output: Path, config: Path, db: Path, everything: bool, lang: Language | None) -> None:
    """Write a web page of the market that opens from disk: what is open, what changed, pay."""
    from rolewatch.cli.report import run

    run(config, db, output, lang, everything=everything)


@app.command()
@schedule_options
def schedule(config: Path, db: Path, log: Path | None, once: bool) -> None:
    """Run the background process: crawl each source at its interval, make and deliver the daily digest."""
    import scheduler

    raise click.exceptions.Exit(scheduler.run(config, db, log, once=once))


@app.command()
@config_option
@database_option
@click.option("--format", "form", type=OneOf(StatusFormat), default=StatusFormat.text, help="How to write it.")
def status(config: Path, db: Path, form: StatusFormat) -> None:
    """Show how the background process is doing: sources, the last digest, what waits to be delivered, warnings."""
    from rolewatch.cli.status import run

    raise click.exceptions.Exit(run(config, db, form))


@app.command()
@database_option
@click.option("--before", default="", show_default=False, help="Forget what is older than this time, in ISO 8601.")
@click.option("--keep-days", type=click.IntRange(min=1), default=365, help="Forget what is older than so many days.")
@click.option("--dry-run", is_flag=True, help="Only say what would be forgotten.")
@click.option("--vacuum", is_flag=True, help="Make the file smaller, too.")
def prune(db: Path, before: str, keep_days: int, dry_run: bool, vacuum: bool) -> None:
    """Forget old events, digests and runs, and roles that have long been closed."""
    from rolewatch.cli.upkeep import prune

    prune(db, before, keep_days, dry_run=dry_run, vacuum=vacuum)


@app.command()
@click.argument("folder", type=PATH, default=Path("archive"), metavar="[FOLDER]", help="Where the Parquet files are.")
@database_option
@click.option("--before", default="", show_default=False, help="Move what is older than this time, in ISO 8601.")
@click.option("--keep-days", type=click.IntRange(min=1), default=90, help="Move what is older than so many days.")
@click.option("--dry-run", is_flag=True, help="Only say what would be moved.")
@click.option("--vacuum", is_flag=True, help="Make the file smaller, too.")
def archive(folder: Path, db: Path, before: str, keep_days: int, dry_run: bool, vacuum: bool) -> None:
    """Move old events that were told into Parquet files, one per month (needs the extra "parquet")."""
    from rolewatch.cli.archive import run

    run(db, folder, before, keep_days, dry_run=dry_run, vacuum=vacuum)


@app.command()
@click.argument("target", type=PATH, metavar="FILE", help="Where the copy goes.")
@database_option
@click.option("--replace", is_flag=True, help="Take the place of an older copy.")
def backup(target: Path, db: Path, replace: bool) -> None:
    """Copy the file as it stands, also during a crawl, and check the copy."""
    from rolewatch.cli.upkeep import backup

    backup(db, target, replace=replace)


@app.group(cls=_Commands, invoke_without_command=True)
@config_option
@database_option
@click.pass_context
def sources(context: click.Context, config: Path, db: Path) -> None:
    """The sources: their health, and whether the configuration is right."""
    if context.invoked_subcommand is None:
        _list_sources(config, db)


@sources.command("list")
@config_option
@database_option
def sources_list(config: Path, db: Path) -> None:
    """List the sources with their health, and what to do about those that need a look."""
    _list_sources(config, db)


def _list_sources(config: Path, db: Path) -> None:
    from rolewatch.cli.sources import list_sources

    list_sources(config, db)


@sources.command("add")
@click.argument("url", default="", metavar="[URL]", help="The address or file to watch.")
@config_option
@click.option(
    "--id", "name", default="", show_default=False, help="The source's id. Default: made from employer or host."
)
@click.option("--company", default="", show_default=False, help="The employer, where a posting does not name it.")
@click.option("--board", default="auto", help="Read it as this board.")
@click.option(
    "--catalogue", default="", show_default=False, metavar="NAME", help="Add this row of the catalogue instead."
)
@click.option("--force", is_flag=True, help="Add it although no posting was found there.")
@click.option("--now", default="", show_default=False, help="Sets the clock, in ISO 8601 (UTC where it names no zone).")
def sources_add(
    url: str, config: Path, name: str, company: str, board: str, catalogue: str, force: bool, now: str
) -> None:
    """Look at an address and add it to the configuration, whose comments and layout stay."""
    from rolewatch.cli.add import add

    raise click.exceptions.Exit(
        add(url, config, name=name, company=company, board=board, from_catalogue=catalogue, force=force, now=now)
    )


@sources.command("rename")
@click.argument("old", help="The source's id until now.")
@click.argument("new", help="Its id from now on.")
@config_option
@database_option
def sources_rename(old: str, new: str, config: Path, db: Path) -> None:
    """Give a source another id, in the configuration and in the file: its ads and their history stay."""
    from rolewatch.cli.rename import rename

    rename(old, new, config, db)


@sources.command("catalogue")
@click.option("--family", help="Only employers with roles of this family.")
@click.option("--region", help="Only boards of this region.")
@click.option("--format", "form", type=OneOf(CatalogueFormat), default=CatalogueFormat.table, help="How to write it.")
def sources_catalogue(family: str | None, region: str | None, form: CatalogueFormat) -> None:
    """List public boards of AI-infrastructure employers that can be added by name."""
    from rolewatch.cli.catalogue import list_catalogue

    list_catalogue(family, region, form)


@sources.command("check")
@config_option
@click.option("--online", is_flag=True, help="Ask every source for its first page too.")
@click.option("--catalogue", is_flag=True, help="With --online: the catalogue too.")
def sources_check(config: Path, online: bool, catalogue: bool) -> None:
    """Check the configuration file, and with --online whether its sources answer."""
    from rolewatch.cli.sources import check_sources

    if catalogue and not online:
        raise click.BadParameter("--catalogue needs --online")
    if online:
        from rolewatch.cli.probe import check_online

        raise click.exceptions.Exit(check_online(config, with_catalogue=catalogue))
    check_sources(config)
