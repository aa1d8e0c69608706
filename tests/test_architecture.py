"""The arrows between the rooms (docs/ARCHITECTURE.md): a wrong import fails with the arrow that is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("roles", "crawler", "storage", "rolewatch", "scheduler")
MODULES = sorted(
    path
    for room in ROOMS
    for path in (ROOT.glob(f"{room}/**/*.py") if room != "scheduler" else [ROOT / "scheduler.py"])
)
# Who may import whom among our own rooms. Longest name wins.
ALLOWED = {
    "roles": {"roles"},
    "storage": {"storage", "roles"},
    "crawler": {"crawler", "roles"},
    "rolewatch": {"rolewatch", "roles"},
    "rolewatch.watch": {"rolewatch", "roles", "storage"},
    "rolewatch.tell": {"rolewatch", "roles", "storage"},
    "rolewatch.morning": {"rolewatch", "roles", "storage"},
    "rolewatch.cli": {"rolewatch", "roles", "storage", "crawler.boards", "scheduler"},
    "scheduler": {"rolewatch", "roles", "storage"},
}
# Which outside packages are held in one room.
HELD = {
    "scrapy": "crawler", "parsel": "crawler", "feedparser": "crawler", "cssselect": "crawler", "twisted": "crawler", "lxml": "crawler", "itemadapter": "crawler",
    "protego": "crawler", "yaml": "crawler", "sqlite3": "storage", "sqlite_utils": "storage", "click": "rolewatch.cli",
    "rich": "rolewatch.cli", "pydantic": "rolewatch", "jinja2": "rolewatch", "apscheduler": "scheduler",
    "tomlkit": "rolewatch", "apprise": "rolewatch.send", "distributed": "rolewatch.on_dask", "dask": "rolewatch.on_dask",
}  # fmt: skip
# Only these look at the clock; everything else is told the time.
CLOCKS = {"rolewatch.cli.context", "scheduler"}


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def rule_for(module: str) -> set[str]:
    return ALLOWED[max((room for room in ALLOWED if within(module, room)), key=len)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_import_follows_the_arrows(path: Path) -> None:
    module = name_of(path)
    for imported, line in imports(path):
        ours = imported.partition(".")[0] in ROOMS
        if ours and not any(within(imported, room) for room in rule_for(module)):
            pytest.fail(f"{path.relative_to(ROOT)}:{line}: {module} → {imported} is not allowed")
        for package, room in HELD.items():
            if (
                within(imported, package)
                and not within(module, room)
                and not (package == "click" and module == "scheduler")
            ):
                pytest.fail(f"{path.relative_to(ROOT)}:{line}: {package} belongs to {room}, not to {module}")


@pytest.mark.parametrize("path", [p for p in MODULES if "boards" in p.parts and p.name != "__init__.py"], ids=name_of)
def test_a_board_imports_neither_scrapy_nor_another_board(path: Path) -> None:
    for imported, line in imports(path):
        assert not within(imported, "scrapy"), f"{path}:{line}"
        assert not within(imported, "crawler.boards"), f"{path}:{line}: a board must not lean on another"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_edges_look_at_the_clock(path: Path) -> None:
    module = name_of(path)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        called = ast.unparse(node.func)
        looks = called in ("time.time", "date.today") or called.endswith(
            ("datetime.now", "datetime.utcnow", "date.today")
        )
        assert not looks or module in CLOCKS, f"{path.relative_to(ROOT)}:{node.lineno}: {called}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_prints(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"{path.relative_to(ROOT)}:{node.lineno}"


def test_roles_reads_no_file_but_its_own_data() -> None:
    opens = {"open", "read_text", "read_bytes", "write_text", "connect", "socket", "urlopen"}
    allowed = {"roles.read.words", "roles.version"}
    for path in MODULES:
        module = name_of(path)
        if not within(module, "roles") or module in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).rpartition(".")[2]
                assert called not in opens, f"{path.relative_to(ROOT)}:{node.lineno}: {called}"


def reached_from(*modules: str) -> set[str]:
    """The modules that are imported along, but for those that are imported inside a function: when they are needed."""
    reached: set[str] = set()
    pending = list(modules)
    paths = {name_of(path): path for path in MODULES}
    while pending:
        module = pending.pop()
        if module in reached or module not in paths:
            continue
        reached.add(module)
        tree = ast.parse(paths[module].read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                pending += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return reached


def test_a_list_imports_no_scrapy() -> None:
    reached = reached_from("rolewatch.cli.app", "rolewatch.cli.roles", "rolewatch.cli.digest", "rolewatch.cli.sources")
    assert not any(within(module, "crawler") for module in reached), sorted(reached)


def test_what_a_worker_runs_knows_no_store() -> None:
    reached = reached_from("rolewatch.on_dask", "rolewatch.worker")
    assert not any(within(module, "storage") for module in reached), sorted(reached)


def test_only_who_asks_for_a_cluster_imports_one() -> None:
    found = {name_of(path) for path in MODULES for name, _ in imports(path) if within(name, "rolewatch.on_dask")}
    assert found == {"rolewatch.cli.crawl"}
    assert "rolewatch.on_dask" not in reached_from("rolewatch.cli.crawl", "scheduler"), "only when it is needed"
