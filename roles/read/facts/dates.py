"""Dates as ads state them, as precise as they state them: YYYY, YYYY-MM, YYYY-MM-DD, or a UTC time (ISO 8601 with Z).

Relative and yearless dates are resolved with the caller's clock; nothing here reads one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from roles.read.asks.vocabulary import stated

_LONGEST = 200  # characters; a date field or a short line, never prose
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_NAME = r"(?P<name>" + "|".join(_MONTHS) + r")[a-z]{0,6}\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>\d{1,2})"
_DAY = r"(?P<day>\d{1,2})"
_TH = r"(?:st|nd|rd|th)?"
# The time behind a date: "T10:00:00+08:00", " 10:00:00 +0800", " 00:00".
_CLOCK = (
    r"(?:[t ] ?(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" ?(?P<zone>z(?![a-z])|utc|gmt|[+-]\d\d:?\d\d)?)?"
)
# The most precise form first.
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\d){_YEAR} ?[-/.年] ?{_MONTH} ?[-/.月] ?{_DAY}(?!\d)(?: ?[日号])?{_CLOCK}",  # 2024-05-01T10:00Z
        rf"(?<!\d){_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)(?!\d)",  # 20240501
        rf"(?<![a-z]){_NAME} ?{_DAY}{_TH},? ?{_YEAR}(?!\d)",  # May 1st, 2024
        rf"(?<!\d){_DAY}{_TH}(?: of)?[ -]{_NAME},?[ -]?{_YEAR}(?!\d)",  # 1 May 2024
        rf"(?<!\d){_DAY}\.{_MONTH}\.{_YEAR}(?!\d)",  # 01.05.2024
        rf"(?<!\d)(?P<either>\d{{1,2}})[/-](?P<other>\d{{1,2}})[/-]{_YEAR}(?!\d)",  # 05/13/2024
        rf"(?<!\d){_YEAR} ?[-/.年] ?{_MONTH}(?!\d)",  # 2024年5月
        rf"(?<![a-z]){_NAME},? {_YEAR}(?!\d)",  # May 2024
        rf"(?<!\d){_YEAR}(?!\d)",
    )
)
_YEARLESS = tuple(
    re.compile(form)
    for form in (
        rf"(?<!\d){_MONTH} ?月 ?{_DAY} ?[日号]?",  # 11月1日
        rf"(?<![a-z]){_NAME} ?{_DAY}{_TH}(?!\d)",  # Oct 24
        rf"(?<!\d){_DAY}{_TH} {_NAME}(?![a-z])",  # 24 Oct
        rf"\A[^\d]{{0,12}}{_MONTH}[-/]{_DAY}(?: \d{{1,2}}:\d\d(?::\d\d)?)?[^\d年岁人天个kw万%]{{0,6}}\Z",  # 02-18
    )
)
_EPOCH = re.compile(r"(\d{10})(?:\d{3})?(?:\.\d+)?\Z")
_MAIL = re.compile(r"\b(?:mon|tue|wed|thu|fri|sat|sun), \d{1,2} [a-z]{3} \d{4} \d\d:\d\d")
_TODAY = re.compile(
    r"刚刚|刚才|今[天日]|just (?:now|posted)|today|(?<!\d)\d{1,3} ?(?:秒|分)钟?之?前"
    r"|\d{1,3} ?(?:seconds?|minutes?|mins?) ago"
)
_YESTERDAY = re.compile(r"昨[天日]|前天|yesterday")
# "3天前", "半年前", "2个月前", "3 days ago", "2w ago"; "30+ days ago" is a bound
_AGO = re.compile(
    r"(?P<number>\d{1,3}|[二三]?十[一二三四五六七八九]?|[半一二两三四五六七八九]|an?|one|two|three|four|five|six)"
    r"(?P<more> ?\+)? ?个?"
    r"(?:(?P<hour>小时|hours?|hrs?|h)|(?P<day>天|日|days?|d)|(?P<week>周|星期|礼拜|weeks?|w)|(?P<month>月|months?|mo)"
    r"|(?P<years>年|years?))(?:之?前| ago)"
)
_NUMBERS = {"半": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "两": 2} | {
    digit: number for number, digit in enumerate("一二三四五六七八九", 1)
}
# The last day of a range whose year stands in front: "2026年3月1日—4月30日"
_RANGE_END = re.compile(rf" ?(?:-|–|—|~|至|到|to) ?(?:{_MONTH} ?[月./-] ?{_DAY} ?[日号]?)(?![\d年])")


def read_date(text: str, now: datetime, zone: tzinfo, *, ahead: bool = False) -> str | None:
    """The date in a short text; None where there is none ("长期有效", "招满即止") or only a bound ("30+ days ago").

    `now` is aware; `zone` is that of days and of times that state none. A date without a year is the last one that has
    passed, with `ahead` (deadlines) the one nearest to now; of two dates `ahead` takes the later one of a range.
    """
    if len(text) > _LONGEST:
        return None
    words = stated(text)
    if epoch := _EPOCH.match(words):
        return _utc(datetime.fromtimestamp(int(epoch[1]), UTC))
    if mail := _MAIL.search(words):
        return _mail_date(words[mail.start() :], zone)
    local = now.astimezone(zone)
    if ahead:  # "6月30日前" is a day, not thirty days ago
        return _written(words, zone, last=True) or _yearless(words, local.date(), ahead=True) or _relative(words, local)
    return _written(words, zone, last=False) or _relative(words, local) or _yearless(words, local.date(), ahead=False)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mail_date(words: str, zone: tzinfo) -> str | None:
    """ "Mon, 13 May 2024 10:00:00 +0800", the date of feeds and mails."""
    try:
        at = parsedate_to_datetime(words)
    except ValueError:
        return None
    return _utc(at if at.tzinfo else at.replace(tzinfo=zone))


def _written(words: str, zone: tzinfo, *, last: bool) -> str | None:
    for form in _FORMS:
        if matches := list(form.finditer(words)):  # the most precise form there is; "2024-02-30" is no February
            if last and (end := _range_end(words, matches[-1])):
                return end
            found = [read for match in matches if (read := _read(match.groupdict(), zone))]
            return found[-1 if last else 0] if found else None
    return None


def _range_end(words: str, first: re.Match[str]) -> str | None:
    match = _RANGE_END.match(words, first.end())
    if match is None or "year" not in first.groupdict():
        return None
    month, day = _month_and_day(match.groupdict())
    begin, _ = _month_and_day(first.groupdict())
    at = _day(int(first["year"]) + (month < begin), month, day)
    return at.isoformat() if at else None


def _read(group: dict[str, str | None], zone: tzinfo) -> str | None:
    """The date of one match, None where there is no such day."""
    year = int(group["year"] or 0)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    month, day = _month_and_day(group)
    if not month:
        return str(year)
    at = _day(year, month, day or 1)
    if at is None:
        return None
    return _with_clock(at, group, zone) if day else f"{at:%Y-%m}"


def _month_and_day(group: dict[str, str | None]) -> tuple[int, int]:
    """0 for what is not stated. 05/13/2024 and 13/05/2024 are plain; of 05/06/2024 only the year is."""
    if group.get("either"):
        first, second = int(group["either"] or 0), int(group["other"] or 0)
        if first <= 12 and second <= 12 and first != second:
            return 0, 0
        return (second, first) if first > 12 else (first, second)
    name = group.get("name")
    return _MONTHS[name] if name else int(group.get("month") or 0), int(group.get("day") or 0)


def _with_clock(day: date, group: dict[str, str | None], zone: tzinfo) -> str:
    """A day with its time, where one is stated; midnight without a zone is how forms write a day."""
    hour, minute, second = (int(group.get(part) or 0) for part in ("hour", "minute", "second"))
    offset = group.get("zone")
    if not offset and not (hour or minute or second):
        return day.isoformat()
    try:
        clock = time(hour, minute, second, tzinfo=_zone(offset) if offset else zone)
        return _utc(datetime.combine(day, clock))
    except (ValueError, OverflowError):
        return day.isoformat()


def _zone(offset: str) -> tzinfo:
    if offset in ("z", "utc", "gmt"):
        return UTC
    shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return timezone(-shift if offset[0] == "-" else shift)


def _relative(words: str, local: datetime) -> str | None:
    today = local.date()
    if _TODAY.search(words):
        return today.isoformat()
    if _YESTERDAY.search(words):
        return (today - timedelta(days=2 if "前天" in words else 1)).isoformat()
    match = _AGO.search(words)
    if not match or match["more"]:
        return None
    word = match["number"]
    number = int(word) if word.isdigit() else _number(word)
    half = word == "半"
    if match["hour"]:
        return (local - timedelta(hours=number)).date().isoformat()
    if match["month"] and half:
        return (today - timedelta(days=15)).isoformat()
    if match["day"] or match["week"]:
        return (today - timedelta(days=number * (7 if match["week"] else 1))).isoformat()
    if match["month"] or half:
        months = today.year * 12 + today.month - 1 - (6 if half else number)
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    return str(today.year - number)


def _number(word: str) -> int:
    if "十" not in word:
        return _NUMBERS[word]
    tens, _, ones = word.partition("十")
    return _NUMBERS.get(tens, 1) * 10 + _NUMBERS.get(ones, 0)


def _yearless(words: str, today: date, *, ahead: bool) -> str | None:
    match = next((match for form in _YEARLESS if (match := form.search(words))), None)
    if match is None:
        return None
    if ahead and (end := _RANGE_END.match(words, match.end())):
        match = end
    month, day = _month_and_day(match.groupdict())
    days = [found for year in (-1, 0, 1) if (found := _day(today.year + year, month, day))]
    if ahead:
        return min(days, key=lambda found: abs(found - today)).isoformat() if days else None
    passed = [found for found in days if found <= today + timedelta(days=1)]
    return passed[-1].isoformat() if passed else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
