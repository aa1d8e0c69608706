"""The report in a real Chromium, opened from disk: it works, asks nobody for anything, and can be used without a mouse.

Without a Chromium or the playwright package these tests are skipped; with ROLEWATCH_NEEDS_BROWSER=1 that is a failure.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reporting import HOSTILE, make, write

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
FLAGS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
         ).split()  # fmt: skip
VIEWS = ("", "#/roles", "#/employers", "#/employer/{lanting}", "#/role/{lanting}/{changed}")


def missing(what: str) -> None:
    if os.environ.get("ROLEWATCH_NEEDS_BROWSER") == "1":
        pytest.fail(f"ROLEWATCH_NEEDS_BROWSER=1, and there is no {what}")
    pytest.skip(f"there is no {what}")


class Page:
    """A tab with the report in it, and all that it asked for and complained about."""

    def __init__(self, context: Any, folder: Path) -> None:
        self.folder = folder
        self.tab = context.pages[0]
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.tab.on("request", lambda request: self.asked.append(request.url))
        self.tab.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.tab.on("dialog", lambda dialog: (self.complaints.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def open(self, view: str = "") -> None:
        self.tab.goto(f"{(self.folder / 'index.html').as_uri()}{view}")
        self.tab.wait_for_selector("main .view h1")

    def texts(self, selector: str) -> list[str]:
        found: list[str] = self.tab.locator(selector).all_inner_texts()
        return [text.strip() for text in found]

    def titles(self) -> list[str]:
        return self.texts(".roles tbody th a")

    def check(self) -> None:
        assert self.complaints == []
        outside = [url for url in self.asked if not url.startswith((self.folder.as_uri() + "/", "data:,"))]
        assert outside == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report in a folder whose name needs quoting."""
    base = tmp_path_factory.mktemp("market")
    make(base / "jobs.db")
    (base / "我的 报告").mkdir()
    done = write(base / "jobs.db", base / "我的 报告")
    assert done.exit_code == 0, done.output
    return base / "我的 报告"


@pytest.fixture(scope="module")
def playing() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright (make check installs it)")
    with sync_playwright() as play:
        yield play


@pytest.fixture
def browse(playing: Any, folder: Path, tmp_path: Path) -> Iterator[Any]:
    """Opens the report in a browser of its own: browse(width=…, color_scheme=…)."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        missing("Chromium")
    contexts = []

    def start(view: str = "", *, width: int = 1280, **more: Any) -> Page:
        context = playing.chromium.launch_persistent_context(
            tmp_path / f"profile{len(contexts)}",
            executable_path=chromium,
            args=FLAGS,
            viewport={"width": width, "height": 900},
            **more,
        )
        contexts.append(context)
        page = Page(context, folder)
        page.open(view)
        return page

    yield start
    for context in contexts:
        context.close()


def lanting(page: Page) -> tuple[int, int]:
    """The number of the employer whose roles changed, and of the role whose text and pay did."""
    number: int = page.tab.evaluate("Rolewatch.data.roles.employers.find(one => one[1] === '澜汀智算')[0]")
    role: int = page.tab.evaluate("Rolewatch.data.roles.roles.find(one => one[1] === '大模型推理工程师')[0]")
    return number, role


def drawn(page: Page) -> list[int]:
    """How many pixels of each chart are painted."""
    found: list[int] = page.tab.evaluate("""[...document.querySelectorAll('canvas')].map(canvas => {
        const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {willReadFrequently: true});
        copy.drawImage(canvas, 0, 0);
        return copy.getImageData(0, 0, canvas.width, canvas.height).data.filter((value, at) => at % 4 === 3 && value).length;
    })""")
    return found


def test_the_overview_shows_figures_charts_and_lists(browse: Any) -> None:
    page = browse()
    assert page.texts(".figures dd")[0] == str(60 + 4 + len(HOSTILE))
    charts = drawn(page)
    assert len(charts) == 4, "families, cities, days, pay"
    assert all(pixels > 1000 for pixels in charts), charts
    moves = page.texts("section[aria-labelledby=head-pay_moves] tbody tr")
    assert ["上调 +12.5%" in " ".join(moves), "30-50*15 → 35-55*15" in " ".join(moves)] == [True, True], moves
    page.tab.select_option("#filter-level", "senior")
    assert all(pixels > 1000 for pixels in drawn(page))
    page.check()


def test_a_bar_leads_to_its_roles_and_its_table_does_so_without_a_mouse(browse: Any) -> None:
    page = browse()
    page.tab.locator("section[aria-labelledby=head-by_family] summary").click()
    page.tab.locator("section[aria-labelledby=head-by_family] a", has_text="分布式训练").or_(
        page.tab.locator("section[aria-labelledby=head-by_family] a", has_text="深度学习编译器")).first.click()  # fmt: skip
    page.tab.wait_for_selector(".roles")
    assert page.texts(".count") == [f"60 / {64 + len(HOSTILE)} 个职位"]
    page.tab.go_back()
    page.tab.wait_for_selector("canvas")
    page.tab.locator("section[aria-labelledby=head-by_city] canvas").click(position={"x": 200, "y": 20})
    page.tab.wait_for_selector(".roles")
    page.check()


def test_words_are_searched_as_they_are_typed_in_chinese_too(browse: Any) -> None:
    page = browse("#/roles")
    for typed, expected in (
        ("推理", ["新开的推理平台工程师", "大模型推理工程师"]), ("ＧＰＵ", ["GPU 驱动"]), ("gpu 驱动", ["GPU 驱动"]), ("澜汀 算子", ["算子开发工程师"]),
        ("編譯器工程師 59", ["编译器工程师 59"]), ("Hangzhou", ["算子开发工程师"]), ("杭州", ["算子开发工程师"]), ("no such role", []),
    ):  # fmt: skip
        page.tab.fill("#filter-search", typed)
        assert page.titles() == expected, typed
    assert page.texts(".count") == [f"0 / {64 + len(HOSTILE)} 个职位"]
    assert page.tab.locator(".count").get_attribute("role") == "status"
    page.check()


def test_roles_are_filtered_and_the_address_keeps_the_filter(browse: Any) -> None:
    page = browse("#/roles")
    page.tab.select_option("#filter-family", "dl_compiler")
    page.tab.select_option("#filter-level", "senior")
    page.tab.fill("#filter-min_pay", "1000000")
    assert page.titles()[0].startswith("编译器工程师")
    few = page.titles()
    assert 0 < len(few) < 30
    page.tab.reload()
    page.tab.wait_for_selector(".roles")
    assert page.titles() == few
    page.tab.locator("#reset").click()
    page.tab.wait_for_function("document.querySelector('.count').textContent.startsWith('73')")
    page.check()


def test_a_column_sorts_both_ways_and_says_so(browse: Any) -> None:
    page = browse("#/roles?family=dl_compiler")
    button = "[data-column=pay]"
    page.tab.click(button)
    assert page.tab.locator("th:has([data-column=pay])").get_attribute("aria-sort") == "descending"
    assert page.titles()[0] == "编译器工程师 59"
    page.tab.click(button)
    assert page.tab.locator("th:has([data-column=pay])").get_attribute("aria-sort") == "ascending"
    assert page.titles()[0] == "编译器工程师 0"
    assert page.tab.locator("[aria-sort]").count() == 1
    page.tab.click("[data-column=title]")
    assert page.titles()[:3] == ["编译器工程师 0", "编译器工程师 1", "编译器工程师 2"]
    page.tab.click("[data-step=next]")
    assert page.titles()[0] == "编译器工程师 50"
    page.tab.go_back()
    page.check()


def test_roles_without_pay_come_last_whichever_way_pay_is_sorted(browse: Any) -> None:
    page = browse("#/roles?q=%E6%BE%9C%E6%B1%80")  # 澜汀
    for _ in range(2):
        page.tab.click("[data-column=pay]")
        assert page.titles()[0] == "大模型推理工程师"


def test_a_role_shows_its_facts_its_ads_and_its_timeline_with_a_diff(browse: Any) -> None:
    page = browse("#/roles?q=%E5%A4%A7%E6%A8%A1%E5%9E%8B")
    before = len(page.asked)
    page.tab.locator(".roles tbody a").first.click()
    page.tab.wait_for_selector(".timeline")
    assert [url.rpartition("/")[2] for url in page.asked[before:]] == [f"employer-{lanting(page)[0]}.js"], (
        "loaded when it is asked for"
    )
    assert "优化显存" in page.texts(".diff del")[0]
    assert "优化显存与时延" in page.texts(".diff ins")[0]
    words = " ".join(page.texts(".timeline li"))
    for expected in ("薪资变动", "上调 +12.5%：30-50*15 → 35-55*15", "首次读取来源时已在招", "2026-03-04 08:30"):
        assert expected in words, words
    assert page.tab.locator(".ads a").get_attribute("rel") == "noopener noreferrer"
    assert "525K–825K CNY" in " ".join(page.texts(".facts dd"))
    page.tab.go_back()
    page.tab.wait_for_selector(".roles")
    assert page.titles() == ["大模型推理工程师"], "back to the same list"
    page.check()


def test_an_employer_shows_what_is_open_and_what_was_closed(browse: Any) -> None:
    page = browse("#/employers")
    page.tab.fill("#filter-search", "澜汀")
    page.tab.locator(".employers tbody a").click()
    page.tab.wait_for_selector("main table")
    assert page.texts("h1") == ["澜汀智算"]
    assert page.texts("h2") == ["在招职位 (4)", "一年内关闭 (1)"]
    page.tab.locator("a", has_text="分布式训练工程师").click()
    page.tab.wait_for_selector(".timeline")
    assert "页面已删除" in " ".join(page.texts(".timeline li"))
    page.check()


def test_the_language_changes_at_once_and_is_kept(browse: Any) -> None:
    page = browse("#/roles?q=CUDA")
    page.tab.click("#language")
    assert page.tab.evaluate("document.documentElement.lang") == "en"
    assert page.texts("h1") == ["Open roles"]
    assert page.tab.input_value("#filter-search") == "CUDA", "the filter stays"
    assert page.tab.evaluate("document.activeElement.id") == "language"
    page.tab.reload()
    page.tab.wait_for_selector(".roles")
    assert page.texts("h1") == ["Open roles"]
    assert "Dark" in page.texts("#theme")
    for view in ("#/", "#/employers", f"#/employer/{lanting(page)[0]}", "#/role/{}/{}".format(*lanting(page))):
        page.open(view)
        page.tab.wait_for_selector("main .view h1")
        assert "undefined" not in page.tab.inner_text("body"), view
    page.check()


@pytest.mark.parametrize(("scheme", "pressed"), [("light", "false"), ("dark", "true")])
def test_colours_follow_the_system_until_one_chooses(browse: Any, scheme: str, pressed: str) -> None:
    page = browse(color_scheme=scheme)
    paper = "getComputedStyle(document.body).backgroundColor"
    first = page.tab.evaluate(paper)
    assert page.tab.locator("#theme").get_attribute("aria-pressed") == pressed
    page.tab.click("#theme")
    second = page.tab.evaluate(paper)
    assert first != second
    assert page.tab.locator("#theme").get_attribute("aria-pressed") != pressed
    assert all(pixels > 1000 for pixels in drawn(page))
    page.tab.reload()
    page.tab.wait_for_selector("canvas")
    assert page.tab.evaluate(paper) == second
    page.check()


def test_everything_can_be_reached_with_the_keyboard(browse: Any) -> None:
    page = browse("#/roles")
    press, focused = (
        page.tab.keyboard.press,
        lambda: page.tab.evaluate("document.activeElement.id || document.activeElement.dataset.column"),
    )
    press("Tab")
    assert focused() == "skip"
    press("Enter")
    assert focused() == "main"
    assert "#/roles" in page.tab.url, "the skip link leaves the view alone"
    press("Tab")
    assert focused() == "filter-search"
    page.tab.keyboard.type("编译器")
    seen = []
    for _ in range(20):
        press("Tab")
        seen.append(focused())
        if seen[-1] == "title":
            break
    assert seen[:4] == ["filter-family", "filter-city", "filter-level", "filter-currency"]
    press("Enter")
    assert page.tab.locator("th:has([data-column=title])").get_attribute("aria-sort") == "ascending"
    assert focused() == "title", "the focus stays on the button that was pressed"
    while page.tab.evaluate("document.activeElement.closest('tbody') === null"):
        press("Tab")
    assert page.tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    page.tab.wait_for_selector(".timeline")
    assert page.tab.evaluate("document.activeElement.tagName") == "H1", (
        "whoever does not see the page hears where they are"
    )
    assert page.tab.title().startswith("编译器工程师 0 –")
    page.check()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_words_are_shown_and_do_nothing(browse: Any, number: int) -> None:
    page = browse("#/roles", width=390)
    page.tab.evaluate("document.title = 'mine'")
    employer, role = page.tab.evaluate(
        f"(() => {{ const role = allRoles().filter(one => one.company.startsWith('公司')).sort((a, b) => a.id - b.id)[{number}]; return [role.number, role.id]; }})()"
    )
    for view in (
        "#/",
        "#/roles?q=%E5%85%AC%E5%8F%B8",
        "#/employers",
        f"#/employer/{employer}",
        f"#/role/{employer}/{role}",
    ):
        page.open(view)
        assert "owned" not in page.tab.title().split(" – ")[-1]
        assert page.tab.title() != "owned"
        assert page.tab.locator("main img, main script, main style, main iframe").count() == 0
        assert page.tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{view} scrolls sideways"
        assert "\u202e" not in page.tab.inner_text("body")
    assert page.tab.locator(".diff ins").count() > 0
    page.check()


def test_addresses_that_lead_nowhere_say_so(browse: Any) -> None:
    page = browse("#/nowhere")
    assert page.texts("h1") == ["没有这一页。"]
    page.open(f"#/role/{lanting(page)[0]}/999999")
    page.tab.wait_for_selector("main .view h1")
    assert page.texts("h1") == ["没有这一页。"]
    page.check()
    page.open("#/employer/999999")
    assert "data/employer-999999.js" in page.tab.inner_text("[role=alert]")


def test_a_script_of_others_is_refused_by_the_page_itself(browse: Any) -> None:
    page = browse()
    refused = page.tab.evaluate("""(() => {
        try { document.body.innerHTML = '<img src=x>'; } catch (error) { return error.name; }
    })()""")
    assert refused == "TypeError"
    page.tab.evaluate("fetch('https://evil.example/').catch(() => 0)")
    page.tab.wait_for_timeout(200)
    assert any("Content Security Policy" in one for one in page.complaints)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(browse: Any, width: int, scheme: str) -> None:
    page = browse(width=width, color_scheme=scheme, bypass_csp=True)
    employer, role = lanting(page)
    for view in VIEWS:
        page.open(view.format(lanting=employer, changed=role))
        for details in page.tab.locator("summary").all():
            details.click()
        page.tab.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found = page.tab.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        assert len(found["passes"]) > 15
        assert [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found["violations"]] == [], view
        assert page.tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{view} scrolls sideways"
