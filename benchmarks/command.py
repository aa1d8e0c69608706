"""A command, run to its end and measured: wall time, and the CPU time and peak memory of it and of its children.

Linux only (/proc): the children are looked at every 20 ms while they live, so their last moment is not in their share
but in that of the command, whose total the kernel states.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK = 0.02
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds of wall and of CPU, and MB at their most. `child` is of all its children together.

    `most` is what the command and its children had at one moment; what they share (the pages of libraries) counts once.
    """

    wall: float
    cpu: float
    child_cpu: float
    own_peak: float
    child_peak: float
    most: float

    @property
    def own_cpu(self) -> float:
        """Seconds of CPU that are not the children's."""
        return self.cpu - self.child_cpu


def measured(command: Sequence[str], **more: str) -> Cost:
    """Runs a command to its end. Raises CalledProcessError where it fails; `more` goes into its environment."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **more})
    cpu: dict[int, float] = {}
    peak: dict[int, float] = {}
    most = 0.0
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        now = 0.0
        for pid in (process.pid, *_descendants(process.pid)):
            try:
                peak[pid] = _peak(pid)
                now += _share(pid)
                cpu[pid] = _cpu(pid)
            except (OSError, StopIteration, IndexError):  # it has just ended
                continue
        most = max(most, now)
        time.sleep(_LOOK)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Cost(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        child_cpu=sum(seconds for pid, seconds in cpu.items() if pid != process.pid),
        own_peak=peak.pop(process.pid, 0.0),
        child_peak=max(peak.values(), default=0.0),
        most=most,
    )


def _descendants(pid: int) -> list[int]:
    """The crawl children of a command, and the processes that read beside them."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        found += [one for child in children for one in (child, *_descendants(child))]
    return found


def _peak(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def _share(pid: int) -> float:
    """The memory of a process, of what it shares with others its part (Linux: Pss)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def _cpu(pid: int) -> float:
    stated = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stated[11]) + int(stated[12])) / _TICK


ROLEWATCH = (str(Path(sys.executable).with_name("rolewatch")), "crawl", "--quiet")
