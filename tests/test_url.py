from __future__ import annotations

import pytest

from roles.url import address_in_site, canonical, host_of, is_private, place_in_site, same_site, with_fragment


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://Acme.example/jobs/7", "HTTPS://acme.example:443/jobs/7/"),
        ("https://acme.example/jobs/7", "https://acme.example/jobs/7?utm_source=feed&gh_src=x"),
        ("https://acme.example/j?b=2&a=1", "https://acme.example/j?a=1&b=2"),
        ("https://acme.example/j?jobId=5&lang=en", "https://acme.example/j?jobId=5"),
        ("https://acme.example/招聘", "https://acme.example/%E6%8B%9B%E8%81%98"),
    ],
)
def test_the_same_page_under_two_spellings(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://acme.example/j?jobId=5", "https://acme.example/j?jobId=6"),
        ("https://acme.example/jobs/7", "https://acme.example/Jobs/7"),
        ("https://acme.example/jobs#a", "https://acme.example/jobs#b"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/"),
    ],
)
def test_two_pages(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


def test_a_bare_address_is_paced_with_its_port_and_a_name_without() -> None:
    assert host_of("http://127.0.0.1:8000/x") == "127.0.0.1:8000"
    assert host_of("http://[::1]:8000/x") == "::1:8000"
    assert host_of("https://Acme.example:8443/x") == "acme.example"
    assert host_of("file:///srv/jobs.md") == ""


@pytest.mark.parametrize(
    ("url", "entry", "inside"),
    [
        ("https://acme.example/a", "https://acme.example/jobs", True),
        ("http://www.acme.example/a", "https://acme.example/jobs", True),
        ("https://jobs.acme.example/a", "https://acme.example/jobs", False),
        ("http://127.0.0.1:8001/a", "http://127.0.0.1:8000/", False),
        ("file:///etc/passwd", "https://acme.example/jobs", False),
        ("file:///srv/boards/jobs/1.html", "file:///srv/boards/index.html", True),
        ("file:///srv/other/1.html", "file:///srv/boards/index.html", False),
        ("file:///srv/boards/../other/1.html", "file:///srv/boards/index.html", False),
        ("javascript:alert(1)", "https://acme.example/jobs", False),
    ],
)
def test_where_a_site_ends(url: str, entry: str, inside: bool) -> None:
    assert same_site(url, entry) is inside


@pytest.mark.parametrize(
    ("entry", "url", "moved_entry", "moved_url"),
    [
        ("http://acme.example/jobs", "http://acme.example/jobs/7?x=1", "https://www.acme.example/jobs", None),
        (
            "file:///srv/a/index.html",
            "file:///srv/a/jobs/7.html",
            "file:///srv/b/index.html",
            "file:///srv/b/jobs/7.html",
        ),
    ],
)
def test_an_ad_keeps_its_place_when_the_site_moves(
    entry: str, url: str, moved_entry: str, moved_url: str | None
) -> None:
    place = place_in_site(url, entry)
    found = address_in_site(place, moved_entry)
    assert place_in_site(found, moved_entry) == place
    assert moved_url is None or found == moved_url


def test_an_ad_on_another_site_is_known_by_its_whole_address() -> None:
    place = place_in_site("https://board.example/acme/7", "https://acme.example/jobs")
    assert place == "https://board.example/acme/7"
    assert address_in_site(place, "https://acme.example/jobs") == place


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.9", True), ("169.254.169.254", True), ("::1", True),
        ("localhost", True), ("8.8.8.8", False), ("acme.example", False), ("[fe80::1]", True),
    ],
)  # fmt: skip
def test_private_addresses(host: str, private: bool) -> None:
    assert is_private(host) is private


def test_a_fragment_keeps_chinese_readable_and_cannot_break_out() -> None:
    assert (
        with_fragment("https://a.example/j?x=1#old", '推理"<b> 工程师')
        == "https://a.example/j?x=1#推理%22%3Cb%3E%20工程师"
    )
