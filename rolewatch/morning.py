"""The digest of the day, made once, and its letters, each delivered once: composed of file, agenda and targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from roles.errors import RolewatchError
from roles.told import Letter, ToldDigest
from rolewatch import agenda
from rolewatch.config import Config
from rolewatch.deliver import Message, Sent
from rolewatch.digest.as_atom import as_atom
from rolewatch.digest.as_html import as_html
from rolewatch.digest.as_markdown import as_markdown
from rolewatch.digest.as_text import as_text
from rolewatch.digest.build import Digest, Notice, build, merged, shortened
from rolewatch.digest.keep import from_text, to_text
from rolewatch.digest.pick import picker
from rolewatch.digest.words import Language, Phrases
from rolewatch.targets import Kind, Target
from storage.outbox import Outbox
from storage.questions import Questions

# Mail programs cut a page behind about 100 KB (Gmail: 102); an entry is some 700 bytes.
MOST_IN_MAIL, MOST_BYTES = 100, 100_000
# How many digests a feed holds: a month of days.
IN_FEED = 31
Deliver = Callable[[Target, Message, int, Callable[[int], None]], Sent]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to deliver a letter, for the log."""

    letter: Letter
    sent: Sent
    given_up: bool = False


def make(
    database: Path,
    config: Config,
    targets: Sequence[Target],
    now: datetime,
    stamp: Callable[[datetime], str],
    notices: Sequence[Notice] = (),
) -> ToldDigest | None:
    """Makes the digest that is due, with a letter for each target. None where none is due."""
    with Outbox(database) as outbox:
        telling = outbox.begin(stamp(now), stamp(now - agenda.LOOK_BACK))
        day = agenda.digest_due(now, config, telling)
        if day is None:
            return None
        with Questions(database) as questions:
            last = max(questions.last_event(), telling.last_event)
            events, sources = questions.events_after(telling.last_event, last), questions.sources()
        letters = outbox.open_letters()
        late = [
            Notice(kind="delivery", subject=letter.target, words=letter.last_error)
            for letter in outbox.letters_since(_previous(outbox))
            if letter.last_error and letter.status in ("waiting", "sending", "given_up")
        ]
        since = min(telling.told_at or stamp(now - agenda.LOOK_BACK), stamp(now))
        digest = build(
            events,
            sources,
            since=since,
            until=stamp(now),
            timezone=config.timezone,
            wanted=picker(config.digest.filter),
            notices=[*notices, *late],
            date=day,
        )
        carries = agenda.carried(letters, targets)
        number = outbox.make(day, telling.last_event, last, stamp(now), to_text(digest), carries)
        return outbox.digest(number) if number else None


def _previous(outbox: Outbox) -> int:
    """From which digest on failed letters are worth a notice: the last one, and older ones that are still open."""
    latest = outbox.latest()
    numbers = [letter.digest_id for letter in outbox.open_letters()]
    return min([*numbers, latest.digest_id]) if latest else 0


def deliver_due(
    database: Path,
    config: Config,
    targets: Sequence[Target],
    now: datetime,
    stamp: Callable[[datetime], str],
    deliver: Deliver,
    stopping: Callable[[], bool] = lambda: False,
) -> list[Attempt]:
    """Attempts each letter that is due once, oldest first, and notes how it ended before the next one."""
    by_name = {target.name: target for target in targets}
    attempts = []
    with Outbox(database) as outbox:
        letters = _readdressed(outbox, targets, stamp(now))
        for letter in letters:
            if stopping():
                break
            if letter.target in by_name and agenda.letter_due(letter, now):
                attempts.append(_attempt(outbox, config, by_name[letter.target], letter, now, stamp, deliver))
    return attempts


def _readdressed(outbox: Outbox, targets: Sequence[Target], now: str) -> list[Letter]:
    letters = outbox.open_letters()
    if all(letter.target in {target.name for target in targets} for letter in letters):
        return letters
    known = {(one.digest_id, one.target) for one in outbox.letters_since(letters[0].digest_id)}
    for letter, heir in agenda.moved(letters, targets, known).items():
        if heir is None:
            outbox.close(letter, "dropped", now, letter.last_error)
        else:
            outbox.readdress(letter, heir, now)
    return outbox.open_letters()


def _attempt(
    outbox: Outbox,
    config: Config,
    target: Target,
    letter: Letter,
    now: datetime,
    stamp: Callable[[datetime], str],
    deliver: Deliver,
) -> Attempt:
    # Killed in an earlier attempt: it may have arrived.
    was_certain = letter.certain and letter.status != "sending"
    outbox.sending(letter)
    certain = True
    try:
        language: Language = "zh" if config.digest.lang == "zh" else "en"
        message = message_for(outbox, letter, language, config.digest.link, target.kind)
        certain = False
        sent = deliver(target, message, letter.parts_done, lambda parts: outbox.accepted(letter, parts))
    except RolewatchError:
        raise
    except Exception as error:  # a letter that cannot be written must not hold up the others, nor the crawl
        sent = Sent(False, f"it could not be made ({type(error).__name__})", certain)
    attempts = letter.attempts + 1
    if sent.ok:
        outbox.close(letter, "delivered", stamp(now))
        return Attempt(letter, sent)
    if attempts >= agenda.MOST_ATTEMPTS:
        outbox.close(letter, "given_up", stamp(now), sent.error)
        return Attempt(letter, sent, given_up=True)
    following = stamp(now + agenda.wait_after(attempts))
    outbox.postpone(letter, following, sent.error, certain=sent.certain and was_certain)
    return Attempt(letter, sent)


def message_for(
    outbox: Outbox, letter: Letter, language: Language, link: str = "", kind: Kind | None = None
) -> Message:
    """A letter in the forms that a kind of target takes (None: in all): the digest as it was made, with the earlier
    ones that it carries.

    `link` is where the whole of it stands, with {date} and {number}; "": the command that shows it is named.
    """

    def form(write: Callable[[Digest, Language], str], *kinds: Kind) -> str:
        return write(digest, language) if kind is None or kind in kinds else ""

    numbers = [*letter.carries, letter.digest_id]
    whole = link.replace("{date}", letter.local_date).replace("{number}", str(letter.digest_id))
    whole = whole or "rolewatch digest " + " ".join(f"--number {number}" for number in numbers)
    digests = [from_text(body) for body in outbox.bodies(numbers)]
    digest = replace(merged(digests), number=letter.digest_id, whole=whole)
    say = Phrases(language, digest.timezone)
    return Message(
        date=letter.local_date,
        title=f"{say.title(digest)} · {say.summary(digest)}",
        text=form(as_text, "print", "service"),
        markdown=form(as_markdown, "folder", "service"),
        html=form(as_html, "folder"),
        mail=form(_mail, "service"),
        feed=form(lambda *_: _feed(outbox, letter, language), "feed"),
        note=say.say("shortened", command=whole),
    )


def _feed(outbox: Outbox, letter: Letter, language: Language) -> str:
    latest = [from_text(body) for body in outbox.latest_bodies(letter.digest_id, IN_FEED)]
    return as_atom(replace(merged(latest), number=letter.digest_id), language)


def _mail(digest: Digest, language: Language) -> str:
    most = MOST_IN_MAIL
    while (
        len((page := as_html(shortened(digest, most), language)).encode("utf-8", "replace")) > MOST_BYTES and most > 1
    ):
        most //= 2
    return page
