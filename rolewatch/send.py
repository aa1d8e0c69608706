"""One digest to one service, in a process of its own: `python -m rolewatch.send`.

It reads one order (a line of JSON, with the address, so that no list of processes shows it) and says after each message
that it was accepted, then how it ended. A library that hangs or breaks takes nothing else along, and when the process
that started us is gone, however it went, we leave at once: an orphan would deliver beside its successor.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from rolewatch.portions import portions

# Room for the title, which services without titles put above the body, in characters.
_FOR_TITLE = 300
# How long a service may take to be connected to and to answer, in seconds.
_CONNECT, _ANSWER = 15.0, 45.0
# What the log of the library says of a failure, and what we say of it. Its own words hold addresses and tokens, so they
# are never passed on. The flag: the service has surely not taken the message.
_CAUSES: tuple[tuple[str, str, bool], ...] = (
    (r"connection refused", "the connection was refused", True),
    (r"name or service not known|name resolution|getaddrinfo|nodename nor servname|failed to resolve",
     "its host is not known", True),
    (r"no route to host|network is unreachable", "its host cannot be reached", True),
    (r"connecttimeout|connect timeout", "it could not be connected to in time", True),
    (r"certificate|sslerror|ssl:", "no secure connection could be made", True),
    (r"authenticat|login failed|\b535\b", "it refused the login", True),
    (r"timed? ?out", "it did not answer in time", False),
)  # fmt: skip
# Services that answer 200 to what they refuse, too, and say so by a code in the body; 0 means that it was taken. The
# library looks at the status only. How long a message may be they count in bytes: of the text (WeCom, 2048), or of the
# whole request (20 KB), in which the library writes a Chinese character in six.
# https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
# https://open.dingtalk.com/document/orgapp/custom-bot-to-send-group-chat-messages
# https://developer.work.weixin.qq.com/document/path/91770
_BY_CODE = ("feishu", "lark", "dingtalk", "wecombot")
_CODES = ("errcode", "code", "StatusCode")
_STATUS = re.compile(r"error[=:]\s*([1-5]\d\d)\b")
# A gateway's answer says nothing of what stands behind it.
_UNSURE = ("408", "502", "504")


class Order(msgspec.Struct):
    """What is to be sent where. `done` messages were accepted before."""

    url: str
    title: str
    text: str
    markdown: str
    html: str
    note: str
    done: int = 0


class Word(msgspec.Struct):
    """What the process says: `accepted` messages so far; with `end`, how it ended."""

    accepted: int
    end: bool = False
    ok: bool = False
    certain: bool = True
    error: str = ""


class _Heard(logging.Handler):
    """Keeps what the library logs, for finding the cause of a failure."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class _Answers:
    """Keeps the codes with which services refused what they answered 200 to. Use as a context manager."""

    def __init__(self) -> None:
        self.codes: list[int] = []

    def __enter__(self) -> _Answers:
        import requests

        self._session, self._send = requests.Session, requests.Session.send
        whole, codes = self._send, self.codes

        def send(self: requests.Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
            answer = whole(self, request, **kwargs)
            if code := refusal(answer.content):
                codes.append(code)
            return answer

        requests.Session.send = send  # type: ignore[method-assign]
        return self

    def __exit__(self, *exc: object) -> None:
        self._session.send = self._send  # type: ignore[method-assign]


def refusal(body: bytes) -> int:
    """The code of a refusal in an answer's body; 0 where there is none."""
    try:
        tree = json.loads(body)
    except ValueError:
        return 0
    found = [tree[name] for name in _CODES if isinstance(tree.get(name), int)] if isinstance(tree, dict) else []
    return next((code for code in found if code), 0)


def cause(lines: list[str]) -> tuple[str, bool]:
    """What went wrong, in our words, and whether the service has surely not taken the message."""
    text = "\n".join(lines).lower()
    if found := _STATUS.findall(text):
        status = found[-1]
        return f"it answered {status}", status not in _UNSURE
    for pattern, words, certain in _CAUSES:
        if re.search(pattern, text):
            return words, certain
    return "it was not accepted", False


def service(url: str) -> Any:
    """The library's object for an address; None where it knows none such."""
    import apprise  # loaded only where something is sent: most processes never do

    return apprise.Apprise.instantiate(url, suppress_exceptions=True)


def quiet_library() -> _Heard:
    """Keeps the library's log from everyone else: it holds addresses."""
    heard = _Heard()
    logger = logging.getLogger("apprise")
    logger.handlers, logger.propagate = [heard], False
    logger.setLevel(logging.DEBUG)
    return heard


def send(order: Order) -> Word:
    """Sends what is left of a digest; says so after each message."""
    heard = quiet_library()
    plugin = service(order.url)
    if plugin is None:
        return Word(order.done, end=True, error="no service is known for its address; see docs/RUNNING.md")
    _be_patient(plugin, order.url)
    form, body = _form(order)
    scheme = urlsplit(order.url).scheme.lower()
    size = _size(scheme)
    # A mail may be as long as it is; everything else says how much it takes.
    most = max(plugin.body_maxlen - max(_FOR_TITLE, size(order.title) + 20), 1) if form != "html" else size(body) + 1
    messages = portions(body, most, order.note, size=size)
    for number, message in enumerate(messages, 1):
        if number <= order.done:
            continue
        title = order.title if len(messages) == 1 else f"{order.title} ({number}/{len(messages)})"
        heard.lines.clear()
        with _Answers() as answers:
            try:
                ok = bool(plugin.notify(body=message, title=title, body_format=form))
            except Exception as error:  # a library's bug must not be ours
                heard.lines.append(f"{type(error).__name__}: {error}")
                ok = False
        if scheme in _BY_CODE and answers.codes:
            return Word(number - 1, end=True, error=f"it refused it (code {answers.codes[-1]})")
        if not ok:
            error_words, certain = cause(heard.lines)
            return Word(number - 1, end=True, certain=certain, error=error_words)
        _say(Word(number))
    return Word(len(messages), end=True, ok=True)


def _size(scheme: str) -> Callable[[str], int]:
    """How a service measures a text."""
    if scheme == "wecombot":
        return lambda text: len(text.encode("utf-8", "replace"))
    return (lambda text: len(json.dumps(text)) - 2) if scheme in _BY_CODE else len


def _be_patient(plugin: Any, url: str) -> None:
    """An answer that is not waited for is a digest that is sent twice; the library waits 4 s unless told otherwise."""
    asked = parse_qs(urlsplit(url).query)
    if "cto" not in asked:
        plugin.socket_connect_timeout = _CONNECT
    if "rto" not in asked:
        plugin.socket_read_timeout = _ANSWER


def _form(order: Order) -> tuple[str, str]:
    """How the body is written: HTML in mails, text elsewhere, unless the address asks for another (`?format=`)."""
    parts = urlsplit(order.url)
    asked = parse_qs(parts.query).get("format", [""])[0].lower()
    if asked == "html" or (not asked and parts.scheme.lower() in ("mailto", "mailtos")):
        return "html", order.html
    return ("markdown", order.markdown) if asked == "markdown" else ("text", order.text)


def _say(word: Word) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(word) + b"\n")
    sys.stdout.buffer.flush()


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(3)


def main() -> None:
    """Reads an order, carries it out, says how it ended."""
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=Order)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _say(send(order))
    sys.stdout.flush()
    os._exit(0)  # the thread still reads; nothing is left to clean up


if __name__ == "__main__":
    main()
