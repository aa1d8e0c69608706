"""Who the employer is: one key under all the names it goes by, and the client behind an agency's ad.

"武汉极目数据科技有限公司", "极目数据" and an agency's ad "受极目数据委托" are one employer (the rules for P6 and P11 in
issue 8); a copied description never makes one employer of two.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from roles.match.aliases import ALIASES
from roles.read.facts.cities import find_place
from roles.text import fold, word_key

_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{0,40})[)\]】]")
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHINESE_LEGAL = re.compile(r"(?:集团)?(?:股份|控股)?(?:有限责任|有限)?公司(?:.{0,8}分公司)?\Z")
_LATIN_LEGAL = re.compile(
    r"(?:[\s,.]+(?:inc|incorporated|ltd|llc|llp|lp|co|corp|corporation|company|limited|gmbh|ag|plc|sa|se|nv|bv|ab|asa?|aps|oy"
    r"|kk|pte|pty|pvt|private|spa|srl|sas|sarl|s\.a|b\.v|n\.v|group|holdings?)\.?)+[\s.]*\Z"
)
# Words behind an employer's own name that one ad writes and another leaves out. Two that differ are two employers
# ("蓝湾半导体", "蓝湾银行") only where they name a trade.
_CHINESE_PLAIN = ("科技", "技术", "集团", "控股", "中国", "国际", "发展", "实业")
_CHINESE_TRADE = (
    "信息", "网络", "软件", "智能", "数字", "数码", "电子", "半导体", "微电子", "集成电路", "芯片", "数据", "银行",
    "证券", "保险", "基金", "汽车", "机器人", "医疗", "传媒", "金融", "文化", "教育",
    "能源", "航空", "航天", "制药", "生物", "通信", "游戏", "物流", "咨询", "研究院", "实验室",
)  # fmt: skip
_LATIN_PLACE = re.compile(
    r"[\s,.-]+(?:china|shanghai|beijing|shenzhen|hong kong|asia|apac|europe|emea|uk|us|usa|america|germany"
    r"|deutschland|japan|india|canada"
    r"|singapore|taiwan|korea|australia|france|switzerland|schweiz)\Z"
)
_LATIN_TRADE = re.compile(
    r"[\s.-]+(systems?|technolog(?:y|ies)|tech|labs?|ai|industries|software|solutions|international|global|networks?"
    r"|semiconductors?|microelectronics|robotics|bank|research|com|io)\Z"
)
_CHINESE_TAIL = re.compile(f"({'|'.join(sorted(_CHINESE_PLAIN + _CHINESE_TRADE, key=len, reverse=True))})\\Z")

# What an agency says of whom it hires for; what an ad's label says. The name ends where the sentence or the cell does.
_NAME = r"([^\n。;；|,，:：()（）【】]{2,50})"
_LATIN_NAME = r"([A-Z0-9][^\n;:|()]{1,60}?)(?=\.?\.\s|\.?\Z|[\n;:|()]|,? (?:we|to|in|who|which|is|are|a|an|the)\b)"
_CLIENT = re.compile(
    rf"(?<![接感])受(?:客户)?{_NAME}?委托|(?:代|帮|为客户){_NAME}?(?:招聘|诚聘|招募)|(?:客户(?:公司|名称)?|委托方|用人企业)[:：]\s*{_NAME}"
    rf"|(?:[Oo]n behalf of|[Oo]ur [Cc]lient,?|[Hh]iring for|[Rr]ecruiting for"
    rf"|[Cc]lient:) (?:our client,? )?{_LATIN_NAME}"
)
_LABEL = re.compile(
    rf"(?:招聘单位|用人单位|公司名称|企业名称|招聘公司|雇主)\s*[:：]\s*{_NAME}"
    rf"|(?:工商信息)\s+{_NAME}|(?:Employer|Hiring [Cc]ompany|Company [Nn]ame)\s*[:：]\s*(?:{_LATIN_NAME}|{_NAME})"
)
# Without one of these words in it, a text names nobody by those two.
_HINTS = re.compile(
    "委托|招聘|诚聘|招募|客户|用人|雇主|公司名称|企业名称|工商信息"
    "|behalf of|lient|iring for|ecruiting for|mployer|ompany[:： ]"
)
_NAMES_NOBODY = re.compile(r"某|知名|匿名|保密|一家|头部|多家|(?i:confidential|leading|well-known|a |an |the )")
_WORDS_OF_A_NAME = 6


_PARTED = re.compile(r"[\s/|｜]")
_TWO_NAMES = re.compile(r"\s*[/|｜]\s*|(?<=[\u3400-\u9fff])\s+(?=[A-Za-z])|(?<=[A-Za-z])\s+(?=[\u3400-\u9fff])")


class Employer(NamedTuple):
    """An employer's own name as a key, and the words of its trade that stood behind it."""

    key: str
    trade: frozenset[str]


@lru_cache(maxsize=4096)
def _employer(name: str) -> Employer | None:
    folded = _BRACKETS.sub("", fold(name)).strip(" .,，。")
    if _CJK.search(folded):
        bare, trade = _bare_chinese(folded)
    else:
        bare, trade = _bare_latin(folded)
    key = word_key(bare) or word_key(folded) or word_key(name)
    if not key:
        return None
    return Employer(ALIASES.get(key) or ALIASES.get(word_key(folded)) or key, trade)


def _bare_chinese(name: str) -> tuple[str, frozenset[str]]:
    bare = _CHINESE_LEGAL.sub("", name)
    if bare != name:
        bare = _without_place(bare)
    trade = set()
    while (tail := _CHINESE_TAIL.search(bare)) and tail.start() >= 2:
        bare = bare[: tail.start()]
        if tail[1] in _CHINESE_TRADE:
            trade.add(tail[1])
    return bare.strip(), frozenset(trade)


_beginning = lru_cache(maxsize=4096)(find_place)  # registered names begin with the same few places


def _without_place(name: str) -> str:
    """A registered name without the place it begins with: "武汉极目数据" → "极目数据"."""
    for length in (4, 3, 2):
        if len(name) - length >= 2 and (place := _beginning(name[:length])) and place.kind in ("city", "region"):
            return name[length:].removeprefix("市").removeprefix("省")
    return name


def _bare_latin(name: str) -> tuple[str, frozenset[str]]:
    bare = _LATIN_PLACE.sub("", _LATIN_LEGAL.sub("", " " + name).strip(" .,"))
    trade = set()
    while (tail := _LATIN_TRADE.search(bare)) and len(bare[: tail.start()]) >= 2:
        bare = bare[: tail.start()].strip(" .,")
        trade.add(tail[1].rstrip("s"))
    return bare, frozenset(trade)


def company_key(name: str | None) -> str:
    """The key of an employer's own name: without place, legal form, trade and punctuation; "" where none is stated.

    The block in which ads are compared; well-known employers have one key for all their names.
    """
    found = _employer(name) if name else None
    return found.key if found else ""


@lru_cache(maxsize=4096)
def _stated(name: str) -> frozenset[Employer]:
    """The employers that a name cell names: itself and, where it has one, its name in the other script."""
    more = _BRACKETS.findall(fold(name)) if _BRACKETS.search(name) or "（" in name else []
    if _CJK.search(name) and _PARTED.search(name):
        more += _TWO_NAMES.split(name)
    found = {_employer(one) for one in more if len(word_key(one)) >= 2 and not find_place(one)}
    return frozenset(one for one in (_employer(name), *found) if one)


@lru_cache(maxsize=512)
def employers(name: str | None, text: str) -> frozenset[Employer]:
    """The names of who offers the role: the client where an agency names one, else the stated name and the text's
    label.

    Takes the company cell and the text of an ad. Gives an empty set where nobody is named.
    """
    hinted = bool(_HINTS.search(text))
    clients = frozenset(
        found
        for match in (_CLIENT.finditer(text) if hinted else ())
        if (named := _named(match)) and (found := _employer(named)) is not None
    )
    if clients:
        return clients
    stated = _stated(name) if name else frozenset()
    labelled = (
        _employer(named)
        for match in (_LABEL.finditer(text) if hinted else ())
        # A label beside a name of the same script is a copied one or a parent's: the cell counts.
        if (named := _named(match)) and not (name and bool(_CJK.search(named)) == bool(_CJK.search(name)))
    )
    return frozenset(filter(None, labelled)) | stated


def _named(match: re.Match[str]) -> str | None:
    name = next((group for group in match.groups() if group), "").strip(" .,，。")
    name = re.split(r"\s+(?:存续|在业|开业)|(?<=[\u3400-\u9fff])\.|\.\s", name)[0]
    if not name or _NAMES_NOBODY.match(name) or "某" in name or len(name.split()) > _WORDS_OF_A_NAME:
        return None
    return name


def same_employer(a: frozenset[Employer], b: frozenset[Employer]) -> bool:
    """Whether two sets of names mean one employer; two trades behind one name are two employers."""
    return any(
        one.key == other.key and (not one.trade or not other.trade or not one.trade.isdisjoint(other.trade))
        for one in a
        for other in b
    )


def akin(a: frozenset[Employer], b: frozenset[Employer]) -> bool:
    """Whether two sets of names may mean one employer where an id says so already: one name may go on behind the other.

    A side that names nobody is no contradiction.
    """
    return not a or not b or any(
        one.key.startswith(other.key) or other.key.startswith(one.key) for one in a for other in b
    )  # fmt: skip
