"""Whether a short line is the title of a role, and the title in it: without city, pay, "诚聘", link marks or numbers.

The words are data (titlewords.py).
"""

from __future__ import annotations

import re
from functools import lru_cache

from roles.read.layout.labelwords import names_of
from roles.read.layout.titlewords import (
    CLOSING,
    EDGES,
    GROUP,
    OPENING,
    PAY,
    balanced,
    is_noise,
    lowered,
    names_work,
    rate,
    short,
    title_words,
)
from roles.text import squeeze

_LONGEST_LINE = 400  # of a headline that a title can stand in
_ROUNDS = 8  # pieces of noise around one title

_CLAUSE_END = re.compile(r"[，,！!。；;]")
# A word of a field behind a comma: "…, AI Fabric", "…, Inference & Serving (Remote)"; not "…, come and join us".
_FIELD_WORD = re.compile(r"\(?[A-Z][\w/+&.#-]{0,30}[),]{0,2}\Z|(?:and|of|for|&|[-–/])\Z")
_FIELD_WORDS = 6
_NUMBERING = re.compile(
    # "1. ", "1、", "一、", "（1）", "1.2 ", "1.2云…"
    r"\A(?:[(（]?(?:\d{1,2}(?:\.\d{1,2})?|[一二三四五六七八九十]{1,3}|[①-⑳])(?:[)）、.．:：]+|(?=[^\d\s.%+KkWw年个-])(?<=\.\d)|\s+)\s*)+"
)
_NUMBERED = re.compile(
    # "岗位一：…", "职位 2、…", "Position 3: …", "Role #1 - …"; "岗位19" alone
    r"\A(?:招聘)?(?:岗位|职位|职缺|方向)\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[A-H])(?!\w)\s*[:：、.．)）\-—]*\s*"
    r"|\A(?:position|role|job|opening|vacancy)\s*#?\s*(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[A-H])(?!\w)\s*[:：、.．)）\-—]*\s*",
    re.I,
)
_NUMBERED_FIRST = frozenset("招岗崗职職方pPrRjJoOvV")
_PAY_END = re.compile(PAY + r"\s*(?:起|以上|左右|\+)?\s*\Z", re.I)
_YEARS_END = re.compile(r"(?:\d{1,2}|[一二两三四五六七八九十])\s*年?\s*(?:及?以上|以内|左右)(?:经验)?\s*\Z")
_COUNT = re.compile(r"\A(?:[一两数多1-9]|若干)(?:位|名|枚|个)\s*")  # 一位
_SYMBOLS = re.compile(r"\A[^\w(（【\[〔「『<《.+#]+|[^\w)）】\]〕」』>》+#]+\Z")  # "🐘 PHP 开发工程师 🔊"
_TRIMMABLE = re.compile(r"[\d(（【\[\s/|｜·,，-]")  # what _trim may take off
_PIECES = re.compile(r"\s+[-–—|｜]\s+|\s*[|｜]\s*")  # "Firm - GPU Engineer | Paris"
_SITE = re.compile(r"_[^_]{1,60}(?:招聘|公司|直聘|官网|人才网|careers|jobs)[^_]{0,40}\Z", re.I)  # "…_某公司招聘-某网站"
# "GPU工程师有前途吗", "…工资待遇怎么样": a question that a page asks about the role
_ASKS = re.compile(
    r"(?:(?:有|好|难|累|值得|未来|发展|就业|前景|工资|薪资|薪水|待遇|月薪){1,3}[^\s,，。]{0,4})?"
    r"(?:吗|呢|怎么样|怎样|如何|多少|高不高|好不好|是?做什么的?|是什么)[?？]?\Z"
)
_WANTED = re.compile(
    # "hiring a Senior Scientist", "looking for our first GPU Engineer"
    r"(?:hiring|looking for|seeking|recruiting)\s+(?:for\s+)?"
    r"(?:an?|our(?:\s+first)?|the|several|multiple|two|three)?\s*"
    r"((?:[A-Z][\w/+&.-]*|of|and|&|for)(?:\s+(?:[A-Z(][\w/+&.()-]*|of|and|&|for)){0,8})"
)


@lru_cache(maxsize=4096)
def title_strength(text: str) -> int:
    """2 for a line that says who is wanted ("GPU工程师"), 1 for a field of work ("AI云计算开发"), 0 for any other."""
    if not short(text):
        return 0
    bare = _NUMBERING.sub("", text)
    strength = rate(bare)
    if strength or len(bare) > 40 or not _TRIMMABLE.search(bare) or not names_work(bare):
        return strength
    return rate(_trim(bare))


def _unlabelled(text: str) -> str:
    """The title in "职位名称：GPU工程师" and in "GPU工程师 坐标：上海"."""
    for colon in re.finditer(r"[:：]", text[:120]):
        left, right = text[: colon.start()], text[colon.end() :]
        words = _NUMBERING.sub("", left).strip(EDGES)
        if "title" in names_of(words):
            return right
        front, _, last = words.rpartition(" ")
        if front and names_of(last):
            return front
    return text


def _trim(text: str) -> str:
    """A title line without the noise at its two ends."""
    title = squeeze(_unlabelled(text)).strip(EDGES)
    for _ in range(_ROUNDS):
        before = title
        title = _NUMBERING.sub("", _SYMBOLS.sub("", title))
        words = numbered_title(title)
        title = _COUNT.sub("", title if words is None else words).strip(EDGES)
        title = _cut_ends(_cut_groups(title).strip(EDGES)).strip(EDGES)
        if title == before:
            break
    return title


def _cut_groups(title: str) -> str:
    """Takes bracketed noise off: "（深圳）" behind, "【急招】" in front, all from a link mark on: "【投递】（…）"."""
    if not title or not (title[-1] in CLOSING or title[0] in OPENING):
        return title
    if OPENING.find(title[0]) == CLOSING.find(title[-1]) and balanced(title[1:-1]):
        return title[1:-1]
    groups = list(GROUP.finditer(title))
    if not groups:
        return title
    first, last = groups[0], groups[-1]
    if first.start() and last.end() == len(title) and _translates(last[0][1:-1], title[: last.start()]):
        return title[: last.start()]
    if first.start() == 0:
        if not GROUP.sub("", title).strip():  # "[支付宝] [体验技术部] [算法]"
            return next((group[0][1:-1] for group in groups if rate(group[0][1:-1])), title)
        behind = title[first.end() :].strip(EDGES)
        if is_noise(first[0]) or rate(behind):
            return behind
    for group in groups:
        if group.start() and lowered(group[0][1:-1]).strip() in title_words().marks:
            return title[: group.start()]
    return title[: last.start()] if last.start() and last.end() == len(title) and is_noise(last[0]) else title


def _translates(inner: str, title: str) -> bool:
    """True for "Deep Learning Engineer" behind 深度学习工程师: the same title once more, not a field of work."""
    return inner.isascii() and not title.isascii() and rate(inner) == 2 and rate(title.strip(EDGES)) == 2


def _cut_ends(title: str) -> str:
    """Takes one piece of noise off either end: "… 深圳", "…-北京/上海", "上海 …", "…招聘启事"."""
    for mark in " -—–|｜·，,_":
        if mark not in title:
            continue
        front, _, back = title.rpartition(mark)
        if front.strip() and balanced(back) and is_noise(back):
            return front.removesuffix(" in")
        front, _, back = title.partition(mark)
        if back.strip() and balanced(front) and is_noise(front):
            return back
    words = title_words()
    plain = lowered(title)
    if len(plain) != len(title):
        return title
    pay = min((at for word in words.pay if (at := plain.find(word, 3)) > 0), default=0)
    if pay and balanced(title[:pay]):
        return title[:pay]
    for end in (_PAY_END, _YEARS_END):
        if (noise := end.search(title)) and noise.start() > 1:
            return title[: noise.start()]
    tail = next((tail for tail in words.tails if plain.endswith(tail) and len(tail) + 1 < len(plain)), "")
    return title[: len(title) - len(tail)]


def role_title(text: str) -> str | None:
    """The title in a line known to name a role; None where nothing is left of it."""
    text = text[:_LONGEST_LINE]
    if site := _SITE.search(text):
        text = text[: site.start()]
    if (asks := _ASKS.search(text)) and rate(text[: asks.start()]) == 2:
        text = text[: asks.start()]
    clause = _clause(text)
    title = _trim(clause if rate(clause.strip()) == 2 and balanced(clause) else text)
    title = _behind_hiring(_piece(text) or title)
    return title if title and not is_noise(title) else None


def _clause(text: str) -> str:
    """The first clause of a line; a field of work behind a comma is no other one."""
    end = _CLAUSE_END.search(text)
    if end is None:
        return text
    words = text[end.end() :].split()
    is_field = end[0] == "," and 0 < len(words) <= _FIELD_WORDS and all(map(_FIELD_WORD.match, words))
    return text if is_field else text[: end.start()]


def _piece(text: str) -> str | None:
    """The one piece of a headline that names the role: "Firm | GPU Engineer | Paris", but all of "Engineer - GPU"."""
    pieces = [piece.strip() for piece in _PIECES.split(text)]
    if len(pieces) < 3:
        return None
    solid = [piece for piece in pieces if not is_noise(piece)]
    named = [piece for piece in solid if rate(piece) == 2]
    if len(named) != 1 or (len(solid) < 3 and (named[0] == solid[0] or not ("|" in text or "｜" in text))):
        return None
    return _trim(named[0])


def _behind_hiring(title: str) -> str:
    """The title in "某公司诚聘 GPU工程师" or "GPU工程师招聘"; other words as they are."""
    plain = lowered(title)
    if len(plain) != len(title):  # a ligature was taken apart: the places do not match
        return title
    for hiring in title_words().hiring.finditer(plain):
        behind = _trim(title[hiring.end() :])
        clause = _CLAUSE_END.split(behind, maxsplit=1)[0].strip()
        behind = clause if rate(clause) > rate(behind) else behind
        if rate(behind):
            return behind
        front = _trim(title[: hiring.start()])
        if rate(front) == 2:
            return front
    return title


def headline_title(text: str) -> str | None:
    """The title in a line of the form "Firm | GPU Engineer | Paris | ONSITE"; None for any other line."""
    pieces = [piece.strip() for piece in _PIECES.split(text[:_LONGEST_LINE]) if piece.strip()]
    return next((_trim(piece) for piece in pieces if rate(piece) == 2), None) if len(pieces) > 2 else None


def wanted_title(text: str) -> str | None:
    """The title in an English sentence: "We are hiring a Senior Scientist to join …" → "Senior Scientist"."""
    found = _WANTED.search(text[:_LONGEST_LINE])
    title = _trim(found[1]) if found else ""
    return title if rate(title) == 2 else None


def numbered_title(text: str) -> str | None:
    """The words behind "岗位一：" or "Position 1:" ("" where there are none); None for a line without that opening."""
    if text[:1] not in _NUMBERED_FIRST and text[:1] < "\uff00":
        return None
    plain = lowered(text)
    found = _NUMBERED.match(plain if len(plain) == len(text) else text)
    return text[found.end() :].strip() if found else None
