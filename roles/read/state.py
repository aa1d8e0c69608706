"""Whether an ad or a page says of itself that the role is closed."""

from __future__ import annotations

import re
from functools import lru_cache

from roles.read.words import load
from roles.text import LIST_MARK, fold, squeeze

# Where a sentence of a page's top ends.
_SENTENCE_END = re.compile(r"[。！!；;|\n]|\.(?:\s|\Z)")
# A phrase behind one of these is a condition: "until the position is filled", "如职位已关闭".
_CONDITION = re.compile(
    r"(?:如果?|若|倘若|一旦|当|直[至到]|除非|until|once|when(?:ever)?|if|after|before|unless|in case)\b[^,，]*\Z"
    r"|(?:如果?|若|倘若|一旦|直[至到]|除非)[^,，]*\Z"
)
# A phrase that does not name the role ("已过期", "no longer available") counts where nothing but the role stands before
# it …
_SUBJECT = re.compile(r"职位|岗位|招聘|网页|job|position|role|posting|vacancy|application|stelle|offre|requisition")
_ONLY_SUBJECT = re.compile(
    r"(?:(?:很|非常)?抱歉|对不起|sorry|unfortunately)?[,， :：]*"
    r"(?:[您你]?(?:所?(?:选择|查看|访问|浏览|申请))?的?(?:该|此|本|这个|当前)?(?:职位|岗位|招聘|工作|信息|页面|广告)*"
    r"的?(?:状态)?[:： ]*"
    r"(?:目前|现在|现|暂时)?(?:已经)?"
    r"|(?:we are|we're|we have|(?:this|the|that) (?:job|position|role|posting|vacancy|opportunity|listing|opening)s?"
    r"(?: you[^.]{0,40})?(?: is| are| has been)?|status ?:) ?(?:currently |now |closed and )?)\Z"
)
# … and a Chinese one only where its sentence ends with it: "职位已关闭后的通知" is a duty.
_ENDS = re.compile(r"\s*(?:\Z|[,，:：、.()（）\-~])")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    words = load("closing")
    phrases = "|".join(re.escape(fold(phrase)) for phrase in sorted(words["phrases"], key=len, reverse=True))
    excluded = "|".join(re.escape(fold(phrase)) for phrase in words["not_closed"])
    return re.compile(phrases), re.compile(excluded), frozenset(fold(state) for state in words["states"])


def closing_phrase(text: str) -> str | None:
    """The words in the top of a page (title, banner, fields) that say the role is closed; None where none do.

    Reads up to the first list item: from there on a posting speaks of the work. A condition ("until the position is
    filled") and a phrase about something else ("清理已过期的缓存") are no statement.
    """
    for line in text.split("\n"):
        if LIST_MARK.match(line):
            return None
        for sentence in _SENTENCE_END.split(line):
            if found := _closing(sentence):
                return found
    return None


def _closing(sentence: str) -> str | None:
    phrases, excluded, _ = _patterns()
    folded = excluded.sub(" ", fold(sentence)).strip(" #*>-")
    for found in phrases.finditer(folded):
        before, after = folded[: found.start()], folded[found.end() :]
        if _CONDITION.search(before) or (found[0][-1] > "\u2e80" and not _ENDS.match(after)):
            continue
        if _SUBJECT.search(found[0]) or _ONLY_SUBJECT.match(before):
            return found[0]
    return None


def says_closed(state: str | None) -> str | None:
    """The words of a state field that say the role is closed; None where it is open or says nothing of it."""
    if not state:
        return None
    value = fold(state)
    _, _, states = _patterns()
    return squeeze(state) if value.strip(" 。.!") in states or closing_phrase(state) else None
