"""The digest as a pure function of events, and as text, Markdown, HTML, JSON and Atom."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from typing import Any

import feedparser
import pytest
from lxml import html as lxml_html

from crawler import reasons
from roles.record import SourceState, ToldEvent
from rolewatch.config import Filter
from rolewatch.digest.build import Digest, Notice, build, clusters, merged, shortened
from rolewatch.digest.keep import from_text, to_text
from rolewatch.digest.pick import picker
from rolewatch.digest.words import Phrases
from rolewatch.tell import Format, render

PAY = {"before": {"text": "30-50K·15薪"}, "after": {"text": "35-55K·15薪"}, "direction": "raised", "percent": 12.5}
ATOM = "{http://www.w3.org/2005/Atom}"
FORMS: tuple[Format, ...] = ("text", "md", "html", "json", "atom")


def event(number: int, kind: str, **about: Any) -> ToldEvent:
    base: dict[str, Any] = {
        "event_id": number, "at": "2026-03-04T00:30:00Z", "kind": kind, "role_id": number, "source_id": "lanting",
        "detail": {"baseline": False} if kind == "new" else {}, "title": f"第{number}号推理工程师", "company": "澜汀智算",
        "locations": ("上海", "北京"), "family": "inference_serving", "salary_text": "30-50K", "url": "https://lanting.example/1",
        "first_seen": "2026-02-22T00:30:00Z", "in_scope": True,
    }  # fmt: skip
    return ToldEvent(**{**base, **about})


def source(name: str, **about: Any) -> SourceState:
    base: dict[str, Any] = {
        "source_id": name, "url": "https://x.example", "board": "jsonld", "company": None, "health": "ok", "message": "",
        "last_run_at": "2026-03-04T00:30:00Z", "last_complete_at": "2026-03-02T00:30:00Z", "open_roles": 3, "watched": True,
    }  # fmt: skip
    return SourceState(**{**base, **about})


EVENTS = [
    event(1, "new"),
    event(2, "closed", detail={"reason": "gone"}),
    event(3, "salary_changed", detail=PAY),
    event(4, "reopened", detail={"closed_at": "2026-02-28T00:00:00Z"}),
    event(5, "reposted", detail={"before": "a", "after": "b"}),
    event(
        6, "changed", detail={"fields": {"title": {"before": "甲", "after": "乙"}, "requirements": {"diff": "-a\n+b"}}}
    ),
    event(7, "new", detail={"baseline": True}, source_id="fresh"),
    event(8, "new", in_scope=False),
]
SOURCES = [source("lanting"), source("songhe", health="failing", message="page 2 of 2 of the listing was not read: HTTP 500"),
           source("old", watched=False, health="failing")]  # fmt: skip


def digest(events: list[ToldEvent] | None = None, sources: list[SourceState] | None = None) -> Digest:
    return build(EVENTS if events is None else events, SOURCES if sources is None else sources,
                 since="2026-03-03T00:30:00Z", until="2026-03-04T00:30:00Z", timezone="Asia/Shanghai")  # fmt: skip


def test_events_go_into_their_groups_and_baselines_into_a_line() -> None:
    made = digest()
    assert {group: len(entries) for group, entries in made.groups.items()} == {
        "pay": 1, "new": 1, "closed": 1, "reopened": 1, "reposted": 1, "changed": 1
    }  # fmt: skip
    assert [(one.source_id, one.roles) for one in made.baselines] == [("fresh", 1)]
    assert [one.source_id for one in made.troubles] == ["songhe"], "an unwatched source needs no look"
    assert (made.sources, made.sources_ok, made.out_of_scope) == (2, 1, 1)


def test_the_largest_moves_of_pay_come_first_and_employers_stand_together() -> None:
    events = [
        event(1, "salary_changed", detail={**PAY, "percent": 3.0}),
        event(2, "salary_changed", detail={**PAY, "percent": -20.0, "direction": "cut"}),
        event(3, "new", company="云舟数据"), event(4, "new", company="澜汀智算"), event(5, "new", company="云舟数据"),
    ]  # fmt: skip
    made = digest(events)
    assert [entry.event_id for entry in made.groups["pay"]] == [2, 1]
    companies = [entry.company for entry in made.groups["new"]]
    assert companies == sorted(companies, key=lambda name: name or "")


def test_the_text_says_what_changed_in_both_languages() -> None:
    chinese, english = render(digest(), "text", "zh"), render(digest(), "text", "en")
    for words in ("薪资变动", "上调 +12.5%：30-50K·15薪 → 35-55K·15薪", "页面已删除，在招 10 天", "曾于 2026-02-28 关闭", "标题 甲 → 乙、要求",
                  "fresh：首次读取，收录 1 个职位", "1/2 个来源已完整读取", "另有 1 条变化不在关注范围内", "HTTP 500"):  # fmt: skip
        assert words in chinese, words
    for words in ("Pay moved", "raised +12.5%: 30-50K·15薪 → 35-55K·15薪", "its page is gone, open 10 days", "title 甲 → 乙, requirements",
                  "1 of 2 sources read completely", "last read completely 2026-03-02 08:30"):  # fmt: skip
        assert words in english, words


def test_a_quiet_day_says_so_with_its_proof() -> None:
    text = render(digest([], [source("a"), source("b")]), "text", "en")
    assert "Nothing changed · 2 of 2 sources read completely" in text


def test_a_source_that_was_not_asked_in_the_window_is_no_proof_of_a_quiet_one() -> None:
    stale = source("weekly", last_run_at="2026-03-01T00:30:00Z")
    assert (
        "2 of 2 sources read completely (1 of them not again in this window, the longest ago 2026-03-01 08:30)"
        in render(digest([], [source("a"), stale]), "text", "en")
    )
    failing = source("b", health="failing", last_run_at="2026-03-01T00:30:00Z")
    for form in ("text", "md", "html"):
        assert "not again" not in render(digest([], [source("a"), failing]), form, "en")
        assert "1 of them" in render(digest([], [source("a"), stale]), form, "en")


@pytest.mark.parametrize(
    "message",
    [
        *(reasons.reason_of_status(status) for status in (401, 403, 404, 410, 429, 451, 500, 301)),
        *(words for _, words in reasons._ERRORS),
        "page 2 of 3 of the listing was not read: never answered",
        "the listing states 40 postings, 38 were found; 3 of 40 postings' own pages failed (no answer in time; try again later)",
    ],
)
def test_the_chinese_digest_says_in_chinese_why_a_source_needs_a_look(message: str) -> None:
    trouble = source("songhe", health="failing", message=message)
    assert message in render(digest([], [trouble]), "text", "en")
    for form in ("text", "html", "atom"):
        shown = render(replace(digest([], [trouble]), date="2026-03-04"), form, "zh")
        assert message not in shown
        told = next(line for line in Phrases("zh", "UTC").reason(message).splitlines())
        assert told in lxml_html.fromstring(shown.encode()).text_content() if form != "text" else told in shown
        assert not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]", told), "no English sentence is left"


def test_words_that_nobody_translated_are_shown_as_they_are() -> None:
    assert Phrases("zh", "UTC").reason("the board said: 开会") == "the board said: 开会"
    assert Phrases("en", "UTC").reason("held back: x") == "held back: x"


def test_what_to_do_about_a_source_is_said_once_for_all_of_them() -> None:
    troubles = [
        source(name, health="suspect", message="held back: no posting listed, 9 were open") for name in ("a", "b")
    ]
    for form in ("text", "md", "html"):
        shown = render(digest([], troubles), form, "en").replace("\\", "")
        assert shown.count("at least 6 hours later agrees") == 1
        assert "tried again at its next turn" not in shown


def test_json_holds_everything() -> None:
    tree = json.loads(render(digest(), "json", "zh"))
    assert tree["counts"] == {"pay": 1, "new": 1, "closed": 1, "reopened": 1, "reposted": 1, "changed": 1}
    assert tree["groups"]["pay"][0]["detail"]["percent"] == 12.5
    assert tree["sources_need_a_look"][0]["source_id"] == "songhe"


def test_atom_has_an_entry_per_event_with_a_lasting_id() -> None:
    feed = ElementTree.fromstring(render(digest(), "atom", "zh"))
    assert feed.tag == f"{ATOM}feed"
    for needed in ("id", "title", "updated"):
        assert feed.find(f"{ATOM}{needed}") is not None
    assert [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")] == [
        f"urn:rolewatch:event:{number}" for number in (6, 5, 4, 3, 2, 1)
    ]


def test_every_atom_entry_says_something_or_leads_somewhere() -> None:
    """RFC 4287, 4.1.2: an entry without content must have an alternate link, and each id stands once."""
    made = replace(digest([*EVENTS[:2], event(9, "new", url="file:///srv/board.md")]), date="2026-03-04")
    feed = ElementTree.fromstring(render(made, "atom", "en"))
    entries = list(feed.iter(f"{ATOM}entry"))
    assert len(entries) == len({entry.findtext(f"{ATOM}id") for entry in entries}) == 4
    for entry in entries:
        assert entry.findtext(f"{ATOM}content"), "what it says"
        assert entry.findtext(f"{ATOM}title")
        assert entry.findtext(f"{ATOM}updated", "").endswith("Z")
    parsed = feedparser.parse(render(made, "atom", "en"))
    assert not parsed.bozo
    assert len(parsed.entries) == 4


HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "\x1b[31mred\x1b[0m\x07", "a\u202eb\u200b", "x" * 5000,
    "# 标题\n- [点我](javascript:alert(1))", "&lt;b&gt;", "\ud800", "]]>", "=HYPERLINK(1)", "`code` **bold** | cell",
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_words_of_others_are_harmless_in_every_form(form: Format, words: str) -> None:
    entry = event(1, "changed", title=words, company=words, locations=(words,), url=f"javascript:{words}",
                  detail={"fields": {"title": {"before": words, "after": words}}})  # fmt: skip
    trouble = source("songhe", health="failing", message=words)
    shown = render(digest([entry], [trouble]), form, "en")
    if form != "json":  # in JSON control characters stand escaped
        assert not any(ord(char) < 32 and char != "\n" for char in shown)
        assert "\u202e" not in shown
        shown.encode("utf-8")
    if form == "html":
        page = lxml_html.fromstring(shown)
        assert not page.xpath("//script | //img | //@onerror | //a[starts-with(@href, 'javascript')]")
    if form == "atom":
        ElementTree.fromstring(shown)
    if form == "md":
        assert "<script" not in shown.replace("\\<", "")
        assert "](javascript" not in shown
    if form == "json":
        json.loads(shown)


def test_html_needs_nothing_from_elsewhere() -> None:
    page = lxml_html.fromstring(render(digest(), "html", "zh"))
    assert not page.xpath("//script | //link | //@src")
    assert page.xpath("//a/@href") == ["https://lanting.example/1"] * 6
    assert page.get("lang") == "zh-CN"


def test_a_file_has_no_link_in_html_and_markdown() -> None:
    made = digest([replace(EVENTS[0], url="file:///srv/jobs.md#1")])
    assert "file:" not in render(made, "html", "zh")
    assert "file:" not in render(made, "md", "zh")


def test_employers_and_families_stand_together_under_one_line() -> None:
    events = [
        event(1, "new", family="dl_compiler"), event(2, "new", company="云舟数据"), event(3, "new", family="dl_compiler"),
        event(4, "new"), event(5, "salary_changed", detail=PAY, company="云舟数据"), event(6, "salary_changed", detail={**PAY, "percent": 30.0}),
        event(7, "salary_changed", detail={**PAY, "percent": 1.0}),
    ]  # fmt: skip
    made = digest(events)
    assert [(c, f, len(several)) for c, f, several in clusters(made.groups["new"])] == [
        ("云舟数据", "inference_serving", 1), ("澜汀智算", "dl_compiler", 2), ("澜汀智算", "inference_serving", 1),
    ]  # fmt: skip
    assert [entry.event_id for entry in made.groups["pay"]] == [6, 7, 5], (
        "an employer stays together, its largest move leads"
    )
    for form in ("text", "md", "html"):
        shown = render(made, form, "en")
        assert shown.count("AI compilers") == 1, form


def test_days_open_reposts_and_links_are_said() -> None:
    text = render(digest([event(1, "salary_changed", detail=PAY, repost_count=2)]), "text", "en")
    assert "open 10 days · reposted 2×" in text
    assert "https://lanting.example/1" in text


def test_what_rolewatch_says_of_itself_and_the_number_of_a_digest() -> None:
    notices = [Notice(kind="config", subject="", words="<b>x</b>"), Notice(kind="delivery", subject="mailto://… #3fa2c1", words="it answered 500"),
               Notice(kind="crawl", subject="lanting", words="killed"), Notice(kind="overdue", subject="songhe", words="2026-01-01")]  # fmt: skip
    made = replace(digest([]), notices=tuple(notices), number=7, date="2026-03-04")
    for form in FORMS:
        for language in ("zh", "en"):
            shown = render(made, form, language)
            assert "it answered 500" in shown.replace("\\", "")
            if form == "atom":
                ElementTree.fromstring(shown)
    assert "digest no. 7" in render(made, "html", "en")
    assert "<b>x</b>" not in render(made, "html", "en")


def test_merged_digests_tell_everything_once_and_shortened_ones_say_what_they_leave_out() -> None:
    first, second = (
        digest([event(1, "new"), event(2, "new", in_scope=False)]),
        digest([event(3, "new"), event(4, "closed", detail={"reason": "gone"})]),
    )
    both = merged([first, second])
    assert {group: len(entries) for group, entries in both.groups.items() if entries} == {"new": 2, "closed": 1}
    assert both.out_of_scope == 1
    few = shortened(both, 2)
    assert (len(few.groups["new"]), len(few.groups["closed"]), few.left_out) == (2, 0, 1)
    for form in ("text", "md", "html"):
        assert "1 more are not shown" in render(few, form, "en")
    assert shortened(both, 3) == both
    assert "rolewatch digest --number 1 --number 2" in render(
        replace(few, whole="rolewatch digest --number 1 --number 2"), "text", "en"
    )
    linked = render(replace(few, whole="https://jobs.example/2026-03-04.html"), "html", "en")
    assert lxml_html.fromstring(linked).xpath("//a[@href='https://jobs.example/2026-03-04.html']")


def test_a_short_form_is_short_although_every_source_has_trouble() -> None:
    troubles = [source(f"s{number}", health="failing", message="x" * 300) for number in range(1000)]
    few = shortened(digest([], troubles), 100)
    assert (len(few.troubles), few.left_out) == (33, 967)
    assert "967 more are not shown" in render(few, "text", "en")


def test_a_kept_digest_comes_back_as_it_was() -> None:
    made = digest()
    assert from_text(to_text(made)) == made
    assert from_text(to_text(made), number=3).number == 3


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ({}, True),
        ({"families": ["inference_serving"]}, True),
        ({"families": ["dl_compiler"]}, False),
        ({"families": ["kernel_operator"]}, True),  # a family that is not the primary one
        ({"cities": ["Shanghai"]}, True),
        ({"cities": ["深圳"]}, False),
        ({"companies": ["澜汀"]}, True),
        ({"companies": ["云舟"]}, False),
        ({"pay_min": 700_000}, True),
        ({"pay_min": 700_001}, False),
        ({"pay_min": 700_001, "pay_currency": "EUR"}, True),  # stated in another currency: nobody knows
        ({"skills": ["cuda", "Rust"]}, True),
        ({"skills": ["Rust"]}, False),
        ({"words": ["調度"]}, True),  # folded: simplified in the text
        ({"words": ["量化"]}, False),
        ({"words": ["推理"], "skills": ["Rust"]}, False),  # every key must hold
    ],
)
def test_a_filter_picks_what_is_wanted(keys: dict[str, Any], wanted: bool) -> None:
    one = event(1, "new", families=("inference_serving", "kernel_operator"), skills=("CUDA",), annual_min=500_000, annual_max=700_000,
                salary_currency="CNY", description="负责集群调度")  # fmt: skip
    made = build([one], [], since="a", until="b", timezone="UTC", wanted=picker(Filter.model_validate(keys)))
    assert (len(made.groups["new"]), made.out_of_scope) == ((1, 0) if wanted else (0, 1))


def test_pay_that_fell_below_the_floor_is_told_and_unstated_pay_too() -> None:
    pick = picker(Filter(pay_min=600_000))
    cut = {
        "before": {"annual_max": 650_000, "currency": "CNY"},
        "after": {"annual_max": 500_000, "currency": "CNY"},
        "direction": "cut",
    }
    assert pick(event(1, "salary_changed", detail=cut, annual_max=500_000, salary_currency="CNY"))
    assert pick(event(1, "new"))
    assert not pick(event(1, "new", annual_max=500_000, salary_currency="CNY"))
