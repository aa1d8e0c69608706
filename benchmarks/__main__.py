"""All measurements, one after the other, or those named: `make bench`, `python -m benchmarks crawl growth`. Further
options go to the one that is named: `python -m benchmarks crawl --pages 500`.

What each prints is also written into benchmarks/RESULTS.md, under its command and the machine; the other sections of
that file stay. Accuracy is measured on the labelled files in a folder (`ROLEWATCH_EVAL`, by default ../shared/eval),
each half apart, so that rules made on one half show how they do on the other. Without that folder only the speed is
measured.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
EVAL = Path(os.environ.get("ROLEWATCH_EVAL", HERE.parent.parent / "shared" / "eval"))

HEAD = """# Results

Written by `make bench` (`.venv/bin/python -m benchmarks NAME` for one of them). Times depend on the machine; what
counts are the ratios to the yardstick of the same run.
"""
# What is measured: the name and its commands, each a module of this folder with its arguments.
MEASUREMENTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "salary": tuple(("score_salary", "EVAL/salary_dev.jsonl", "--half", half) for half in "ab"),
    "jobs": tuple(
        ("score_jobs", f"EVAL/{name}_dev.jsonl", "--half", half)
        for name in ("jd", "titles", "probes", "jd_multi")
        for half in "ab"
    ),
    "duplicates": (("score_duplicates", "EVAL/dedupe_dev.jsonl"),),
    "reading": (("speed_of_reading",),),
    "fuzz": (("fuzz_corpus",),),
    "matching": (("speed_of_matching",),),
    "crawl": (("crawl",),),
    "board": (("board",),),
    "many-hosts": (("many_hosts",),),
    "recording": (("recording",),),
    "growth": (("growth",),),
    "start": (("start",),),
    "asking": (("big_file",),),
    "report": (("report_page",),),
    "cluster": (("cluster",),),
}
# Extras without which a measurement is left out, and what brings them.
NEEDS = {"report": "playwright", "cluster": "distributed"}


def main() -> int:
    """Prints every report and writes it down; 0 whatever they say, 1 where one could not be measured to its end."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", choices=[*MEASUREMENTS, []], help="all where none is named")
    chosen, more = parser.parse_known_args()
    if more and len(chosen.name) != 1:
        parser.error(f"{' '.join(more)}: options are for one measurement that is named")
    broken = 0
    for name in chosen.name or MEASUREMENTS:
        print(f"# {name}", flush=True)
        if why := _missing(name):
            print(f"not measured: {why}\n", flush=True)
            continue
        told = [_run((*command, *more)) for command in MEASUREMENTS[name]]
        broken += any(status for status, _ in told)
        if not any(status for status, _ in told):
            _write(name, "\n\n".join(text for _, text in told))
    return int(broken > 0)


def _missing(name: str) -> str | None:
    """Why something cannot be measured here."""
    if name in NEEDS and not find_spec(NEEDS[name]):
        return f"{NEEDS[name]} is not installed (make check brings it)"
    if name == "report" and not shutil.which("chromium"):
        return "there is no Chromium"
    files = [
        Path(word.replace("EVAL", str(EVAL))) for command in MEASUREMENTS[name] for word in command if "EVAL" in word
    ]
    gone = next((file for file in files if not file.is_file()), None)
    return f"there is no {gone} (ROLEWATCH_EVAL names the folder)" if gone else None


def _run(command: tuple[str, ...]) -> tuple[int, str]:
    """The exit status of a module and what it said, which is shown as it comes."""
    module, *words = command
    shown = f"python -m benchmarks.{module} " + " ".join(word.replace("EVAL", "$ROLEWATCH_EVAL") for word in words)
    shown = shown.rstrip()
    print(f"$ {shown}", flush=True)
    said = []
    with subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *(word.replace("EVAL", str(EVAL)) for word in words)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=HERE.parent,
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            said.append(line.rstrip())
    print(flush=True)
    return running.returncode, f"$ {shown}\n" + "\n".join(said)


def _write(name: str, told: str) -> None:
    """Puts a section into RESULTS.md in the place of its earlier one, in the order of MEASUREMENTS."""
    sections = dict.fromkeys(MEASUREMENTS, "")
    if RESULTS.is_file():
        for found in re.finditer(r"^## (\S+)\n(.*?)(?=^## |\Z)", RESULTS.read_text(encoding="utf-8"), re.M | re.S):
            if found[1] in sections:
                sections[found[1]] = found[2].strip("\n")
    sections[name] = f"\n{_machine()}\n\n```\n{told}\n```".strip("\n")
    kept = [f"## {each}\n\n{text}\n" for each, text in sections.items() if text]
    RESULTS.write_text("\n".join([HEAD, *kept]), encoding="utf-8")


def _machine() -> str:
    """When and on what."""
    now = datetime.now(UTC)
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (
        f"{now:%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors, {gigabytes:.0f} GB, load {load:.1f}"
    )


if __name__ == "__main__":
    sys.exit(main())
