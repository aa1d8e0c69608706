"""All measurements, one after the other: `make bench`.

Accuracy is measured on the labelled files in a folder (`ROLEWATCH_EVAL`, by default ../shared/eval), each half apart,
so that rules made on one half show how they do on the other. Without that folder only the speed is measured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
SCORED = (
    ("score_salary.py", "salary_dev.jsonl"),
    ("score_jobs.py", "jd_dev.jsonl"),
    ("score_jobs.py", "titles_dev.jsonl"),
    ("score_jobs.py", "probes_dev.jsonl"),
    ("score_jobs.py", "jd_multi_dev.jsonl"),
)


def main() -> int:
    """Prints every report; the exit status is 0 whatever they say."""
    folder = Path(os.environ.get("ROLEWATCH_EVAL", HERE.parent.parent / "shared" / "eval"))
    for script, name in SCORED:
        if not (folder / name).is_file():
            print(f"# {name}: not measured, there is no {folder / name} (ROLEWATCH_EVAL names the folder)\n")
            continue
        for half in "ab":
            print(f"# {name}, half {half}", flush=True)
            _run(script, str(folder / name), "--half", half)
            print(flush=True)
    print("# speed of reading", flush=True)
    _run("speed_of_reading.py")
    if find_spec("playwright") and shutil.which("chromium"):
        print("\n# the report of 5,000 roles", flush=True)
        _run("report_page.py")
    else:
        print("\n# the report: not measured, there is no Chromium or no playwright (make check installs the latter)")
    return 0


def _run(script: str, *arguments: str) -> None:
    subprocess.run([sys.executable, str(HERE / script), *arguments], check=False)


if __name__ == "__main__":
    sys.exit(main())
