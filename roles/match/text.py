"""What the text of an ad says about the work, with the employer's boilerplate taken off, for comparing two ads.

Three readings of one text: its lines (two ads from one hand share them), its words (a recruiter's rewrite shares
those) and its statement of subject (the sentence that names the team, product or field; one template for two teams
differs there).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from roles.noise import is_noise
from roles.text import clean, simplify, squeeze, width

_HTML = re.compile(r"<(?:p|div|li|ul|ol|br|h\d|span|b|strong|table|section)\b[^>]*>", re.I)
_BLOCK = re.compile(r"<\s*(/?)\s*(li|p|div|br|h\d|ul|ol|tr|table|section|article)\b[^>]*>", re.I)
_TAG = re.compile(r"<[^<>]{1,400}>")
# Where one statement ends and the next begins; flat texts number their items inside a line.
_BREAK = re.compile(
    r"\n+|(?<=[。！？；;!?])|(?<=[a-z)\]]\.)\s+(?=[A-Z0-9*•])|(?<=[a-z)]\.)(?=\d{1,2}[.、)])|(?<=[:：.。；;])\s*(?=\d{1,2}[.、)）]\s*[^\d\s])"
    r"|\s+(?=[•●▪■*]\s)|(?=【)|(?<=】)|\s{2,}(?=\S)"
)
_LISTED = re.compile(r"\s*(?:[-*+•·●○■□◆◇▪▶►➢➤✓√]\s*|[(（]?\d{1,2}[.、)）]\s*(?!\d)|[①-⑳]\s*)")
# A label or heading at the head of a statement: "工作内容：", "Your tasks:", "The role:".
_HEAD = re.compile(r"\s*([^:：。.;；,，\n]{1,24})[:：](?!//)\s*")
_HEAD_WORDS = 4
_BENEFITS = re.compile(r"福利|待遇|我们提供|亮点|benefits?\b|perks?\b|extras?\b|what we offer|we offer")
_COMPANY = re.compile(
    r"公司(?:介绍|简介|概况)|企业(?:介绍|简介)|关于(?:我们|公司)|走进|about (?:us|the company|our company)|who we are"
    r"|our company|company overview"
)
# Headings and labels over nothing that says what the work is.
_ASIDE = re.compile(
    r"薪资|薪酬|月薪|年薪|salary|compensation|pay range|职能类别|关键字|关键词|上班地址|工作地[点址]|联系|投递|邮箱"
    r"|工商信息|平台提醒|发布|更新|浏览|举报|job type|work location|location|employer|company"
    r"|employment type|posted|how to apply|招聘单位|用人单位|公司名称|雇主|学历|招聘人数|job id|req(?:uisition)? id"
    r"|职位编号|department|部门|职能|截止|有效期|到期|deadline|closing date|close date|apply (?:by|before)"
    r"|valid (?:until|through)|expir(?:y|es|ation)"
)
_BOILERPLATE = re.compile(
    r"equal opportunit|without regard|all qualified applicants|reasonable accommodation|show more|show less|read more"
    r"|平等机会|查看更多"
    r"|展开全部|不收取|举报|如遇收费|简历|投递|敬请|联系电话|保持电话|委托招聘|on behalf of|recruiting for|更新\Z"
    r"|ago\Z|diversity|e-?verify|cookie"
    r"|full-time summary"
)
# Words that carry no subject: neither of two slots that hold only these names another team.
_EMPTY = frozenset(
    """a an the of and or for in on at to with by as from into our your their this that these is are be you we they it
    will would you'll we're we'll who which both more than over across within using use via per
    work works working support supports supporting role team teams group job join help responsible focus own lead
    products product project projects area field scenario services service business company people new including
    strong good excellent solid deep experience experienced ability able knowledge understanding familiar years year
    plus etc about summary requirements profile duties tasks
    """.split()
)
_EMPTY_CHINESE = frozenset("的了与和及在对为等以中有能是或并将把其并从于用上下个该所按向者")
_EMPTY_PAIRS = frozenset(
    """负责 参与 支持 产品 场景 业务 团队 小组 相关 工作 方向 项目 部门 进行 完成 熟悉 了解 掌握 精通 具备 经验 优先
    以上 能力 良好 岗位 属于 聚焦 服务 面向 领域""".split()
)
_SUBJECT = re.compile(
    r"(?:you(?:'ll| will| would)|in this role|this role|the role|as an?|join|we are (?:looking|hiring)"
    r"|we're (?:looking|hiring)|our team|the team"
    r"|this team|your team|focus|the position|this position)\b|(?:你将|您将)?(?:负责|聚焦|属于|支持|服务|面向|专注"
    r"|隶属|归属|加入|参与|从事|围绕)"
    r"|(?:所在|本|该)(?:岗|职|团队|部门|小组|组)"
)
_LATIN = re.compile(r"[^\W_\u3400-\u9fff](?:[^\W_\u3400-\u9fff]|[+#]|[.'](?=\w))*")
_CJK = re.compile(r"[\u3400-\u9fff]+")
_NOT_WORD = re.compile(r"[^\w+#%]+|_+")
_REFRAIN = 4  # statements with one word in them make it a refrain, which says nothing of this role
_STEM = 5  # letters of a word that name it whatever its ending: "writing", "writes"
_TELLING = 4  # folded characters that a statement has at least
_LONGEST = 12_000  # characters of a text that are read: what follows repeats


class Statement(NamedTuple):
    """One sentence or list item: its folded words, its words as tokens, what they are about, and whether it stands in a
    list."""

    key: str
    words: tuple[str, ...]
    about: frozenset[str]
    listed: bool


class Text(NamedTuple):
    """What a text says of the work. `keys` are its statements, `words` the tokens of all of them, `subject` those that
    say which team, product or field it is for; `chinese` is the share of Chinese among its letters, `whole` all its
    words, `cut` says that it breaks off."""

    statements: tuple[Statement, ...]
    keys: frozenset[str]
    listed: frozenset[str]
    words: frozenset[str]
    latin: frozenset[str]
    subject: tuple[Statement, ...]
    chinese: float
    whole: str
    cut: bool


@lru_cache(maxsize=512)  # each takes 60 KB
def text_of(text: str, names: frozenset[str]) -> Text:
    """Takes an ad's text and the keys of its employer's names; gives what it says of the work."""
    if _HTML.search(text):
        text = unescape(_TAG.sub("", _BLOCK.sub(_as_mark, text)))
    text = simplify(width(clean(text[:_LONGEST])))
    statements = list(_statements(text, names))
    listed = any(one.listed for one in statements)
    first = next((at for at, one in enumerate(statements) if one.listed), len(statements))
    subject = tuple(
        one
        for at, one in enumerate(statements)
        if not one.listed
        and ((listed and at < first) or _SUBJECT.match(" ".join(one.words) if _is_latin(one) else one.key))
    )
    often = Counter(word for one in statements for word in one.about)
    words = frozenset(word for word, times in often.items() if times < _REFRAIN) or frozenset(often)
    return Text(
        statements=tuple(statements),
        keys=frozenset(one.key for one in statements),
        listed=frozenset(one.key for one in statements if one.listed),
        words=words,
        latin=frozenset(word for word in words if word[0] < "\u3400"),
        subject=subject,
        chinese=sum(map(len, _CJK.findall(text))) / (len(text) or 1),
        whole=_key(text.casefold()),
        cut=text.rstrip().endswith(
            ("…", "...", "show more", "查看更多", "展开全部", "Show more", "Read more", "read more")
        ),
    )


def _key(folded: str) -> str:
    return _NOT_WORD.sub("", folded)


def _is_latin(one: Statement) -> bool:
    return bool(one.words) and one.words[0][0] < "\u3400"


def _as_mark(found: re.Match[str]) -> str:
    return "\n- " if found[2].lower() == "li" and not found[1] else "\n"


def _statements(text: str, names: frozenset[str]) -> Iterator[Statement]:
    """The statements about the work, in their order."""
    skipping = False  # inside a section about the employer or its benefits
    for piece in _BREAK.split(text):
        mark = _LISTED.match(piece)
        listed = bool(mark)
        line = piece[mark.end() :] if mark else piece
        if is_noise(line):
            continue
        while head := _HEAD.match(line):
            words = head[1].casefold().strip("【】[]# *")
            if len(words.split()) > _HEAD_WORDS and not _CJK.search(words):
                break
            if _ASIDE.search(words):
                line = ""
                break
            skipping = _opens_skipped(words, names)
            line = line[head.end() :]
            listed = listed or bool(_LISTED.match(line))
            line = _LISTED.sub("", line, count=1) if _LISTED.match(line) else line
        folded = squeeze(line).casefold().strip("【】[]#* .。;；")
        key = _key(folded)
        if len(key) < 2:
            continue
        if not listed and _is_heading(line, folded):
            skipping = _opens_skipped(folded, names)
            continue
        if skipping or len(key) < _TELLING or _BOILERPLATE.search(folded) or any(name in key for name in names):
            continue
        words = _words(folded)
        yield Statement(key, words, frozenset(content(words)), listed)


def _opens_skipped(heading: str, names: frozenset[str]) -> bool:
    key = _key(heading)
    return bool(
        _BENEFITS.search(heading) or _COMPANY.search(heading)
        or (any(name in key for name in names) and len(key) < 40)
    )  # fmt: skip


_SHORT = 24  # characters of a heading that is none of those words
_HEADING_WORDS = re.compile(
    r"(?:岗位|职位|工作|任职|能力|招聘)?(?:职责|描述|内容|要求|资格|条件|说明|信息)|你将负责|我们希望你|你需要具备|团队介绍|部门介绍|我们提供|加分项|岗位亮点|职位亮点"
    r"|(?:the |your |about the |key |job |day to |what )?(?:role|job|tasks?|duties|responsibilities|requirements"
    r"|qualifications|profile|description"
    r"|day|position|team|skills)|about you|you (?:will|have|bring)|what you(?:'ll| will) (?:do|bring|need)"
    r"|who you are|preferred|nice to have|overview|summary"
)


def _is_heading(line: str, folded: str) -> bool:
    return bool(
        _HEADING_WORDS.fullmatch(folded) or line.lstrip().startswith("#")
        or (len(folded) <= _SHORT and (_BENEFITS.fullmatch(folded) or _COMPANY.match(folded)))
        or (len(folded) <= _SHORT and folded.startswith("about "))
        or (line.isupper() and len(folded.split()) <= _HEAD_WORDS and not _CJK.search(line))
    )  # fmt: skip


def _words(folded: str) -> tuple[str, ...]:
    """Latin words as they stand and Chinese characters one by one, in their order."""
    found: list[str] = []
    at = 0
    for match in _CJK.finditer(folded):
        found += _LATIN.findall(folded, at, match.start())
        found += match[0]
        at = match.end()
    return (*found, *_LATIN.findall(folded, at))


def content(words: Iterable[str]) -> set[str]:
    """What a run of words is about: stems of Latin words, pairs of Chinese characters, without empty ones."""
    found: set[str] = set()
    before = ""
    for word in words:
        if word[0] >= "\u3400":
            if word in _EMPTY_CHINESE:
                before = ""
                continue
            if before and before + word not in _EMPTY_PAIRS:
                found.add(before + word)
            before = word
        else:
            before = ""
            if word not in _EMPTY and len(word) > 1:
                found.add(word[:_STEM])
    return found


def share(a: frozenset[str], b: frozenset[str]) -> float:
    """How much of the smaller of two sets is in the other, 0 to 1; 0 where one is empty."""
    small = min(len(a), len(b))
    return len(a & b) / small if small else 0.0


# A statement of which the other ad says less than this part is not in it in any wording.
_SAID = 0.2


def other_duties(a: Text, b: Text) -> str:
    """Two statements, one of each ad, about which the other says nothing; "" where every statement of one is in the
    other."""
    ours = next((one.key for one in a.statements if one.listed and _unsaid(one, b)), "")
    theirs = next((one.key for one in b.statements if one.listed and _unsaid(one, a)), "")
    return f"{ours} / {theirs}" if ours and theirs else ""


def added_duty(a: Text, b: Text) -> str:
    """A list item of the first ad about which the second, from the same template, says nothing; "" where there is
    none."""
    if share(a.keys, b.keys) < _ONE_HAND:
        return ""
    return next((one.key for one in a.statements if one.listed and _unsaid(one, b)), "")


_ONE_HAND = 0.5


def _unsaid(one: Statement, other: Text) -> bool:
    return len(one.about) >= _ABOUT and len(one.about & other.words) < _SAID * len(one.about)


# What a statement says is judged from this many telling words on.
_ABOUT = 3


def other_subject(a: Text, b: Text) -> str:
    """The two statements of subject that name different teams, products or fields; "" where none do."""
    if not a.subject or not b.subject:
        return ""
    ours, theirs = {one.key for one in a.subject}, {one.key for one in b.subject}
    only_a = [one for one in a.subject if one.key not in theirs and one.key not in b.whole]
    only_b = [one for one in b.subject if one.key not in ours and one.key not in a.whole]
    if not only_a or not only_b:
        return ""
    alone = len(only_a) == len(only_b) == 1 and share(a.listed or a.keys, b.listed or b.keys) >= _SAME_TEMPLATE
    for one in only_a:
        for other in only_b:
            frame, left, right = _slots(one.words, other.words)
            left_about, right_about = content(left), content(right)
            if not _says_something(left, left_about) or not _says_something(right, right_about):
                continue
            common = len(left_about & right_about)
            if (alone and common < _REWORDED * len(left_about | right_about)) or (frame and not common):
                return f"{one.key} / {other.key}"
    return ""


def other_filling(a: Text, b: Text) -> str:
    """What two ads put in one and the same place of one template, again and again; "" where no template shows."""
    ours = [one for one in a.statements if one.key not in b.keys][:_LOOKED_AT]
    theirs = [one for one in b.statements if one.key not in a.keys][:_LOOKED_AT]
    times: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()
    for one in ours:
        for other in theirs:
            frame, left, right = _slots(one.words, other.words)
            if frame and len(left) + len(right) <= min(len(one.words), len(other.words)) and content(left):
                times[tuple(left), tuple(right)] += 1
    filling = next((pair for pair, often in times.most_common(1) if often >= _AGAIN and content(pair[1])), None)
    return " / ".join(" ".join(words) for words in filling) if filling else ""


# A template shows in so many statements that differ in the same words; so many of either ad are looked at.
_AGAIN, _LOOKED_AT = 3, 12
# Two ads that share this part of their list items come from one template.
_SAME_TEMPLATE = 0.7
_REWORDED = 0.35  # of what both say of the subject is in both where one rewords the other
_FRAME = 2  # words, or Chinese characters, that two sentences of one pattern share at least


def _says_something(words: Sequence[str], about: set[str]) -> bool:
    return bool(about) or (len(words) == 1 and words[0] not in _EMPTY and words[0] not in _EMPTY_CHINESE)


def _slots(a: Sequence[str], b: Sequence[str]) -> tuple[bool, Sequence[str], Sequence[str]]:
    """Whether two sentences have one pattern, and what stands in its open place on either side."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return start + end >= _FRAME, a[start : len(a) - end], b[start : len(b) - end]
