"""`rolewatch sources add`."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from roles.crawl import CrawlReport
from roles.url import host_of
from rolewatch import catalogue
from rolewatch.cli.cells import plain
from rolewatch.cli.context import clock
from rolewatch.cli.preview import known_board, write_summary
from rolewatch.cli.same import Places, employer_in, places, same, spelt
from rolewatch.cli.trial import Trial, address, order_of, tried
from rolewatch.config import Config
from rolewatch.sources_file import opened

# So many pages are looked at before an address is added; a crawl reads them all.
LOOKED_AT = 25
_TITLES = 5


def add(
    url: str, config_path: Path, *, name: str, company: str, board: str, from_catalogue: str, force: bool, now: str
) -> int:
    """Looks at an address and adds it to the configuration. The exit status is 1 where nothing is offered there."""
    from crawler.boards import names

    if bool(url) == bool(from_catalogue):
        raise click.BadParameter("give an address, or the name of a row with --catalogue")
    if from_catalogue:
        row = catalogue.find(from_catalogue)
        if row is None:
            raise click.BadParameter(f"the catalogue has no {from_catalogue}; see rolewatch sources catalogue")
        url, company, name = row.url, company or row.company, name or row.name
    known_board(board)
    asked = address(url, Path.cwd())
    with opened(config_path, names()) as draft:
        config = draft.config
        _refuse_twice(asked, places(asked, board), config, draft.place)
        if name:
            _refuse_name(name, config, config_path)
    order = replace(order_of("new", asked, config, clock(now), board=board, company=company or None),
                    max_pages=min(LOOKED_AT, config.crawl.max_pages))  # fmt: skip
    with tried([order]) as (trial,):
        write_summary(url, _without_our_bound(trial))
        _write_titles(trial)
        if not trial.offered and not force:
            sys.stderr.write(f"nothing was added: {_why_nothing(trial)}; --force adds it nevertheless\n")
            return 1
        answered = _answered(trial, asked)
        employers = {seen.posting.company for seen in trial.result.postings if seen.posting and seen.posting.company}
    with opened(config_path, names()) as draft:  # it may have changed while we looked
        _refuse_twice(asked, places(asked, board) | answered, draft.config, draft.place)
        if name:
            _refuse_name(name, draft.config, config_path)
        else:
            wanted = company or (next(iter(employers)) if len(employers) == 1 else "")
            name = _free_name((wanted, employer_in(asked)), {source.id for source in draft.config.source})
        entry = {"id": name, "url": _written(asked, draft.place.parent)}
        if board != "auto":
            entry["board"] = board
        if company:
            entry["company"] = company
        added = draft.add(entry)
    sys.stdout.write(f"added to {config_path} as {added.id}\n")
    if not company and not employers and trial.offered:
        sys.stdout.write('  no posting names its employer: put company = "…" there\n')
    return 0


def _answered(trial: Trial, asked: str) -> Places:
    """Where the answers came from: behind a redirect, and at a board that the page shows."""
    listing = [page for page in trial.pages if page.kind == "listing"]
    spellings = {spelt(page.url) for page in listing[:1]}
    spellings |= {spelt(page.asked) for page in listing if host_of(page.asked) != host_of(asked)}
    return frozenset(spellings | {one.lower() for one in spellings})


def _refuse_twice(url: str, wanted: Places, config: Config, place: Path) -> None:
    for source in config.source:
        if same(places(source.url, source.board), wanted):
            raise click.BadParameter(
                f"{plain(url)} is already the source {source.id} of {place.name} ({plain(source.url)});"
                " nothing was written"
            )


def _refuse_name(name: str, config: Config, path: Path) -> None:
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise click.BadParameter(f"{name} cannot be an id: it may hold only a to z, 0 to 9 and -")
    if any(source.id == name for source in config.source):
        raise click.BadParameter(f"{path} has a source {name} already; give another --id")


def _free_name(candidates: Iterable[str], taken: Collection[str]) -> str:
    slugs = [re.sub(r"[^a-z0-9]+", "-", unquote(words).lower()).strip("-")[:40].strip("-") for words in candidates]
    name = next((slug for slug in slugs if re.search(r"[a-z]", slug)), next((slug for slug in slugs if slug), "source"))
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _written(url: str, folder: Path) -> str:
    """A file's address as it is written: from the configuration's folder where it lies below it."""
    if not url.startswith("file:"):
        return url
    path = Path(unquote(urlsplit(url).path))
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)


def _without_our_bound(trial: Trial) -> Trial:
    """A report that was cut by the bound of this command says so, instead of blaming the configuration."""
    report = trial.result.report
    bound = f"more than {LOOKED_AT} pages; raise max_pages under [crawl]"
    if bound not in report.message:
        return trial
    words = report.message.replace(bound, f"only its first {LOOKED_AT} pages were looked at; a crawl reads them all")
    return replace(trial, result=replace(trial.result, report=replace(report, message=words)))


def _write_titles(trial: Trial) -> None:
    titles = [seen.posting.title or seen.url for seen in trial.result.postings if seen.posting]
    for title in titles[:_TITLES]:
        sys.stdout.write(f"            {plain(title)}\n")
    if len(titles) > _TITLES:
        sys.stdout.write(f"            and {len(titles) - _TITLES} more\n")


def _why_nothing(trial: Trial) -> str:
    report: CrawlReport = trial.result.report
    if trial.read_completely:
        return "the page was read and says that nothing is open there now"
    if trial.result.postings:
        return "postings are listed there, but none of their own pages could be read"
    return plain(report.message) or "no posting was found; try the address of the page that lists the open roles"
