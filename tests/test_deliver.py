"""Digests to targets: a real recording server that answers, fails, hangs or is not there; files; secrets."""

from __future__ import annotations

import importlib
import json
import logging
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from roles.told import Letter
from rolewatch import agenda, deliver, morning, send
from rolewatch.cli.context import stamp
from rolewatch.config import Config, DigestSettings
from rolewatch.portions import portions
from rolewatch.send import cause
from rolewatch.targets import targets
from storage.outbox import Outbox
from storage.questions import Questions
from tests import ledgerfile
from tests.hook import Hook

DAY = timedelta(days=1)
FIRST = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai


class Post:
    """A file, a configuration, and a clock that the test moves."""

    def __init__(self, folder: Path, *to: str) -> None:
        self.file, self.folder = folder / "jobs.db", folder
        self.address(*to)
        ledgerfile.start(self.file, "lanting", now="2026-02-20T00:00:00Z")
        with Outbox(self.file) as outbox:
            outbox.begin("2026-03-01T12:00:00Z", "2026-02-28T00:00:00Z")
        self.now, self.seconds = FIRST, 20.0

    def address(self, *to: str) -> None:
        self.config = Config(digest=DigestSettings(lang="en", to=to))

    def event(self, mark: str, number: int = 1) -> None:
        ledgerfile.event(self.file, "lanting", stamp(self.now - timedelta(minutes=5)), mark, number)

    def look(self, after: timedelta = timedelta()) -> list[morning.Attempt]:
        self.now += after
        places = targets(self.config.digest.to)
        morning.make(self.file, self.config, places, self.now, stamp)
        return morning.deliver_due(self.file, self.config, places, self.now, stamp,
                                   lambda *given: deliver.deliver(*given, seconds=self.seconds))  # fmt: skip

    def letters(self) -> list[Letter]:
        with Outbox(self.file, to_read=True) as outbox:
            return outbox.letters_since(0)


def test_a_digest_is_delivered_once_to_each_target(tmp_path: Path) -> None:
    with Hook() as hook:
        post = Post(
            tmp_path,
            f"json://{hook.host}/a",
            f"json://{hook.host}/b",
            (tmp_path / "out").as_uri(),
            (tmp_path / "f.atom").as_uri(),
        )
        post.event("<one>")
        assert [attempt.sent.ok for attempt in post.look()] == [True] * 4
        assert post.look(timedelta(hours=3)) == []
        assert [one.path for one in hook.got] in (["/a", "/b"], ["/b", "/a"])
        assert "2026-03-02" in hook.got[0].title
        assert "<one>" in hook.got[0].message
        assert "digest no. 1" in hook.got[0].message
        assert "<one>" in (tmp_path / "out" / "2026-03-02.md").read_text().replace("\\", "")
        assert "&lt;one&gt;" in (tmp_path / "out" / "2026-03-02.html").read_text()
        assert "urn:rolewatch:event:1" in (tmp_path / "f.atom").read_text()
        post.event("<two>")
        post.look(DAY)
        feed = (tmp_path / "f.atom").read_text()
        assert "urn:rolewatch:event:1<" in feed, "a feed keeps the days before"
        assert "urn:rolewatch:event:2<" in feed


@pytest.mark.parametrize(("status", "words"), [(500, "it answered 500"), (403, "it answered 403")])
def test_what_was_refused_is_retried_then_carried_into_the_next_digest(tmp_path: Path, status: int, words: str) -> None:
    with Hook() as hook:
        hook.answer = lambda path: status
        post = Post(tmp_path, f"json://{hook.host}/a")
        post.event("<one>")
        post.look()
        assert [(one.status, one.attempts, one.last_error) for one in post.letters()] == [("waiting", 1, words)]
        assert post.look(timedelta(seconds=30)) == [], "not at every look"
        post.look(timedelta(seconds=31))
        assert len(hook.got) == 2
        post.event("<two>")
        post.look(DAY)
        assert [one.status for one in post.letters()] == ["carried", "waiting"]
        hook.answer = lambda path: 200
        post.look(timedelta(hours=7))
        [got] = hook.taken()
        assert "<one>" in got.message
        assert "<two>" in got.message
        assert f"did not reach json://… #{post.letters()[0].target[-6:]}: {words}" in got.message
        assert [one.status for one in post.letters()] == ["carried", "delivered"]


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with Hook() as gone:
        address = f"json://{gone.host}/a"
    post = Post(tmp_path, address)
    post.event("<one>")
    [attempt] = post.look()
    assert (attempt.sent.ok, attempt.sent.error, attempt.sent.certain) == (False, "the connection was refused", True)


def test_a_server_that_hangs_may_have_taken_it_so_it_stays_under_its_own_number(tmp_path: Path) -> None:
    with Hook() as hook:
        hook.answer = lambda path: 0
        post = Post(tmp_path, f"json://{hook.host}/a?rto=1")
        post.event("<one>")
        [attempt] = post.look()
        assert (attempt.sent.error, attempt.sent.certain) == ("it did not answer in time", False)
        hook.answer = lambda path: 200
        post.event("<two>")
        post.look(DAY)
        taken = hook.taken()
        assert ["digest no. 1" in taken[0].message, "<two>" in taken[0].message] == [True, False]
        assert ["digest no. 2" in taken[1].message, "<one>" in taken[1].message] == [True, False]


def test_a_process_that_hangs_is_killed_in_time(tmp_path: Path) -> None:
    with Hook() as hook:
        hook.answer = lambda path: 0
        post = Post(tmp_path, f"json://{hook.host}/a?rto=50")
        post.seconds = 2.0
        begin = time.monotonic()
        [attempt] = post.look()
        assert time.monotonic() - begin < 10
        assert not attempt.sent.ok
        assert not attempt.sent.certain


def test_a_target_that_fails_does_not_hold_up_the_others(tmp_path: Path) -> None:
    with Hook() as hook:
        hook.answer = lambda path: 500 if path == "/bad" else 200
        post = Post(tmp_path, f"json://{hook.host}/bad", f"json://{hook.host}/good", "file:///proc/nowhere/at/all")
        post.event("<one>")
        post.look()
        assert [one.path for one in hook.taken()] == ["/good"]
        assert {one.target.split(" ")[0]: one.last_error for one in post.letters() if one.last_error} == {
            "json://…": "it answered 500", "/proc/nowhere/at/all": "it cannot be written: No such file or directory",
        }  # fmt: skip


def test_a_corrected_address_gets_what_the_wrong_one_did_not(tmp_path: Path) -> None:
    with Hook() as hook:
        hook.answer = lambda path: 200 if path == "/right" else 401
        post = Post(tmp_path, f"json://{hook.host}/wrong", f"json://{hook.host}/right?x=1")
        post.event("<one>")
        post.look()
        post.address(f"json://{hook.host}/right", f"json://{hook.host}/right?x=1")
        post.look(timedelta(minutes=10))
        assert len(hook.taken("/right")) == 2
        post.address(f"json://{hook.host}/right?x=1")
        assert post.look(timedelta(minutes=10)) == []
        assert len(hook.taken()) == 2, "a target that has it is nobody's heir"


def test_a_long_digest_is_split_and_goes_on_where_it_broke_off(tmp_path: Path) -> None:
    with Hook() as hook:
        answers = iter([200, 500, 200, 200, 200])
        hook.answer = lambda path: next(answers)
        post = Post(tmp_path, f"json://{hook.host}/a")
        post.event("<many>", number=600)
        post.look()
        assert [(one.status, one.parts_done) for one in post.letters()] == [("waiting", 1)]
        post.event("<two>")
        post.look(DAY)
        titles = [one.title[-5:] for one in hook.got]
        assert titles[:3] == ["(1/2)", "(2/2)", "(2/2)"], titles
        assert post.letters()[0].status == "delivered", "what was accepted in part is not carried"


def test_a_mail_is_short_enough_to_be_shown_whole_and_names_where_the_rest_is(tmp_path: Path) -> None:
    post = Post(tmp_path)
    post.event("很长的标题" * 60, number=300)
    morning.make(post.file, post.config, [], post.now, stamp)
    letter = Letter(digest_id=1, local_date="2026-03-02", target="x", status="waiting", next_try_at="")
    with Outbox(post.file) as outbox:
        for link, words in (
            ("", "rolewatch digest --number 1"),
            ("https://jobs.example/{date}/{number}", "https://jobs.example/2026-03-02/1"),
        ):
            message = morning.message_for(outbox, letter, "en", link)
            assert len(message.mail.encode()) <= morning.MOST_BYTES < len(message.html.encode())
            assert words in message.mail
            assert words in message.note
    shown = subprocess.run([sys.executable, "-m", "rolewatch", "digest", "--number", "1", "--db", str(post.file), "--lang", "en"],
                           cwd=tmp_path, capture_output=True, text=True, check=True).stdout  # fmt: skip
    assert shown.count("/299 ") + shown.count("/299\n") == 1, "all of it, and as it was told"
    assert "digest no. 1" in shown
    missing = subprocess.run([sys.executable, "-m", "rolewatch", "digest", "--number", "7", "--db", str(post.file)],
                             cwd=tmp_path, capture_output=True, text=True)  # fmt: skip
    assert (missing.returncode, "there is no digest 7" in missing.stderr.replace("\n", " ")) == (2, True)


def test_portions_keep_lines_whole_and_say_what_is_left_out() -> None:
    text = "".join(f"line {number}\n" for number in range(1000))
    parts = portions(text, 500, "the rest: rolewatch digest")
    assert len(parts) == 4
    assert all(len(part) <= 500 for part in parts)
    assert parts[-1].endswith("the rest: rolewatch digest\n")
    assert all(part.endswith("\n") and part.startswith("line") for part in parts)
    assert portions("short\n", 500, "x") == ["short\n"]
    assert "".join(portions("y" * 1200, 500, "x")) == "y" * 1200
    assert portions("", 500, "x") == []


def test_portions_are_measured_as_the_service_measures_them() -> None:
    text = "".join(f"第 {number} 行\n" for number in range(200)) + "推" * 1000
    for size in (lambda part: len(part.encode()), lambda part: len(json.dumps(part)) - 2):
        parts = portions(text, 500, "其余：rolewatch digest", most=100, size=size)
        assert all(size(part) <= 500 for part in parts)
        assert "".join(parts) == text
        cut = portions(text, 500, "其余：rolewatch digest", size=size)
        assert all(size(part) <= 500 for part in cut)
        assert cut[-1].endswith("其余：rolewatch digest\n")
    assert portions("推理", 1, "x", size=lambda part: len(part.encode())) == ["推", "理"], (
        "at least a character goes on"
    )


@pytest.mark.parametrize(
    ("address", "plugin", "body", "code"),
    [
        ("feishu://abcdefgh0123", "feishu", {"code": 19001, "msg": "param invalid: incoming webhook access token invalid"}, 19001),
        ("feishu://abcdefgh0123", "feishu", {"StatusCode": 0, "code": 0, "msg": "success"}, 0),
        ("dingtalk://abcdefgh0123", "dingtalk", {"errcode": 310000, "errmsg": "keywords not in content"}, 310000),
        ("dingtalk://abcdefgh0123", "dingtalk", {"errcode": 0, "errmsg": "ok"}, 0),
        ("wecombot://abcdefgh0123", "wecombot", {"errcode": 93000, "errmsg": "invalid webhook url"}, 93000),
        ("wecombot://abcdefgh0123", "wecombot", {"errcode": 0, "errmsg": "ok"}, 0),
    ],
)  # fmt: skip
def test_a_refusal_that_is_answered_with_200_is_none_the_less_one(
    address: str, plugin: str, body: dict[str, object], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chat services of China answer 200 to a wrong token and to a flood, and say so in the body."""
    said: list[send.Word] = []
    monkeypatch.setattr(send, "_say", said.append)
    with Hook() as hook:
        hook.body = json.dumps(body).encode()
        _lead_to(hook, plugin, monkeypatch)
        text = "".join(f"第 {number} 行：推理引擎工程师，上海\n" for number in range(400))
        word = send.send(send.Order(url=address, title="日报", text=text, markdown="", html="", note="其余见文件"))
        if code:
            assert (word.ok, word.certain, word.error) == (False, True, f"it refused it (code {code})")
            assert said == []
            return
        assert word.ok
        assert len(said) == len(hook.bodies) == word.accepted
        limit = 2048 if plugin == "wecombot" else 20_000
        measured = [json.loads(one)["text"]["content"].encode() if plugin == "wecombot" else one for one in hook.bodies]
        assert all(len(one) <= limit for one in measured), "the service would refuse what is longer"


def _lead_to(hook: Hook, plugin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sends what would go to the service to our server."""
    service = getattr(importlib.import_module(f"apprise.plugins.{plugin}"),
                      {"feishu": "NotifyFeishu", "dingtalk": "NotifyDingTalk", "wecombot": "NotifyWeComBot"}[plugin])  # fmt: skip
    monkeypatch.setattr(service, "request_rate_per_sec", 0)  # the library waits 5.5 s between two messages
    monkeypatch.setattr(service, "notify_url", f"http://{hook.host}/" + service.notify_url.partition("://")[2])


@pytest.mark.parametrize(
    ("lines", "words", "certain"),
    [
        (["Failed to send JSON POST notification: Server Error, error=500."], "it answered 500", True),
        (["... error=504."], "it answered 504", False),
        (["Socket Exception: HTTPSConnectionPool(host='secret', port=443): Read timed out. (read timeout=4.0)"], "it did not answer in time", False),
        (["Max retries exceeded: NewConnectionError([Errno 111] Connection refused)"], "the connection was refused", True),
        (["Failed to resolve 'secret.example' ([Errno -2] Name or service not known)"], "its host is not known", True),
        (["(535, b'5.7.8 Authentication credentials invalid hunter2')"], "it refused the login", True),
        (["something else hunter2"], "it was not accepted", False),
    ],
)  # fmt: skip
def test_a_failure_is_said_in_our_words(lines: list[str], words: str, certain: bool) -> None:
    assert cause(lines) == (words, certain)


def test_no_secret_is_stored_logged_or_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Hook() as hook:
        hook.answer = lambda path: 500
        post = Post(tmp_path, f"json://user:hunter2secret@{hook.host}/tok3nvalue?+X-Key=k3yvalue")
        post.event("<one>")
        attempts = post.look()
    post.look(timedelta(hours=1))
    with sqlite3.connect(post.file) as db:
        dump = "\n".join(db.iterdump())
    shown = (
        dump
        + "".join(capfd.readouterr())
        + caplog.text
        + repr(attempts)
        + repr(post.config)
        + repr(targets(post.config.digest.to))
    )
    for secret in ("hunter2secret", "tok3nvalue", "k3yvalue", hook.host):
        assert secret not in shown, secret


def test_letters_wait_longer_each_time_and_are_given_up_after_about_a_week() -> None:
    waits = [agenda.wait_after(number) for number in range(1, agenda.MOST_ATTEMPTS)]
    assert waits == sorted(waits)
    assert timedelta(days=4) < sum(waits, timedelta()) < timedelta(days=8)
    letter = Letter(
        digest_id=1, local_date="2026-03-02", target="x", status="waiting", next_try_at="2027-03-02T00:00:00Z"
    )
    assert agenda.letter_due(letter, FIRST), "a time that a wrong clock wrote is not waited for"


@pytest.mark.parametrize("fresh", [False, True], ids=["a file that was there", "a file that this connection made"])
def test_a_second_connection_of_ours_does_not_cost_the_first_one_its_lock(tmp_path: Path, fresh: bool) -> None:
    """Closing any descriptor of a file drops all POSIX locks that a process has on it: the next process to leave then
    thinks that it is the last one and takes the journal away, with all that is noted afterwards."""
    path = tmp_path / "fresh.db" if fresh else Post(tmp_path).file
    again = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT count(*) FROM event').fetchall(); db.close()"
    with Outbox(path) as outbox:
        outbox.telling()
        with Questions(path) as questions:
            questions.last_event()
        subprocess.run([sys.executable, "-c", again, str(path)], check=True)
        assert outbox.make("2026-03-02", 0, 0, "2026-03-02T00:30:00Z", "{}", {"x": []}) == 1
        shown = subprocess.run([sys.executable, "-c", "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM outbox').fetchone()[0])", str(path)],
                               capture_output=True, text=True, check=True).stdout  # fmt: skip
        assert shown.strip() == "1", "what was noted is in the file"
