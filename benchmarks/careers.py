"""Careers sites on loopback, in a process of their own, as quick as Python serves: what the crawl benchmarks ask.

On the site every ad has a page of about 15 KB with schema.org JobPosting as JSON-LD, the same words in its markup, and
the navigation, related ads and scripts that stand around them on real sites. The listing has a hundred ads a page.
Where it gives validators, each answer has an ETag, and If-None-Match is answered with 304. Two boards give the same ads
as JSON.
"""

from __future__ import annotations

import asyncio
import hashlib
import html
import json
import multiprocessing
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

PER_PAGE = 100
_WANTED = re.compile(rb"\A(?:GET|POST) (\S+) HTTP")
_TAG = re.compile(rb"\r\nif-none-match: *(\S+)", re.I)
_SUBJECTS = (
    "inference engine", "graph compiler", "kernel library", "training cluster", "collective communication",
    "model serving", "vector database", "storage layer", "scheduler", "profiling tools", "quantization toolkit",
)  # fmt: skip
_KINDS = ("Engineer", "Senior Engineer", "Software Engineer", "Architect", "Research Engineer")
_CITIES = (("Shanghai", "CN", "CNY"), ("Beijing", "CN", "CNY"), ("Berlin", "DE", "EUR"), ("Austin", "US", "USD"))
_SKILLS = ("CUDA", "C++", "Python", "PyTorch", "Triton", "MLIR", "Kubernetes", "RDMA", "NCCL", "Rust", "Go", "LLVM")
_DUTIES = (
    "Design and ship the {} that our customers rely on, from the first sketch to the call at night",
    "Measure where the {} spends its time and take out what it does not need",
    "Write the tests, the benchmarks and the documents of the {} that others build upon",
    "Work with the hardware team on what the next generation of the {} needs",
    "Review designs and code of the {} and help colleagues to grow",
    "Keep the {} running across regions and learn from every incident",
)
_ASKS = (
    "{} years of experience with {} in production",
    "A solid understanding of computer architecture and of {1}, {0} years or more",
    "You have built or maintained a system with {1} that people used for at least {0} years",
)


def text_of(number: int) -> tuple[str, str]:
    """The title of an invented ad and its description as HTML, about 3 KB; always the same for a number."""
    chance = random.Random(number)
    subject = chance.choice(_SUBJECTS)
    title = f"{subject.title()} {chance.choice(_KINDS)} {number}"
    duties = [chance.choice(_DUTIES).format(f"{chance.choice(_SUBJECTS)} {chance.randint(2, 90)}") for _ in range(16)]
    asks = [chance.choice(_ASKS).format(chance.randint(1, 8), chance.choice(_SKILLS)) for _ in range(10)]
    perks = [f"{chance.randint(20, 35)} days of leave", "A budget for books and conferences", "Lunch with the team"]
    blocks = (("Responsibilities", duties), ("Requirements", asks), ("What we offer", perks))
    about = f"<p>We build the {subject} for teams that train and serve large models. This is role {number} of ours.</p>"
    return title, about + "".join(
        f"<h3>{heading}</h3><ul>{''.join(f'<li>{line}.</li>' for line in lines)}</ul>" for heading, lines in blocks
    )


_AROUND = "".join(
    f'<li class="nav-item nav-item--{n}"><a class="link link--muted" data-track="nav-{n}" href="/about/{n}">'
    f"About us {n}</a></li>"
    for n in range(20)
)
_SCRIPT = (
    "<script>"
    + "".join(f"window.app.push(['event-{n}', {{'id': {n}, 'on': true}}]);\n" for n in range(45))
    + "</script>"
)


def detail(number: int) -> bytes:
    """An ad's own page."""
    title, description = text_of(number)
    city, country, currency = _CITIES[number % len(_CITIES)]
    markup = {
        "@context": "https://schema.org", "@type": "JobPosting", "title": title, "description": description,
        "identifier": {"@type": "PropertyValue", "name": "Northlake", "value": f"NL-{number}"},
        "hiringOrganization": {"@type": "Organization", "name": "Northlake Computing"},
        "jobLocation": {"@type": "Place", "address": {
            "@type": "PostalAddress", "addressLocality": city, "addressCountry": country}},
        "employmentType": "FULL_TIME", "datePosted": f"2026-02-{number % 28 + 1:02}",
        "baseSalary": {"@type": "MonetaryAmount", "currency": currency, "value": {
            "@type": "QuantitativeValue", "minValue": 60_000 + number % 40 * 1000,
            "maxValue": 110_000 + number % 40 * 1000, "unitText": "YEAR"}},
    }  # fmt: skip
    related = "".join(
        f'<li class="card"><a class="card__link" href="/jobs/{other}">{text_of(other)[0]}</a><span>{city}</span></li>'
        for other in range(number + 1, number + 6)
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Northlake</title>{_SCRIPT}'
        f'<script type="application/ld+json">{json.dumps(markup)}</script></head><body>'
        f"<header><nav><ul>{_AROUND}</ul></nav></header>"
        f'<main><h1>{title}</h1><p class="place">{city}</p><p class="pay">{currency}</p>{description}</main>'
        f"<aside><ul>{related}</ul></aside><footer><ul>{_AROUND}</ul></footer></body></html>"
    ).encode()


def listing(page: int, ads: int) -> bytes:
    """A page of the listing, counted from 1."""
    shown = range((page - 1) * PER_PAGE, min(page * PER_PAGE, ads))
    rows = "".join(f'<li class="card"><a href="/jobs/{n}">{text_of(n)[0]}</a></li>' for n in shown)
    following = f'<a rel="next" href="/jobs?page={page + 1}">next</a>' if page * PER_PAGE < ads else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Jobs | Northlake</title></head><body>'
        f"<main><h1>Open roles</h1><p>{ads} jobs</p><ul>{rows}</ul>{following}</main></body></html>"
    ).encode()


def careers(ads: int) -> dict[str, bytes]:
    """All pages of the site by their paths."""
    pages = {f"/jobs/{number}": detail(number) for number in range(ads)}
    for number in range(-(-ads // PER_PAGE)):
        pages["/jobs" if not number else f"/jobs?page={number + 1}"] = listing(number + 1, ads)
    return pages


def _in_one_answer(ads: int, changed: bool) -> dict[str, bytes]:
    """Greenhouse's API: every ad in one answer, its text as HTML that is escaped once more."""
    jobs: list[dict[str, Any]] = []
    for number in range(ads):
        title, description = text_of(number)
        jobs.append(
            {
                "id": number, "internal_job_id": number, "title": title, "updated_at": "2026-02-01T00:00:00Z",
                "absolute_url": f"https://boards.example/northlake/jobs/{number}", "requisition_id": f"NL-{number}",
                "location": {"name": _CITIES[number % len(_CITIES)][0]}, "first_published": "2026-02-01T00:00:00Z",
                "content": html.escape(description),
            }
        )  # fmt: skip
    if changed:
        jobs[-1]["title"] += " (Kernels)"
    return {GREENHOUSE: json.dumps({"jobs": jobs, "meta": {"total": ads}}).encode()}


def _in_pages(ads: int, changed: bool) -> dict[str, bytes]:
    """Lever's API, asked in pages of a hundred ads."""
    rows: list[dict[str, Any]] = []
    for number in range(ads):
        title, description = text_of(number)
        rows.append(
            {
                "id": f"nl-{number}", "text": title, "hostedUrl": f"https://jobs.lever.co/northlake/nl-{number}",
                "categories": {
                    "location": _CITIES[number % len(_CITIES)][0], "team": "Platform", "commitment": "Full-time",
                },
                "description": description, "createdAt": 1_769_904_000_000, "lists": [],
            }
        )  # fmt: skip
    if changed:
        rows[-1]["text"] += " (Kernels)"
    pages = [rows[start : start + PER_PAGE] for start in range(0, ads + 1, PER_PAGE)]
    return {
        LEVER if not number else f"{LEVER}&skip={number * PER_PAGE}": json.dumps(page).encode()
        for number, page in enumerate(pages)
    }


GREENHOUSE, LEVER = "/v1/boards/northlake/jobs", f"/v0/postings/northlake?mode=json&limit={PER_PAGE}"
one_answer, one_answer_changed = partial(_in_one_answer, changed=False), partial(_in_one_answer, changed=True)
in_pages, in_pages_changed = partial(_in_pages, changed=False), partial(_in_pages, changed=True)


class _Connection(asyncio.Protocol):
    """One connection: an answer per request, kept alive. Requests have no bodies worth reading."""

    def __init__(self, answers: dict[bytes, tuple[bytes, bytes]], validators: bool) -> None:
        self.answers, self.validators, self.rest = answers, validators, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            head, _, self.rest = self.rest.partition(b"\r\n\r\n")
            wanted = _WANTED.match(head)
            tag, body = self.answers.get(wanted[1] if wanted else b"", (b"", b""))
            named = b"ETag: %b\r\n" % tag if tag and self.validators else b""
            if not tag:
                self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            elif named and (known := _TAG.search(head)) and known[1] == tag:
                self.transport.write(b"HTTP/1.1 304 Not Modified\r\n" + named + b"\r\n")
            else:
                kind = b"application/json" if body[:1] in (b"{", b"[") else b"text/html; charset=utf-8"
                self.transport.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n%b\r\n" % (kind, len(body), named)
                    + body
                )


def _serve(
    make: Callable[[int], dict[str, bytes]], count: int, validators: bool, port: int, told: multiprocessing.Queue[int]
) -> None:
    pages = make(count)
    answers = {path.encode(): (b'"%b"' % hashlib.blake2b(body, digest_size=8).hexdigest().encode(), body)
               for path, body in pages.items()}  # fmt: skip

    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: _Connection(answers, validators), "127.0.0.1", port)
        told.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(serve())


@contextmanager
def served(
    make: Callable[[int], dict[str, bytes]], count: int, *, validators: bool = False, port: int = 0
) -> Iterator[int]:
    """A site of the pages that `make(count)` gives, in a process of its own while the block lasts; its port here.

    Another edition of a site is served at the same `port`.
    """
    told: multiprocessing.Queue[int] = multiprocessing.Queue()
    server = multiprocessing.Process(target=_serve, args=(make, count, validators, port, told), daemon=True)
    server.start()
    try:
        yield told.get(timeout=120)
    finally:
        server.kill()
        server.join()
