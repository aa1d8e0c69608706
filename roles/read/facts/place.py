"""Where a role is: cities under one name each, whatever the ad writes.

"上海-浦东新区", "Shanghai, China" and "上海市" are 上海; "London, UK" and 伦敦 are London. Names that we do not know
stay as written. Remote is no place (workplace.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from roles.read.asks.parts import Parts
from roles.read.asks.vocabulary import one_line
from roles.read.facts.cities import Place, find_place, is_part_of_name, places_in

_OPTION = re.compile(r"[;|/、]| (?:or|and) |或者?|[和与及&]| [-–—] (?=[a-z])", re.I)
_REMOTE = re.compile(r"remote|远程|居家|在家|\bwfh\b|telecommut|home office|线上", re.I)
_ASIDE = re.compile(
    r"[(\[【][^()\[\]【】]{0,60}[)\]】]|\d{4,}|\b(?:office|hq|headquarters|metro area|area|county)\b"
    r"|办公室|办事处|分公司",
    re.I,
)

# "北上广深", "京/沪/深"
_INITIAL = {
    "北": "北京",
    "京": "北京",
    "上": "上海",
    "沪": "上海",
    "广": "广州",
    "穗": "广州",
    "深": "深圳",
    "杭": "杭州",
    "蓉": "成都",
}
_INITIALS = re.compile(rf"[{''.join(_INITIAL)}](?:[/、, ]?[{''.join(_INITIAL)}]){{1,6}}")
_ABROAD = frozenset(("海外", "境外", "国外"))

# A name that we do not know is one only where it looks like one.
_LONGEST_NAME = 32  # characters; longer values are addresses or sentences
_LONGEST_CHINESE_NAME = 12
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_SENTENCE = re.compile(r"[的了请我你可需要能是在有会到从将应]|\d|[。!?:]")
_AMOUNT = re.compile(r"[\d$€£]")
_TIME_ZONE = re.compile(r"\b(?:gmt|utc|cet|est|pst)\b|时区|time ?zone", re.I)
_NO_PLACE = re.compile(
    r"\b(?:work|shift|office|hours?|time|days?|flexible|travel|based|candidates?|only|required|preferred|must)\b", re.I
)
_WORD = r"(?:[A-Z][\w.'-]*|de|la|le|del|di|da|do|of|upon|am|an|der|den|les|el|al|on|in)"
_CAPITALISED = re.compile(rf"{_WORD}(?: {_WORD})*")

# "工作地点优先北京/上海", "Base北京", "坐标杭州", "in our Paris office"; not HBase, Base64
_CUE = re.compile(
    r"(?:工作|办公|上班|实习|就职|任职)(?:地点|地址|城市|地)|(?<![A-Za-z0-9_])(?i:base)地?(?![A-Za-z0-9_])"
    r"|坐标|地点|[Ll]ocat(?:ion|ed in)|based in|in our (?=[^,.;]{2,40} office)"
    r"|(?:[Jj]oin|[Hh]iring|[Ll]ooking for|[Ss]eeking)\b[^.;\n]{0,80}? in (?=[A-Z])"
)
# A line without one has no such cue.
_CUES = (
    "地点", "地址", "城市", "工作地", "办公地", "上班地", "实习地", "就职地", "任职地", "坐标", "base", "locat",
    "in our", "join", "hiring", "looking for", "seeking",
)  # fmt: skip
# What is about the role even among words about the company.
_CUE_OF_ROLE = re.compile(r"工作地点|(?:[Yy]ou(?:'ll| will)|[Rr]ole (?:is|will)) be based in|[Rr]ole is based in")
_CUE_END = re.compile(r"[。;\n]|\.\s")
_CUE_REACH = 60  # characters in which the places follow such a cue
_LINE_OF_FACTS = 100  # characters: longer lines are prose
_FIRST_LINES = 4
_SEGMENT = re.compile(r" [-–—|·•] | ?\| ?")
_APART = re.compile(r"[\s\[\]【】()（）/、,|·•&\-–—_:]")
# What may follow a city at the beginning of a line of facts: "上海全职技术类", "北京 | 3-5年", "成都/福州公司诚聘".
_AFTER_CITY = re.compile(
    r" ?(?:市|[\s\[\]【】()（）/、,|·•&\-–—_:]|全职|兼职|实习|社招|校招|公司诚?招?聘?|诚聘|招聘|[急直]招|base|\Z)",
    re.I,
)
_NOTHING_ELSE = re.compile(r"[\W\d_或和与及等均可市区]*\Z")


def read_places(value: str) -> tuple[str, ...]:
    """The places of a stated location ("北京/上海", "Berlin, Germany; Remote"), in its order, each once.

    Countries and provinces are kept only where no city stands beside them; 全国, 多地 too. 海外 beside cities is one
    more place.
    """
    text = one_line(value.replace("\n", ";"))
    if _INITIALS.fullmatch(text) and not find_place(text):
        return tuple(dict.fromkeys(_INITIAL[sign] for sign in text if sign in _INITIAL))
    found = [place for option in _OPTION.split(text) for place in _read_option(option)]
    kinds = {place.kind for place in found}
    if "city" in kinds:  # a Chinese name beside it is a part of the city, a building, or prose
        found = [place for place in found if place.kind == "city" or _adds(place)]
    elif "unknown" in kinds or _REMOTE.search(text):
        found = [place for place in found if place.kind != "region"]
    return tuple(dict.fromkeys(place.name for place in found if place.kind != "nowhere"))


def _adds(place: Place) -> bool:
    """Whether what is no known city is a place of its own beside one: "Walldorf", 海外."""
    return place.name in _ABROAD if place.kind == "anywhere" else place.kind == "unknown" and place.name.isascii()


def find_places(parts: Parts, title: str | None = None) -> tuple[str, ...]:
    """The places that an ad without a location label names: in a sentence about the place of work, in a line that is
    nothing else, in the title, or in a first line of facts. Known cities only, but for "City, Country" in the last."""
    for part in parts.having(_CUES):
        cued = _CUE_OF_ROLE if part.section in ("company", "benefits") else _CUE
        if cue := cued.search(part.text):
            end = _CUE_END.search(part.text, cue.end(), cue.end() + _CUE_REACH)
            if cities := _cities(part.text[cue.end() : end.start() if end else cue.end() + _CUE_REACH]):
                return cities
    if alone := next((part.text for part in parts if _only_cities(part.text)), None):
        return _cities(alone)
    titles = [one_line(title)] if title else []
    for text in (*titles, *[part.text for part in parts if part.section == "head"][:_FIRST_LINES]):
        if cities := _cities_apart(text) or _places_in_facts(text):
            return cities
    return ()


def _names(places: Iterable[Place]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place.name for place in places))


def _cities(text: str) -> tuple[str, ...]:
    return _names(place for place, _, _ in places_in(text) if place.kind == "city")


def _only_cities(text: str) -> bool:
    """A line that is nothing but cities: "北京或佛山"."""
    if len(text) > _LONGEST_NAME:
        return False
    at = 0
    for place, start, end in places_in(text):
        if place.kind != "city" or not _NOTHING_ELSE.match(text[at:start]):
            return False
        at = end
    return at > 0 and bool(_NOTHING_ELSE.match(text[at:]))


def _cities_apart(text: str) -> tuple[str, ...]:
    """Cities of a title or a short line that stand apart from its other words: "[上海/北京] …", "…-深圳"."""
    if len(text) > _LINE_OF_FACTS:
        return ()
    found: list[Place] = []
    reach = 0
    for place, start, end in places_in(text):
        apart = start == reach or _APART.match(text[start - 1])
        bracketed = start > 0 and text[start - 1] in "[【(" and not is_part_of_name(text, end)
        if place.kind == "city" and apart and (bracketed or _AFTER_CITY.match(text, end)):
            found.append(place)
            reach = end
    return _names(found)


def _places_in_facts(text: str) -> tuple[str, ...]:
    """ "Acme - GPU Engineer - Richmond, BC, Canada - ONSITE": the segment that ends in a country or a state."""
    segments = _SEGMENT.split(text[: 4 * _LINE_OF_FACTS])
    for segment in segments[1:] if len(segments) > 2 else []:
        components = segment.split(",")
        last = _ASIDE.sub("", components[-1]).strip()
        if 1 < len(components) <= 3 and len(segment) <= 60 and _is_region(last):
            return _names(place for place in _read_option(segment) if place.kind in ("city", "unknown"))
    return ()


def _is_region(text: str) -> bool:
    place = find_place(text)
    return place is not None and place.kind == "region"


def _read_option(option: str) -> Iterator[Place]:
    """One alternative of a location: "Foster City, CA, USA", "上海-浦东新区", "China, Sichuan, Chengdu"."""
    pending: Place | None = None  # a name that we do not know; a city behind it says that it is a part of that city
    within_city = False
    for component in option.split(","):
        if _REMOTE.search(component):
            continue
        places = [place for place, _, _ in places_in(component)]
        cities = [place for place in places if place.kind == "city"]
        name = _ASIDE.sub(" ", component).strip(" .-:*#|()[]'\"")
        if cities:
            yield from cities
            pending, within_city = None, True
        elif _is_region(name) or (any(place.kind == "region" for place in places) and len(name) <= _LONGEST_NAME):
            if pending:
                yield pending
            elif not within_city:
                yield Place("region", name.removesuffix("省"))
            pending, within_city = None, within_city and not pending
        elif places:  # 全国, 海外: as the ad writes it
            yield places[0]._replace(name=name)
        elif _is_name(name) and not within_city:
            pending = Place("unknown", name)
    if pending:
        yield pending


def _is_name(text: str) -> bool:
    if not 1 < len(text) <= _LONGEST_NAME or _TIME_ZONE.search(text):
        return False
    if text.isascii():
        written = (text.islower() and not _AMOUNT.search(text)) or _CAPITALISED.fullmatch(text)
        return bool(written) and not _NO_PLACE.search(text)
    return not _CHINESE.search(text) or (len(text) <= _LONGEST_CHINESE_NAME and not _SENTENCE.search(text))
