"""A crawl on a cluster is the same crawl, whoever is killed: real processes on loopback, with certificates."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from scheduler import Scheduler
from tests import cluster as clusters
from tests.cluster import Cluster, table, until
from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site

pytestmark = clusters.needed()
FIRST, SECOND = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"
VIEWS = ("roles", "postings", "events", "sources", "runs", "role_aliases", "source_runs")


def views(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """All public views but for how many seconds a crawl took."""
    found = {}
    for view in VIEWS:
        names = [row[1] for row in desk.ask(f"PRAGMA table_info({view})") if row[1] != "seconds"]
        found[view] = sorted(desk.ask(f"SELECT {', '.join(names)} FROM {view}"), key=repr)
    return found


def market(sites: list[Site], day: int) -> dict[str, str]:
    """38 sources on a few sites; on the second day pay moved, a role closed and one came. Gives their addresses."""
    (one, pay), (two, _), (three, _) = (("inference", "30-50K·15薪"), ("compiler", ""), ("quant", ""))
    sources = {}
    for number in range(38):
        site, path = sites[number % len(sites)], f"/{number}"
        moved = day == 2 and number % 3 == 0
        links = {f"{path}/{one}": TITLES[one], f"{path}/{three if moved else two}": TITLES["compiler"]}
        site.html(f"{path}/{one}", detail(f"{TITLES[one]} {number // 2}", pay="35-60K·15薪" if moved else pay))
        site.html(f"{path}/{three}", detail(f"模型量化工程师 {number}"))
        site.html(f"{path}/{two}", detail(f"{TITLES[two]} {number}"))
        if moved:
            site.pages[f"{path}/{two}"] = Answer(status=404)
        sources[f"s{number}"] = site.html(path, listing(links, total=2))
    return sources


def test_forty_sources_on_two_days_give_the_same_views(running: Cluster, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 推理工程师\n\n## 岗位职责\n\n- 维护推理服务\n\n## 任职要求\n\n- 三年以上经验\n")
    here, there = Desk(tmp_path / "here"), Desk(tmp_path / "there")
    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in range(8)]
        for day, now in ((1, FIRST), (2, SECOND)):
            more = {"file": str(tmp_path / "a.md"), "gone": sites[0].url + "/nowhere"}
            sources = market(sites, day) | more
            for desk, where in ((here, ()), (there, ("--on", running.address))):
                desk.folder.mkdir(exist_ok=True)
                desk.configure(sources, more=table(running.keys))
                desk.crawl(now, *where, check=1)
        assert {kind for kind, _ in here.events()} == {"new", "closed", "salary_changed"}
        assert views(here) == views(there)
        assert {site.most_busy for site in sites} == {1}


def slow(site: Site, wait: float = 0.4) -> str:
    """A careers site that takes its time. Gives its address."""
    entry = careers(site)
    for page in site.pages.values():
        assert isinstance(page, Answer)
        page.wait = wait
    return entry


def test_a_recorder_that_is_killed_half_way_through_a_transaction_repeats_that_source(
    running: Cluster, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    with ExitStack() as stack:
        sites = [stack.enter_context(Site()) for _ in range(4)]
        desk.configure({f"s{n}": careers(site) for n, site in enumerate(sites)}, more=table(running.keys))
        words = ["crawl", "--now", FIRST, "--on", running.address, "--quiet"]
        done = subprocess.run([sys.executable, "-m", "tests.killed", "3", *words], cwd=desk.folder, timeout=60,
                              env={**os.environ, "PYTHONPATH": str(clusters.ROOT)})  # fmt: skip
        assert done.returncode == -signal.SIGKILL
        assert desk.ask("PRAGMA integrity_check") == [("ok",)]
        assert desk.ask("SELECT count(*), sum(verdict = 'complete') FROM source_runs") == [(2, 2)]
        assert desk.ask("SELECT count(*) FROM postings") == [(8,)], "of the third source nothing is there"
        desk.run(*words, check=0)
        assert desk.ask("SELECT source_id, count(*) FROM source_runs WHERE run_id = 2 GROUP BY 1") == [
            (f"s{n}", 1) for n in range(4)
        ]
        assert desk.ask("SELECT count(*) FROM postings") == [(16,)]
        assert len(desk.events()) == len(TITLES), "one role each, with four ads"
        assert {site.most_busy for site in sites} == {1}


def test_a_worker_that_is_killed_loses_nothing_and_leaves_no_orphan(running: Cluster, desk: Desk, site: Site) -> None:
    desk.configure({"lanting": slow(site)}, more=f'[crawl]\ndelay = 0\non = "{running.address}"\n{table(running.keys)}')
    idle = {child for one in running.workers for child in running.crawl_children(one)}
    process = desk.start("crawl", "--now", FIRST, "--quiet")
    until(lambda: site.asked("/jobs"))
    [worker] = [one for one in running.workers if set(running.crawl_children(one)) - idle]
    children = set(running.crawl_children(worker)) - idle
    os.kill(running.worker_process(worker), signal.SIGKILL)
    until(lambda: not any(map(clusters.command_of, children)), seconds=5.0)  # at once, on a machine that has time
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    assert desk.ask("SELECT verdict, postings FROM source_runs") == [("complete", len(TITLES))]
    assert desk.ask("PRAGMA integrity_check") == [("ok",)]
    assert site.most_busy == 1
    assert site.asked("/jobs") == 2, "it was crawled again, once"


def test_ctrl_c_is_130_and_ends_the_crawl_on_the_workers(running: Cluster, desk: Desk) -> None:
    with Site() as quick, Site() as slower:
        desk.configure({"quick": careers(quick), "slow": slow(slower, 1.0)}, more=table(running.keys))
        process = desk.start("crawl", "--on", running.address)
        until(lambda: slower.log and desk.ask("SELECT 1 FROM source_runs"))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
        assert process.returncode == 130, errors
        assert b"what was complete is recorded" in errors
        assert desk.ask("SELECT source_id, health FROM sources ORDER BY 1") == [("quick", "ok"), ("slow", "new")]
        assert desk.ask("SELECT status FROM runs") == [("interrupted",)]
        time.sleep(1.5)
        asked = len(slower.log)
        time.sleep(1.5)
        assert len(slower.log) == asked, "workers crawl on for nobody"


def test_the_background_process_crawls_on_the_cluster_of_its_configuration(
    running: Cluster, desk: Desk, site: Site
) -> None:
    more = f'[crawl]\ndelay = 0\non = "{running.address}"\n' + table(Path("keys"))
    (desk.folder / "keys").symlink_to(running.keys)
    desk.configure({"lanting": careers(site)}, more=more)
    before = len(running.log_lines())
    scheduler = Scheduler(desk.folder / "sources.toml", desk.database, lambda: datetime(2026, 3, 2, tzinfo=UTC))
    assert scheduler.crawl_due()
    assert desk.ask("SELECT verdict, postings FROM source_runs") == [("complete", len(TITLES))]
    assert len(running.log_lines()) > before, "it asked the cluster"


def test_a_stranger_is_not_let_in(running: Cluster, desk: Desk, site: Site, tmp_path: Path) -> None:
    strange = clusters.certificates(tmp_path / "strange")
    desk.configure({"lanting": careers(site)}, more=table(strange))
    refused = desk.run("crawl", "--on", running.address, check=2)
    assert refused.stderr.startswith(f"rolewatch: {running.address} does not accept our certificate"), refused.stderr
    assert "[cluster] ca must be the authority that signed both" in refused.stderr
    assert refused.stderr.count("\n") == 1
    (strange / "crawl-a.key").unlink()
    refused = desk.run("crawl", "--on", running.address, check=2)
    assert (
        refused.stderr == f"rolewatch: cluster.key: {strange}/crawl-a.key cannot be read: No such file or directory\n"
    )
    plain = running.address.replace("tls:", "tcp:")
    assert "cannot be reached" in desk.run("crawl", "--on", plain, check=1).stderr
    assert not desk.database.exists()
    assert site.log == []
