"""Whether a listing says that it is empty, and which total it states.

Statements of the page, never a lack of matches.
"""

from __future__ import annotations

import re

from roles.text import fold

_EMPTY = re.compile(
    r"(?:暂无|暂时没有|目前没有|目前暂无|没有找到|没有符合条件的|无在招|当前没有)[^\n。]{0,12}(?:职位|岗位|招聘|数据|结果|记录)"
    r"|(?:职位|岗位)暂无|0 ?个(?:在招)?(?:职位|岗位)|共 ?0 ?(?:条|个)"
    r"|(?<![a-z0-9])(?:no|0|zero) (?:(?:current|open|available|matching|active) ){0,2}"
    r"(?:jobs?|positions?|roles?|openings?|vacancies|opportunities|postings?|results?)(?![a-z])"
    r"|(?:there are|we have|we currently have) (?:currently |presently )?no (?:current |open |available )*"
    r"(?:jobs?|positions?|roles?|openings?|vacancies|opportunities)"
    r"|not (?:currently )?hiring|currently not hiring|check back (?:later|soon)"
)
_TOTAL = re.compile(
    r"共 ?(?:有 ?|计 ?|找到 ?)?(\d{1,6}) ?(?:个|条|项)?(?:在招|热招|招聘)?(?:职位|岗位|记录|结果)"
    r"|(?<![0-9a-z,.+-])(\d{1,6}) (?:open |current |available |total )?(?:positions|jobs|roles|openings|vacancies)"
    r"(?: (?:found|available|open))?(?![a-z+])"
    r"|(?:showing|displaying) \d{1,6} ?(?:-|to) ?\d{1,6} of (\d{1,6})(?![0-9])"
)


def says_empty(text: str) -> str | None:
    """The words with which a listing page says that it offers nothing now; None where it does not."""
    found = _EMPTY.search(fold(text))
    return found[0] if found else None


def declared_total(text: str) -> int | None:
    """The total that a listing page states for the whole listing; None where it states none, or several."""
    totals = {int(next(filter(None, match.groups()))) for match in _TOTAL.finditer(fold(text))}
    return totals.pop() if len(totals) == 1 else None
