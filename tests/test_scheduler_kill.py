"""kill -9 of the background process and of its children at random moments, with a recording notification server.

Every event is delivered, and none twice to one target unless the kill fell between the server's answer and our note of
it; then under the same digest number.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.commands import Desk
from tests.hook import Got, Hook

ROOT = Path(__file__).parent.parent
# A day of the fast clock in seconds of the machine.
DAY = 4.0


class Life:
    """A board that grows, a background process that is started again and again, and what the server got."""

    def __init__(self, desk: Desk, hook: Hook, seed: int) -> None:
        self.desk, self.hook, self.dice = desk, hook, random.Random(seed)
        self.began, self.roles, self.kills = time.time(), 0, list[tuple[float, str]]()
        self.more(3)
        more = f'[digest]\nat = "08:30"\nlang = "en"\nto = ["json://{hook.host}/a", "json://{hook.host}/b"]\n'
        desk.configure({"board": str(desk.folder / "board.md")}, more=more, company="澜汀智算", interval="6h")
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "tests.background", str(self.desk.folder), str(self.began), str(86400 / DAY)]
        return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def more(self, number: int = 1) -> None:
        """The board gets more roles, each a title of its own."""
        self.roles += number
        ads = [
            f"## 推理引擎工程师 R{n:04}号\n\n工作地点：上海\n\n岗位职责：\n- 维护第 {n} 号推理服务\n\n任职要求：\n- 做过 {n} 年推理系统\n"
            for n in range(self.roles)
        ]
        beside = self.desk.folder / "board.part"
        beside.write_text("# 招聘\n\n" + "\n".join(ads))
        beside.replace(self.desk.folder / "board.md")

    def tree(self) -> list[int]:
        """Our process and everything below it."""
        found = [self.process.pid]
        for parent in found:
            below = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True).stdout
            found += [int(pid) for pid in below.split()]
        return found

    def kill(self) -> None:
        """Kills one process of the tree at a random moment, or right after a message came; ours is started again."""
        self.more()
        if self.dice.random() < 0.5:
            before, end = len(self.hook.got), time.monotonic() + 2 * DAY
            while len(self.hook.got) == before and time.monotonic() < end:
                time.sleep(0.001)
            time.sleep(self.dice.uniform(0, 0.03))
            victim = self.process.pid
        else:
            time.sleep(self.dice.uniform(0.2, DAY * 0.9))
            victim = self.dice.choice([self.process.pid, *self.tree()])
        what = "scheduler" if victim == self.process.pid else "child"
        self.kills.append((time.monotonic(), what))
        try:  # a number may have gone to another process since: only what is surely ours is killed
            command = Path(f"/proc/{victim}/cmdline").read_bytes()
            if not any(
                name in command for name in (b"tests.background", b"rolewatch", b"crawler.run", b"crawler.reading")
            ):
                return
            os.kill(victim, signal.SIGKILL)
        except (ProcessLookupError, FileNotFoundError):
            return
        if what == "scheduler":
            self.process.wait()
            self.process = self.start()

    def settle(self) -> None:
        """Undisturbed until everything is crawled, told and delivered; then told to end."""
        end = time.monotonic() + 90
        while time.monotonic() < end:
            time.sleep(0.5)
            known = self.desk.ask("SELECT count(*) FROM postings")[0][0]
            last = self.desk.ask("SELECT coalesce(max(event_id), 0) FROM events")[0][0]
            told = self.desk.ask("SELECT coalesce(max(last_event), 0) FROM digest")[0][0]
            waiting = self.desk.ask("SELECT count(*) FROM outbox WHERE status IN ('waiting', 'sending')")[0][0]
            if known == self.roles and last == told and not waiting:
                break
        else:
            log = (self.desk.folder / "log.jsonl").read_text()[-3000:]
            raise AssertionError(
                f"not settled: {known} of {self.roles} roles, {told} of {last} events, {waiting} letters\n{log}"
            )
        self.process.send_signal(signal.SIGTERM)
        # -15: told before it had begun to listen; all was settled by the life before it.
        assert self.process.wait(timeout=60) in (0, -signal.SIGTERM)

    def log(self) -> str:
        """What the background process said, without its crawls."""
        lines = (self.desk.folder / "log.jsonl").read_text().splitlines()
        return "\n".join(line for line in lines if '"crawled"' not in line)

    def check(self) -> int:
        """Gives how many messages came twice."""
        events = [title for (title,) in self.desk.ask(
            "SELECT title FROM events JOIN roles USING (role_id) WHERE kind = 'new' AND NOT json_extract(detail, '$.baseline')")]  # fmt: skip
        assert len(events) == len(set(events)) > 5
        twice = 0
        for path in ("/a", "/b"):
            got = self.hook.taken(path)
            numbers: dict[str, list[Got]] = {}
            for one in got:
                found = re.search(r"digest no\. (\d+)", one.message)
                assert found, one.message
                numbers.setdefault(found[1], []).append(one)
            seen = [title for same in numbers.values() for title in re.findall(r"R\d{4}号", same[0].message)]
            assert sorted(seen) == sorted(re.findall(r"R\d{4}号", " ".join(events))), "every event in one digest"
            for same in numbers.values():
                assert len({one.message for one in same}) == 1, "the same digest says the same"
                for first, second in pairwise(same):
                    twice += 1
                    near = [kill for kill, _ in self.kills if first.at - 0.5 <= kill <= second.at]
                    assert near, f"twice without a kill in between: {first} {second} {self.kills}\n{self.log()}"
                    assert min(near) - first.at < 3, "the kill fell long after the answer"
        assert self.desk.ask("PRAGMA integrity_check") == [("ok",)]
        dates = [date for (date,) in self.desk.ask("SELECT local_date FROM digest")]
        assert len(dates) == len(set(dates))
        return twice


def live(desk: Desk, kills: int, seed: int) -> None:
    with Hook() as hook:
        life = Life(desk, hook, seed)
        try:
            end = time.monotonic() + 60
            while not (desk.database.exists() and "crawled" in (desk.folder / "log.jsonl").read_text()):
                assert time.monotonic() < end
                time.sleep(0.1)
            for _ in range(kills):
                life.kill()
            life.settle()
            twice = life.check()
        finally:
            life.process.kill()
            life.process.wait()
    ours = sum(what == "scheduler" for _, what in life.kills)
    digests = desk.ask("SELECT count(*) FROM digest")[0][0]
    print(f"{kills} kills, {ours} of the scheduler itself; {digests} digests, {len(hook.got)} messages, {twice} twice")


@pytest.mark.timeout(300)
def test_ten_kills(desk: Desk) -> None:
    live(desk, 10, seed=9)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_hundred_kills(desk: Desk) -> None:
    live(desk, 100, seed=10)
