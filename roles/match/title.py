"""A title taken apart: what the work is, at which level, on which track, and which part of it is a specialisation.

"高级推理引擎工程师（存储方向）" is the work {inference, engine} at the level senior with the specialisation "
"{storage}. Chinese and
English words of our trade have one token each, so that a translated title is the same title.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from roles.match.titlewords import CHINESE, ENGLISH, GENERIC, PROFESSIONS
from roles.read.facts.cities import find_place
from roles.text import fold

_LEVELS = {
    "junior": r"\b(?:junior|jr)\b|初级|助理(?=工程师|研究员)|\bassociate\b",
    "senior": r"\b(?:senior|sr|snr)\b|高级(?!辅助|驾驶)|资深",
    "staff": r"\bstaff\b(?! augmentation)",
    "principal": r"\bprincipal\b|首席",
    "expert": r"\bexpert\b|\bdistinguished\b|\bfellow\b|专家",
    "lead": r"\b(?:tech(?:nical)? )?lead(?:er)?\b|负责人|组长|主管|主任|主程",
    "head": r"\bhead of\b|\bdirector\b|\bvp\b|\bvice president\b|总监|总经理|\bchief\b",
}
_MIDDLE = re.compile(r"\b(?:mid(?:dle)?(?:[- ]level)?|intermediate|regular)\b|中级|\blevel(?= ?\d)")
_NUMBER = re.compile(r"(?<=[\w)\u3400-\u9fff] )(iii|ii|iv|i|[1-5])(?=\Z|[ ,/)(|-])|\b([lpte]\d{1,2})\b")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_TRACKS = {
    "intern": r"\bintern(?:ships?|s)?\b|实习(?:生|岗)?|\bworking student\b|\bwerkstudent\w*|\bpraktik\w+|\bco-?op\b"
    r"|\bapprentice(?:ship)?\b"
    r"|\bstage\b(?= ?[:-])|\bplacement\b|\bthesis\b|\bstudent\b",
    "campus": r"\b(?:university|college|new|recent|fresh|phd|masters?)[ -]+(?:college[ -]+)?grad(?:uate)?s?\b"
    r"|\bgraduate\b|\bnew grad\b"
    r"|\bearly[ -]careers?\b|\bentry[ -]level\b|\btrainee\b|\bcampus\b|校招|校园招聘|应届(?:毕业)?生?|毕业生|管培生?"
    r"|秋招|春招|(?:20)?\d\d届",
    "contract": r"\bcontract(?:or)?\b|\btemporary\b|\bfreelance\w*|\bfixed[ -]term\b|外包|外派|合同工|派遣",
    "part-time": r"\bpart[ -]time\b|兼职",
    "postdoc": r"\bpost-?doc\w*|博士后",
}
_PERMANENT = re.compile(r"社招|社会招聘|全职|\bfull[ -]?time\b|\bpermanent\b|\bexperienced?\b(?! design)|正式")
_SEASONS = {
    "summer": r"\bsummer\b|暑期|夏季", "winter": r"\bwinter\b|寒假|冬季", "spring": r"\bspring\b(?! ?boot| framework)"
    r"|春季",
    "autumn": r"\b(?:fall|autumn)\b|秋季",
}  # fmt: skip
_DEGREES = {
    "phd": r"\bph\.?d\b\.?|\bdoctora(?:l|te)\b|博士(?!后)", "master": r"\bmasters?(?:'s)?\b|硕士|\bmba\b",
    "bachelor": r"\bbachelors?(?:'s)?\b|\bundergrad(?:uate)?s?\b|本科",
}  # fmt: skip
_YEAR = re.compile(r"\b(20[2-4]\d)\b(?!届)")
# What says nothing about the work: urgency, sexes, workplace, pay, head counts, dates.
_CHAFF = re.compile(
    r"急招|急聘|诚聘|高薪|热招|直招|内推|双休|五险一金|招聘|\burgent(?:ly)?\b|\bhiring\b|\bw/m/d\b|\b[mfwdxh]/[mfwdxh](?:/[mfwdxh])?\b"
    r"|\ball genders\b|\bremote\b|\bhybrid\b|\bon-?site\b|远程|居家"
    r"|\d+(?:\.\d+)?\s*[-~]\s*\d+(?:\.\d+)?\s*[k万w](?:[·*]\d+薪?)?"
    r"|\bno sponsorship\b|人民币|\bjob\b|\bposition\b|职位|岗位|\brole\b"
)
_LEVEL = {name: re.compile(words) for name, words in _LEVELS.items()}
_TRACK = {name: re.compile(words) for name, words in _TRACKS.items()}
_SEASON = {name: re.compile(words) for name, words in _SEASONS.items()}
_DEGREE = {name: re.compile(words) for name, words in _DEGREES.items()}
_LONGEST_PLACE = 20
# Whether a title has any of these words: those that begin at the edge of a word are looked for at such edges only.
_WORDS = [
    word
    for table in (_LEVELS, _TRACKS, _SEASONS, _DEGREES)
    for words in table.values()
    for word in re.split(r"\|(?![^(]*\))", words)
]
_AT_EDGE = "|".join(word.removeprefix(r"\b") for word in _WORDS if word.startswith(r"\b"))
_ANY = re.compile("|".join((rf"\b(?:{_AT_EDGE})", *(word for word in _WORDS if not word.startswith(r"\b")))))
_PART = re.compile(
    r"\s*[()\[\]【】|｜,，;；、:：]+\s*|\s+[-–—~·]+\s*|\s*[-–—~·]+\s+|(?<=[\u3400-\u9fff])[-–—·/](?=\w)"
    r"|(?<=\w)[-–—·/](?=[\u3400-\u9fff])"
)
_LATIN = r"[^\W_\u3400-\u9fff]"
_LATIN_WORD = re.compile(rf"{_LATIN}(?:{_LATIN}|[+#]|[.&'](?={_LATIN}))*(?:-(?:{_LATIN}|[+#])+)*")
_CJK_RUN = re.compile(r"[\u3400-\u9fff]+")
_CHINESE_WORD = re.compile("|".join(map(re.escape, sorted(CHINESE, key=len, reverse=True))))
_ENGLISH_PHRASE = re.compile(
    r"\b(?:" + "|".join(re.escape(p) for p in sorted(ENGLISH, key=len, reverse=True) if " " in p) + r")\b"
)


class Title(NamedTuple):
    """A title taken apart. `work` are all tokens that say what the work is, `special` those of them that stand as an
    addition to a complete title (behind a comma or dash, in brackets); `stage` is level and track in one string, which
    must be equal for two titles to be one."""

    work: frozenset[str]
    special: frozenset[str]
    professions: frozenset[str]
    stage: str
    seasons: frozenset[str]
    years: frozenset[str]
    degrees: frozenset[str]


def _take(text: str, words: dict[str, re.Pattern[str]]) -> tuple[str, set[str]]:
    """The text without the words of a table, and which of its names they stood for."""
    found: set[str] = set()
    for name, pattern in words.items():
        text, times = pattern.subn(" ", text)
        if times:
            found.add(name)
    return text, found


_NONE: frozenset[str] = frozenset()  # one for all: an empty set of its own takes 200 bytes


@lru_cache(maxsize=4096)
def read_title(title: str) -> Title:
    """Takes a title as an ad states it, gives its parts."""
    text = fold(title)
    seasons, tracks, degrees, levels = set[str](), set[str](), set[str](), set[str]()
    if _ANY.search(text):
        text, seasons = _take(text, _SEASON)
        text, tracks = _take(text, _TRACK)
        text, degrees = _take(text, _DEGREE)
        text, levels = _take(text, _LEVEL)
    years = set(_YEAR.findall(text))
    text = _PERMANENT.sub(" ", _CHAFF.sub(" ", _MIDDLE.sub(" ", _YEAR.sub(" ", text))))
    for match in _NUMBER.finditer(text):
        levels.add(_ROMAN.get(match[1] or "", match[1] or match[2]))
    text = _NUMBER.sub(" ", text)
    if "intern" in tracks:
        tracks = {"intern"}  # a campus intern is an intern
    pieces = [piece for piece in _PART.split(text) if piece and not piece.isspace()]
    if len(pieces) > 1:
        pieces = [piece for piece in pieces if len(piece) > _LONGEST_PLACE or not find_place(piece)]
    parts = [tokens for piece in pieces if (tokens := _tokens(piece))]
    everything = frozenset().union(*parts)
    work = everything - GENERIC - PROFESSIONS.keys()
    first = next((part for part in parts if part - GENERIC - PROFESSIONS.keys()), frozenset())
    return Title(
        work=work,
        special=(work - first) or _NONE,
        professions=frozenset(PROFESSIONS[token] for token in everything if token in PROFESSIONS),
        stage="/".join((*sorted(levels), *sorted(tracks))),
        seasons=frozenset(seasons) or _NONE,
        years=frozenset(years) or _NONE,
        degrees=frozenset(degrees) or _NONE,
    )


def _tokens(text: str) -> frozenset[str]:
    """The words of a part of a title, each in its one form."""
    text = _ENGLISH_PHRASE.sub(lambda found: f" {ENGLISH[found[0]]} ", text)
    found: set[str] = set()
    for word in _LATIN_WORD.findall(text):
        for piece in (word,) if word in ENGLISH else word.split("-"):
            token = ENGLISH.get(piece) or ENGLISH.get(_singular(piece)) or _singular(piece)
            found.update(token.split())
    for run in _CJK_RUN.findall(text):
        at = 0
        for match in _CHINESE_WORD.finditer(run):
            found.update(filter(None, (run[at : match.start()],)))
            found.update(CHINESE[match[0]].split())
            at = match.end()
        found.update(filter(None, (run[at:],)))
    return frozenset(found) - {""}


@lru_cache(maxsize=256)
def said_in(text: str) -> frozenset[str]:
    """The tokens of a whole text, for asking whether it speaks of a title's words."""
    return _tokens(fold(text))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "os")) else word


def conflict(a: Title, b: Title) -> str:
    """Why two titles cannot be one vacancy, whatever the texts say: "" where nothing stands against it."""
    if a.stage != b.stage:
        return f"other level or track: {a.stage or 'none stated'} / {b.stage or 'none stated'}"
    for name, one, other in (
        ("profession", a.professions, b.professions), ("season", a.seasons, b.seasons), ("year", a.years, b.years),
        ("degree", a.degrees, b.degrees),
    ):  # fmt: skip
        if one and other and one.isdisjoint(other):
            return f"other {name}: {', '.join(sorted(one))} / {', '.join(sorted(other))}"
    return ""
