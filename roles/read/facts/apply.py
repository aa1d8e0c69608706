"""Where to apply: a mail address, else a link."""

from __future__ import annotations

import re
from itertools import islice

from roles.read.asks.parts import Parts
from roles.read.asks.vocabulary import one_line

_NAME = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
_LABEL = r"[A-Za-z0-9-]{1,62}"
_POINT = r"(?:\.| ?[(\[] ?(?:dot|\.) ?[)\]] ?| (?:dot|DOT) )"
_MAIL = re.compile(
    # "hr@acme.com", "hr#acme.com", "hr(at)acme.com", "hr [at] acme.com", "hr AT acme dot com", "hr＠acme.com"
    rf"(?<![A-Za-z0-9._%+/-])(?P<name>{_NAME})"
    r"(?: ?@ ?|#| ?[(\[<{【] ?(?:at|@|AT|艾特) ?[)\]>}】] ?|(?P<word> (?:at|AT) ))"
    rf"(?P<host>{_LABEL}(?:{_POINT}{_LABEL}){{1,4}})"
)
# Without one there is no mail address.
_AT_CUES = ("@", "#", "艾特", " at ", *(f"{bracket}{space}at" for bracket in "([<{【" for space in ("", " ")))
# The boundary in front of "at" stands behind it: an expression that begins with a character is searched for faster.
_AT = re.compile(r"[@#]|(?:at|AT)(?<![A-Za-z]..)(?![A-Za-z])|艾特")
_HOST_BEHIND = re.compile(rf" ?[)\]>}}】]? ?{_LABEL}{_POINT}")  # "at work", "#1" lead to no host
_DOT = re.compile(_POINT)
_PLAIN_END = re.compile(r"\.[a-z]{2,18}\Z", re.I)  # enough behind a plain "@"
_PLAIN = re.compile(r"[A-Za-z0-9]@[A-Za-z0-9]")
# "meet us at acme.com" is no mail
_WRITE_TO = re.compile(r"mail|resume|cv|send|contact|write|apply|简历|邮|投递|联系", re.I)
_ENDING = re.compile(
    r"\.(?:com|cn|net|org|io|ai|co|tech|dev|edu|gov|me|cc|hk|tw|sg|uk|de|fr|us|eu|xyz|app|info|jp|kr|in|ca|ch|nl|se|im"
    r"|inc|cloud|top|vip|pub|so|sh|at|be|es|it|pl|cz|dk|no|fi|au|nz|br|mx|il|ru|my|vn|id|th)\Z",
    re.I,
)
_LINK = re.compile(r"https?://[^\s<>()\[\]\"'，。；、）】》]{4,1000}")
_TARGET = re.compile(r"(?:mailto:|<)([^\s<>()?]{1,120}@[^\s<>()?]{3,120})")
_APPLY = re.compile(
    r"投递|申请|应聘|简历|网申|内推|报名|apply|application|careers?|jobs?|position|lever\.co|greenhouse|ashby|workable",
    re.I,
)
_TAIL = re.compile(r"[.,;:!?]+\Z")
_REACH = 100  # characters of an address on either side of its sign
_SIGNS = _LINKS = 100  # no ad has as many
_LINE = 400  # characters before a link that say what it is for


def read_apply(value: str) -> str | None:
    """Where a stated value says to apply: the first mail address, else the first link."""
    text = one_line(value)
    return _mail(text) or _link(text, wanted=None)


def find_apply(parts: Parts, text: str) -> str | None:
    """Where an ad says to apply: a mail address in its lines about applying, else any mail address, else a link that
    has to do with applying. `text` is the ad with its links."""
    everywhere = "\n".join([part.text for part in parts]) if parts.having(_AT_CUES) else ""
    if mail := _mail(everywhere):
        about = [part.text for part in parts if part.section == "apply" or _APPLY.search(part.text)]
        return _mail("\n".join(about)) or mail
    return _mailed(text) or _link(text, wanted=_APPLY)


def _mail(text: str) -> str | None:
    for sign in islice(_AT.finditer(text), _SIGNS):
        if not _HOST_BEHIND.match(text, sign.end()):
            continue
        begin = max(0, sign.start() - _REACH)
        match = _MAIL.search(text, begin, sign.end() + _REACH)
        if not match or (match["word"] and "." in match["host"] and not _WRITE_TO.search(text, begin, match.start())):
            continue
        host = _DOT.sub(".", match["host"]).rstrip("-")
        if (_PLAIN_END if _PLAIN.search(match[0]) else _ENDING).search(host):
            return f"{match['name']}@{host}"
    return None


def _mailed(text: str) -> str | None:
    """An address in a link or in angle brackets, which the lines of an ad no longer show."""
    return next((mail for one in _TARGET.finditer(text) if (mail := _mail(one[1]))), None)


def _link(text: str, wanted: re.Pattern[str] | None) -> str | None:
    for match in islice(_LINK.finditer(text), _LINKS):
        line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - _LINE) : match.end()]
        if wanted is None or wanted.search(line):
            return _TAIL.sub("", match[0])
    return None
