"""The documents name what exists: files, headings, commands, and a configuration that validates."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from crawler import boards
from rolewatch.cli.app import app
from rolewatch.config import load, parse
from rolewatch.deliver import problem
from rolewatch.targets import targets

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
SOURCES = sorted(
    path
    for room in ("roles", "crawler", "storage", "rolewatch", "tests", "benchmarks")
    for path in ROOT.glob(f"{room}/**/*")
    if path.suffix in (".py", ".toml")
)
ids = [path.name for path in PAGES]


def slug(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def headings(path: Path) -> set[str]:
    return {line.lstrip("#").strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("##")}


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if re.match(r"https?:", target):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in set(map(slug, headings(file))), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_files_that_are_named_exist(page: Path) -> None:
    for name in re.findall(
        r"`([\w/.-]+/[\w.-]+(?:\.(?:py|toml|md|j2|yml|service|timer)|Containerfile))`", page.read_text(encoding="utf-8")
    ):
        if "acme" not in name and "<" not in name:
            assert (ROOT / name).exists(), f"{page.name}: {name}"


def test_headings_of_the_rules_that_are_named_exist() -> None:
    known = headings(ROOT / "docs" / "RULES.md")
    for path in SOURCES:
        for heading in re.findall(r'RULES\.md(?:,| \() ?"([^"]+)"', path.read_text(encoding="utf-8")):
            assert heading in known, f"{path.relative_to(ROOT)}: {heading}"


def test_commands_and_options_of_the_readme_exist() -> None:
    used = re.findall(r"^\s*rolewatch ([a-z]+)((?: [a-z]+)?)(.*)$", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert len(used) > 5
    for command, below, rest in used:
        words = [command, below.strip()] if command == "sources" and below else [command]
        shown = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"})
        assert shown.exit_code == 0, words
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in shown.output, (words, option)


def test_what_the_page_on_running_shows_is_what_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "RUNNING.md").read_text(encoding="utf-8")
    for name in ("MAIL_PASSWORD", "FEISHU_TOKEN"):
        monkeypatch.setenv(name, "abcdefghijkl")
    tables = re.findall(r"```toml\n(.*?)```", text, re.S)
    assert len(tables) == 2
    config = parse("\n".join(tables), ROOT / "sources.toml", boards.names())
    assert [problem(target) for target in targets(config.digest.to)] == [""] * 5
    for name in ("rolewatch.service", "rolewatch-once.service", "github-workflow.yml", "Containerfile"):
        started = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        for command, rest in re.findall(r"rolewatch\"?,? \"?(schedule|status|backup)\b([^\n\"|]*)", started):
            shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
            for option in re.findall(r"--[a-z-]+", rest):
                assert option in shown.output, (name, command, option)


def test_what_the_page_on_many_machines_shows_is_what_there_is() -> None:
    text = (ROOT / "docs" / "MANY-MACHINES.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"```toml\n(.*?)```", text, re.S)
    config = parse(table, ROOT / "sources.toml", boards.names())
    assert config.crawl.on == "tls://crawl-a.example:8786"
    assert config.cluster.key == "/etc/rolewatch/machine.key"
    found = 0
    found = 0
    for what in ("scheduler", "worker"):
        unit = (ROOT / "deploy" / f"rolewatch-cluster-{what}.service").read_text(encoding="utf-8")
        (command,) = re.findall(rf"^ExecStart=/opt/rolewatch/.venv/bin/dask {what} (.*)$", unit, re.M)
        if find_spec("distributed") is None:
            continue  # CI has it
        shown = subprocess.run([sys.executable, "-m", "dask", what, "--help"], capture_output=True, text=True).stdout
        for option in re.findall(r"--[a-z-]+", command):
            assert option in shown, (what, option)
            found += 1
    assert found > 10 or find_spec("distributed") is None


def test_the_starter_configuration_validates_and_its_pages_exist() -> None:
    config = load(ROOT / "sources.toml", boards.names())
    assert [source.id for source in config.source]
    for source in config.source:
        assert Path(source.url.removeprefix("file://")).is_file(), source.url


def test_the_changelog_is_about_the_version_that_is_next() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
