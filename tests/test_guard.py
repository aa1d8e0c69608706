"""No request leaves the source's site, and none goes from a public page to a private address."""

from __future__ import annotations

import asyncio
import socket
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import IgnoreRequest

from crawler.guard import SiteGuard
from roles.crawl import CrawlOrder


def judged(monkeypatch: pytest.MonkeyPatch, entry: str, url: str, hosts: tuple[str, ...] = (), **names: str) -> str:
    """What the guard says of a request: "" where it lets it go. `names` are addresses by host, "." written "_"."""
    looked_up = {name.replace("_", "."): address for name, address in names.items()}

    async def getaddrinfo(self: Any, host: str, port: Any, **more: Any) -> list[Any]:
        if host not in looked_up:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (looked_up[host], 0))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)
    order = CrawlOrder(run_id=1, source_id="a", url=entry, now="2026-03-02T00:30:00Z")
    guard = SiteGuard(SimpleNamespace(spider=SimpleNamespace(order=order, hosts=hosts)))  # type: ignore[arg-type]
    try:
        asyncio.run(guard.process_request(Request(url)))
    except IgnoreRequest as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("entry", "url", "words"),
    [
        ("https://a.example/jobs", "https://a.example/jobs/1", ""),
        ("https://a.example/jobs", "http://www.a.example/jobs/1", ""),
        ("https://a.example/jobs", "https://b.example/jobs/1", "off the site"),
        ("https://a.example/jobs", "https://sub.a.example/jobs/1", "off the site"),
        ("https://a.example/jobs", "file:///etc/passwd", "off the site"),
        ("https://a.example/jobs", "http://127.0.0.1/", "off the site"),
        ("https://a.example/jobs", "http://[::1]/", "off the site"),
        ("http://127.0.0.1:8000/jobs", "http://127.0.0.1:8000/jobs/1", ""),
        ("http://127.0.0.1:8000/jobs", "http://127.0.0.1:9000/jobs/1", "off the site"),
        ("http://127.0.0.1:8000/jobs", "http://169.254.169.254/latest/meta-data", "off the site"),
        ("file:///srv/jobs/index.html", "file:///srv/jobs/1.html", ""),
        ("file:///srv/jobs/index.html", "file:///srv/secret.html", "off the site"),
    ],
)
def test_where_a_request_may_go(monkeypatch: pytest.MonkeyPatch, entry: str, url: str, words: str) -> None:
    said = judged(monkeypatch, entry, url, a_example="93.184.216.34", www_a_example="93.184.216.34")
    assert (words in said) if words else said == ""


def test_the_hosts_of_a_board_are_asked_over_https_only(monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = ("api.board.example",)
    names = {"api_board_example": "93.184.216.34", "a_example": "93.184.216.34"}
    assert judged(monkeypatch, "https://a.example/", "https://api.board.example/v1", hosts, **names) == ""
    assert "off the site" in judged(monkeypatch, "https://a.example/", "http://api.board.example/v1", hosts, **names)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "::1", "fe80::1%eth0", "fd00::1", "0.0.0.0"]
)
def test_a_public_name_that_leads_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    said = judged(
        monkeypatch,
        "https://a.example/jobs",
        "https://www.a.example/jobs",
        a_example="93.184.216.34",
        www_a_example=address,
    )
    assert "private address" in said


def test_a_source_on_a_private_name_may_use_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"jobs_corp_example": "10.1.2.3", "www_jobs_corp_example": "10.1.2.3"}
    assert judged(monkeypatch, "https://jobs.corp.example/", "https://www.jobs.corp.example/1", **names) == ""
