"""Scores roles.read.job on a labelled JSON Lines file.

    python -m benchmarks.score_jobs FILE.jsonl [--half a|b] [--misses N] [--out PREDICTIONS.jsonl]

What a file holds is seen from its first line: job texts ("sections"), titles with a family, one-sentence probes
("present") or pages of several roles ("titles"). `--out` also writes what was read, one JSON object per line with the
`id` of the labelled one. `--half` keeps the lines whose id hashes to one side, so that rules made on one half are
measured on the other.

A family is right where it is the labelled one or another that the label accepts. Skills are compared by name, among
the names that the file uses; those it calls optional count neither way. Precision is over what was read, recall over
what is labelled, both over the whole file.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from roles.read.facts.cities import canonical_city
from roles.read.job import Job, read_job
from roles.read.layout.split import split_postings

Kind = Literal["texts", "titles", "probes", "pages"]
Row = dict[str, Any]

_FACTS = ("experience_min", "experience_max", "education", "employment_type")
_SHOWN = ("responsibilities", "requirements", "plus", "benefits")
# The families that the product is about.
_SCOPE = frozenset(
    "inference_serving model_deployment dl_framework dl_compiler kernel_operator distributed_training edge_embedded"
    " ai_chip_software mlops_platform hpc_network_storage research_infra".split()
)


@dataclass
class Tally:
    """How much was read rightly: `said` what was read, `meant` what is labelled, `right` what is both."""

    right: int = 0
    said: int = 0
    meant: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, meant: Iterable[object], said: Iterable[object], where: str) -> None:
        """Counts one item: two sets, or two single values as sets of at most one."""
        wanted, read = set(meant), set(said)
        self.right += len(wanted & read)
        self.said += len(read)
        self.meant += len(wanted)
        if wanted != read:
            self.misses.append(f"{where}: {shown(wanted - read)} missed, {shown(read - wanted)} wrong")

    def line(self, name: str) -> str:
        """One line of the report, shares in percent."""
        precision = self.right / self.said if self.said else 1.0
        recall = self.right / self.meant if self.meant else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        shares = f"precision {100 * precision:5.1f}  recall {100 * recall:5.1f}  F1 {100 * f1:5.1f}"
        return f"{name:<24} {shares}  of {self.meant}"


def shown(values: set[object]) -> str:
    """A set of values in a report."""
    return ", ".join(sorted(map(str, values))) or "nothing"


def kind_of(row: Row) -> Kind:
    """What a labelled line is about."""
    if "titles" in row:
        return "pages"
    if "present" in row:
        return "probes"
    return "texts" if "sections" in row else "titles"


def predicted(row: Row, kind: Kind) -> Row:
    """What is read in the text or the title of a line, in the words of the labels."""
    if kind == "pages":
        return {"id": row["id"], "roles": [{"title": part.title} for part in split_postings(row["text"]).parts]}
    job = read_job("", title=row["title"]) if kind == "titles" else read_job(row["text"])
    return {"id": row["id"], **as_row(job)}


def as_row(job: Job) -> Row:
    """A job as a prediction."""
    salary = job.salary
    return {
        "family": job.family,
        "secondary": job.families[1:],
        "skills": job.skills,
        "experience_min": job.experience_min,
        "experience_max": job.experience_max,
        "education": job.education,
        "employment_type": job.employment_type,
        "campus": job.campus,
        "cities": job.cities,
        "remote": job.remote,
        "title": job.title,
        "company": job.company,
        "sections": job.sections,
        "salary": salary and {name: getattr(salary, name) for name in ("min", "max", "period", "months", "currency")},
    }


def score(rows: list[Row], read: list[Row], kind: Kind, names: frozenset[str]) -> dict[str, Tally]:
    """The tallies of a file by field. `names` are the skills that its labels know."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row, said in zip(rows, read, strict=True):
        if kind == "pages":
            titles = [plain(role["title"]) for role in said["roles"]]
            tallies["roles"].add(*matched(row["titles"], titles), row["id"])
        elif kind == "probes":
            tallies["probes"].add({"passed"}, {faults(row, said) or "passed"}, row["text"])
        else:
            score_family(row, said, tallies)
            if kind == "texts":
                score_text(row, said, tallies, names)
    return tallies


def score_family(row: Row, said: Row, tallies: dict[str, Tally]) -> None:
    """The family, and whether the role is in scope where the accepted families agree on that."""
    accepted = {row["family"], *row.get("family_ok", ())}
    family = row["family"] if said["family"] in accepted else said["family"]
    where = f"{row['id']} {row.get('title')}"
    tallies["family"].add({row["family"]}, {family}, where)
    if len({one in _SCOPE for one in accepted}) == 1:
        tallies["in scope"].add(one({row["family"]} & _SCOPE), one({said["family"]} & _SCOPE), where)


def one(families: set[str]) -> set[str]:
    """In scope or not, whatever the family."""
    return {"in scope"} if families else set()


def score_text(row: Row, said: Row, tallies: dict[str, Tally], names: frozenset[str]) -> None:
    """All other fields of a job text."""
    where = row["id"]
    skills = {name: level for name, level in said["skills"].items() if name in names - set(row["skills_optional"])}
    tallies["skills"].add(row["skills"], skills, where)
    both = row["skills"].keys() & skills.keys()
    tallies["skill levels"].add([(n, row["skills"][n]) for n in both], [(n, skills[n]) for n in both], where)
    for name in _FACTS:
        accepted = [row[name], *row["accept"].get(name, ())]
        if name == "employment_type" and row[name] is None:
            accepted.append("full_time")
        tallies[name].add(value(row[name]), value(row[name] if said[name] in accepted else said[name]), where)
    for name in ("campus", "remote"):
        tallies[name].add(value(row[name] or None), value(said[name] or None), where)
    tallies["cities"].add(map(city, row["cities"]), map(city, said["cities"]), where)
    tallies["salary"].add(value(pay(row["salary"])), value(pay(said["salary"])), where)
    for name in ("title", "company"):
        if row[name]:
            tallies[name].add(*matched([row[name]], [plain(said[name])] if said[name] else []), where)
    for name in _SHOWN:
        if name in row["sections"]:
            tallies[f"section {name}"].add({name}, {name} if holds(row, said, name) else (), where)


def value(stated: object) -> set[object]:
    """A single value as a set; nothing stated is the empty one."""
    return set() if stated is None else {stated}


def pay(salary: Mapping[str, Any] | None) -> tuple[object, ...] | None:
    """What counts of a salary."""
    return (salary["min"], salary["max"], salary["period"]) if salary else None


def city(name: str) -> str:
    """A city under one name."""
    return canonical_city(name).casefold()


def plain(text: str | None) -> str:
    """Letters and numbers only, in small letters and half width."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").lower())


def words_of(text: str | None) -> str:
    """The same without the numbers, which lists add."""
    return re.sub(r"\d", "", plain(text))


def matched(meant: list[str], said: list[str]) -> tuple[list[str], list[str]]:
    """Two lists of names in which those that agree are equal: one holds the other and is not twice as long."""
    wanted, left, found = [plain(name) for name in meant], list(said), list[str]()
    for name in wanted:
        same = next((one for one in left if agree(name, one)), None)
        if same is not None:
            left.remove(same)
            found.append(name)
    numbered = [f"{name} {number}" for number, name in enumerate(wanted)]
    return numbered, [next(one for one in numbered if one.startswith(name)) for name in found] + left


def agree(name: str, other: str) -> bool:
    """True where two names are one, apart from words at an end."""
    short, long = sorted((name, other), key=len)
    return bool(short) and short in long and 2 * len(short) >= len(long)


def holds(row: Row, said: Row, name: str) -> bool:
    """True where a section has the first and last words of the labelled one and the first of no other."""
    read = words_of(said["sections"].get(name))
    ends = [words_of(row["sections"][name][end]) for end in ("first", "last")]
    others = [words_of(span["first"]) for other, span in row["sections"].items() if other != name]
    return all(end in read for end in ends) and not any(other and other in read for other in others)


def faults(row: Row, said: Row) -> str:
    """What a probe finds wrong; "" where it passes."""
    return "; ".join(_faults(row, said))


def _faults(row: Row, said: Row) -> Iterator[str]:
    skills = said["skills"]
    yield from (f"{name} missed" for name in row["present"] if name not in skills)
    yield from (f"{name} wrong" for name in row["absent"] if name in skills)
    for name, level in row["levels"].items():
        if skills.get(name, level) != level:
            yield f"{name} {skills[name]}"
    if said["family"] in row.get("family_not", ()) or said["family"] not in row.get("family_in", [said["family"]]):
        yield f"family {said['family']}"
    for name in ("experience_min", "education"):
        if name in row and said[name] not in row[name]:
            yield f"{name} {said[name]}"
    if "cities" in row and set(map(city, row["cities"])) != set(map(city, said["cities"])):
        yield f"cities {said['cities']}"


def known_skills(rows: list[Row]) -> frozenset[str]:
    """All skills that the labels of a file name."""
    return frozenset(name for row in rows for key in ("skills", "skills_optional") for name in row.get(key, ()))


def half(row: Row) -> str:
    """a or b, by the id of a line."""
    return "ab"[hashlib.md5(row["id"].encode()).digest()[0] & 1]


def main() -> int:
    """Prints the report; the exit status is 0 whatever the score."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("file", type=Path)
    options.add_argument("--half", choices=["a", "b"])
    options.add_argument("--misses", type=int, default=0, help="print so many misses of each field")
    options.add_argument("--out", type=Path, help="write what was read here")
    chosen = options.parse_args()
    every = [json.loads(line) for line in chosen.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    rows = [row for row in every if chosen.half in (None, half(row))]
    kind = kind_of(every[0])
    read = [predicted(row, kind) for row in rows]
    if chosen.out:
        lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in read)
        chosen.out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(rows)} {kind}")
    for name, tally in score(rows, read, kind, known_skills(every)).items():
        print(tally.line(name))
        for miss in tally.misses[: chosen.misses]:
            print(f"    {miss}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
