"""Where to apply: a mail address, else a link."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from roles.read.asks.parts import Part
from roles.read.asks.vocabulary import one_line

_NAME = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
_LABEL = r"[A-Za-z0-9-]{1,62}"
_POINT = r"(?:\.| ?[(\[] ?(?:dot|\.) ?[)\]] ?| (?:dot|DOT) )"
_MAIL = re.compile(
    # "hr@acme.com", "hr#acme.com", "hr(at)acme.com", "hr [at] acme.com", "hr AT acme dot com", "hr＠acme.com"
    rf"(?<![A-Za-z0-9._%+/-])({_NAME})(?: ?@ ?|#| ?[(\[<{{] ?(?:at|@|AT|艾特) ?[)\]>}}] ?| (?:at|AT) )"
    rf"({_LABEL}(?:{_POINT}{_LABEL}){{1,4}})"
)
_AT = re.compile(r"[@#]|(?<![A-Za-z])(?:at|AT)(?![A-Za-z])|艾特")
_DOT = re.compile(_POINT)
_ENDING = re.compile(
    r"\.(?:com|cn|net|org|io|ai|co|tech|dev|edu|gov|me|cc|hk|tw|sg|uk|de|fr|us|eu|xyz|app|info|jp|kr|in|ca|ch|nl|se|im"
    r"|inc|cloud|top|vip|pub|so|sh|at|be|es|it|pl|cz|dk|no|fi|au|nz|br|mx|il|ru|my|vn|id|th)\Z",
    re.I,
)
_LINK = re.compile(r"https?://[^\s<>()\[\]\"'，。；、）】》]{4,1000}")
_APPLY = re.compile(
    r"投递|申请|应聘|简历|网申|内推|报名|apply|application|careers?|jobs?|position|lever\.co|greenhouse|ashby|workable",
    re.I,
)
_TAIL = re.compile(r"[.,;:!?]+\Z")
_REACH = 100  # characters of an address on either side of its sign
_SIGNS = 100  # no ad has as many
_LINE = 400  # characters before a link that say what it is for


def read_apply(value: str) -> str | None:
    """Where a stated value says to apply: the first mail address, else the first link."""
    text = one_line(value)
    return _mail(text) or _link(text, wanted=None)


def find_apply(parts: Sequence[Part], text: str) -> str | None:
    """Where an ad says to apply: a mail address in its lines about applying, else any mail address, else a link that
    has to do with applying. `text` is the ad with its links."""
    about = [part.text for part in parts if part.section == "apply" or _APPLY.search(part.text)]
    everywhere = "\n".join([part.text for part in parts])
    return _mail("\n".join(about)) or _mail(everywhere) or _link(text, wanted=_APPLY)


def _mail(text: str) -> str | None:
    for sign in islice(_AT.finditer(text), _SIGNS):
        match = _MAIL.search(text, max(0, sign.start() - _REACH), sign.end() + _REACH)
        if match and _ENDING.search(host := _DOT.sub(".", match[2]).rstrip("-")):
            return f"{match[1]}@{host}"
    return None


def _link(text: str, wanted: re.Pattern[str] | None) -> str | None:
    for match in _LINK.finditer(text):
        line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - _LINE) : match.end()]
        if wanted is None or wanted.search(line):
            return _TAIL.sub("", match[0])
    return None
