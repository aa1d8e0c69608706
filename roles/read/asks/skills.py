"""The skills that an ad asks for: canonical name → required, any-of or plus. What only duties, team or company
lines name is not asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from roles.read.asks.clauses import SENTENCE, expression, is_plus, spans
from roles.read.asks.levels import RANK, Level, levels
from roles.read.asks.mentions import mentions, unglue
from roles.read.asks.parts import Part
from roles.read.repeated import repeated

# "具有以下条件者优先：" and "精通以下至少一个方向：" speak of the lines that follow.
_BELOW = re.compile(r"(?:以下|下列|如下|following)")
_ONE_BELOW = re.compile(
    r"至少|任[一意]|之一|其中|[一1][项个种条](?:[或及以][多几上])|at least one|one or more|any of", re.I
)


def read_skills(parts: Sequence[Part]) -> dict[str, Level]:
    """The skills that the lines of an ad ask for, in the order in which they are first named. A skill asked for
    twice takes the stronger level: required, then any-of, then plus."""
    asked: dict[str, Level] = {}
    for part, default in _with_default(list(_asking(parts))):
        for name, level in _named(part.text, default):
            if RANK[level] >= RANK[asked.get(name, "plus")]:
                asked[name] = level
    return asked


@repeated
def _named(line: str, default: Level) -> tuple[tuple[str, Level], ...]:
    """The skills that a line asks for, each with its level, in reading order."""
    text = unglue(line)
    found = mentions(text)
    if default == "plus":  # nothing in a line makes what is only a plus any firmer
        return tuple([(mention.name, "plus") for mention in found])
    marks = levels(text, found, default)
    return tuple([(mention.name, level) for mention, level in zip(found, marks, strict=True) if level is not None])


def _asking(parts: Sequence[Part]) -> Iterator[Part]:
    """The lines that ask: those under requirements and pluses. An ad without such a section asks in the lines that
    sound like it ("熟悉…", "experience with …"); one without such a line, a sentence or a list of keywords, asks for
    all it names, unless the names stand under duties."""
    named = {part.section for part in parts}
    if "requirements" in named:
        return (part for part in parts if part.section in ("requirements", "plus") and not part.opener)
    free = [part for part in parts if part.section in ("head", "other", "plus", "responsibilities")]
    asking = [asked for part in free if (asked := part if part.section == "plus" else _asking_end(part))]
    return iter(asking or [part for part in free if part.section != "responsibilities"])


def _asking_end(part: Part) -> Part | None:
    """A line from its first sentence on that sounds as if it asked for something; None where none does."""
    for start, end in spans(SENTENCE, part.text, 0, len(part.text)):
        if expression("asks").search(part.text, start, end) or expression("sounds_asking").search(
            part.text, start, end
        ):
            return part._replace(text=part.text[start:])
    return None


def _with_default(parts: list[Part]) -> Iterator[tuple[Part, Level]]:
    """Each line with the level of what it does not mark itself: that of its section or of a line that leads it in."""
    lead: Part | None = None
    below: Level = "required"
    for part in parts:
        if lead is not None and _after(lead, part):
            lead = None
        if part.section == "plus":
            yield part, "plus"
        elif lead is not None:
            yield part, below
        else:
            yield part, "required"
            if part.text.rstrip().endswith((":", "者优先", "优先")) and _BELOW.search(part.text):
                if is_plus(part.text):
                    lead, below = part, "plus"
                elif _ONE_BELOW.search(part.text):
                    lead, below = part, "any-of"


def _after(lead: Part, part: Part) -> bool:
    """True where a line no longer belongs to the list that `lead` opened."""
    if part.section != lead.section or part.opener:
        return True
    return lead.number is not None and part.number == lead.number + 1 and part.depth <= lead.depth
