"""From pages to events, through real commands and a real file."""

from __future__ import annotations

import json
import random
from pathlib import Path

from tests.commands import Desk
from tests.pages import TITLES, careers, detail, listing
from tests.site import Answer, Site

FIRST, SECOND, THIRD = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z", "2026-03-05T00:30:00Z"


def test_two_days_make_the_events_that_happened(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    site.html("/jobs/cluster", detail(TITLES["cluster"], valid="2026-02-20"))
    desk.crawl(FIRST)
    assert [kind for kind, _ in desk.events()] == ["new"] * 3, "the expired one is kept without an event"

    site.html("/jobs/inference", detail(TITLES["inference"], pay="35-55K·15薪"))
    site.html("/jobs/operators", detail(TITLES["operators"], pay="25-45K·15薪"))
    site.html("/jobs/cluster", detail(TITLES["cluster"], valid="2026-12-31"))
    site.html("/jobs/quant", detail("模型量化工程师"))
    site.pages["/jobs/compiler"] = Answer(status=404)
    names = {f"/jobs/{name}": TITLES[name] for name in ("inference", "operators", "cluster")} | {
        "/jobs/quant": "模型量化工程师"
    }
    site.html("/jobs", listing(names, total=4))
    done = desk.crawl(SECOND)
    told = sorted(desk.events()[3:])
    assert told == sorted([
        ("salary_changed", TITLES["inference"]), ("salary_changed", TITLES["operators"]), ("reopened", TITLES["cluster"]),
        ("new", "模型量化工程师"), ("closed", TITLES["compiler"]),
    ])  # fmt: skip
    details = {json.loads(d)["direction"]: json.loads(d)["percent"] for (d,) in desk.ask(
        "SELECT detail FROM events WHERE kind = 'salary_changed'")}  # fmt: skip
    assert details == {"raised": 12.5, "cut": -12.5}
    ((closed,),) = desk.ask("SELECT detail FROM events WHERE kind = 'closed'")
    assert json.loads(closed)["reason"] == "gone"
    assert "上调 +12.5%：30-50K·15薪 → 35-55K·15薪" in done.stdout

    desk.crawl(SECOND)
    desk.crawl(THIRD)
    assert len(desk.events()) == 8, "the same pages again tell nothing"


def test_facts_are_in_the_roles_view(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site, ("inference",), pages=1)})
    desk.crawl(FIRST)
    ((row,),) = desk.ask(
        """SELECT json_array(title, company, locations, salary_currency, salary_period, salary_min, salary_max,
        salary_months, annual_min, annual_max, experience_min, posted_at, status, in_scope, watched, family, first_seen)
        FROM roles"""
    )
    assert json.loads(row) == [
        TITLES["inference"], "澜汀智算", '["上海"]', "CNY", "month", 30000, 50000, 15, 450000, 750000, 3, "2026-02-01",
        "open", 1, 1, "inference_serving", FIRST,
    ]  # fmt: skip


def test_a_bad_day_closes_nothing_and_says_what_to_do(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    desk.crawl(FIRST)
    before = desk.events()
    for fault, words in (
        (Answer(status=500), "HTTP 500"),
        (Answer(status=404), "HTTP 404"),
        (
            Answer("<html><body><h1>站点维护中</h1></body></html>".encode(), headers={"Content-Type": "text/html"}),
            "try",
        ),
        (Answer(random.Random(7).randbytes(3000), headers={"Content-Type": "text/html; charset=utf-8"}), "encoding"),
        (Answer(b"<html>", length=999), "cut off"),
    ):
        site.pages["/jobs"] = fault
        desk.crawl(SECOND, check=1)
        assert desk.events() == before
        ((health, message, complete),) = desk.ask("SELECT health, message, last_complete_at FROM sources")
        assert (health, complete) == ("failing", FIRST)
        assert words in message
        listed = desk.run("sources", "list", check=0).stdout
        assert words in listed
        assert "failing" in listed
    careers(site)
    desk.crawl(THIRD)
    assert desk.events() == before


def test_a_suspiciously_empty_day_is_held_back(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    desk.crawl(FIRST)
    site.html("/jobs", "<h1>加入我们</h1><p>暂无在招职位</p>")
    desk.crawl(SECOND, check=1)
    assert desk.ask("SELECT health, (SELECT verdict FROM source_runs WHERE run_id = 2) FROM sources") == [
        ("suspect", "held")
    ]
    desk.crawl(SECOND, check=1)
    assert desk.ask("SELECT count(*) FROM roles WHERE status = 'open'") == [(4,)]
    for name in TITLES:
        site.pages[f"/jobs/{name}"] = Answer(status=404)
    desk.crawl(THIRD)
    assert desk.ask("SELECT count(*) FROM roles WHERE status = 'open'") == [(0,)], "a day later it is still so"


def test_noise_is_not_news(desk: Desk, site: Site) -> None:
    page = """<html><head><meta charset="utf-8"><title>{t}</title></head><body><h1>推理工程师</h1>
        <div>发布时间：2026-02-11 浏览次数：{views}</div>{body}</body></html>"""
    body = "<h3>岗位职责</h3><ul><li>维护推理服务</li><li>参与压测与容量评估</li></ul><h3>任职要求</h3><ul><li>熟悉CUDA，3年以上经验</li></ul><p>薪资：30K-50K/月</p>"
    other = """<div class="v2"><h3>【崗位職責】</h3><ol><li>参与压测与容量评估；</li><li>維護推理服務；</li></ol>
        <h3>【任职要求】</h3><p>1、熟悉ＣＵＤＡ，3年以上经验；</p><p>薪资：3-5万/月</p></div><script>var
        t="{x}"</script>"""
    site.html("/job", page.format(t="a", views=3, body=body))
    desk.configure({"hanyue": site.url + "/job"})
    desk.crawl(FIRST)
    site.html("/job", page.format(t="b", views=415, body=other))
    desk.crawl(SECOND)
    assert desk.events() == [("new", "推理工程师")]


def test_one_role_on_two_sources_is_one_line(desk: Desk, site: Site) -> None:
    with Site() as other:
        desk.configure(
            {"lanting": careers(site, ("inference",), pages=1), "mirror": careers(other, ("inference",), pages=1)}
        )
        desk.crawl(FIRST)
    assert desk.ask("SELECT count(*) FROM roles") == [(1,)]
    assert desk.ask("SELECT count(*) FROM postings") == [(2,)]
    assert desk.events() == [("new", TITLES["inference"])]


def test_only_the_named_sources_are_crawled_and_the_others_stay_watched(desk: Desk, site: Site) -> None:
    with Site() as other:
        desk.configure({"one": careers(site, ("inference",), pages=1), "two": careers(other, ("compiler",), pages=1)})
        desk.crawl(FIRST, "one")
        assert other.log == []
        assert desk.ask("SELECT source_id, health, watched FROM sources ORDER BY 1") == [
            ("one", "ok", 1),
            ("two", "new", 1),
        ]
        wrong = desk.run("crawl", "three")
        assert wrong.returncode == 2
        assert "has no source three; it has: one, two" in wrong.stderr


def test_a_source_whose_address_moves_keeps_its_ads(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    desk.crawl(FIRST)
    with Site() as moved:
        desk.configure({"lanting": careers(moved)})
        desk.crawl(SECOND)
        assert len(desk.events()) == 4
        assert all(url.startswith(moved.url) for (url,) in desk.ask("SELECT url FROM postings"))


def test_files_and_paths_are_sources_too(desk: Desk) -> None:
    text = "# {t}\n\n## 岗位职责\n\n- 维护{t}相关系统\n\n## 任职要求\n\n- 三年以上经验\n"
    for name, title in (("a", "推理工程师"), ("b", "编译器工程师")):
        (desk.folder / f"{name}.md").write_text(text.format(t=title))
    desk.configure({"a": "a.md", "b": Path(desk.folder / "b.md").as_uri()})
    desk.crawl(FIRST)
    assert [title for _, title in sorted(desk.events())] == ["推理工程师", "编译器工程师"]


def test_a_replay_records_in_the_order_of_the_configuration(desk: Desk, site: Site, tmp_path: Path) -> None:
    slow = site.html("/slow", detail("推理引擎工程师"), wait=1.0)
    quick = tmp_path / "quick.html"
    quick.write_text(detail("编译器工程师"), encoding="utf-8")
    desk.configure({"slow": slow, "quick": str(quick)})
    desk.crawl(FIRST)
    assert desk.ask("SELECT role_id, title FROM roles ORDER BY role_id") == [(1, "推理引擎工程师"), (2, "编译器工程师")]
