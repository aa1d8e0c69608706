"""The digest as one HTML page without scripts and without anything from elsewhere: for mail and browsers."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from roles.text import clean
from rolewatch.digest.build import GROUPS, Digest, clusters
from rolewatch.digest.words import Language, Phrases


@cache
def environment() -> Environment:
    """Templates with escaping on: every word of others is text, never markup."""
    made = Environment(
        loader=PackageLoader("rolewatch", "digest"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if type(value) is str else value,
    )
    made.tests["web"] = lambda url: url.startswith(("http://", "https://"))
    return made


def as_html(digest: Digest, language: Language) -> str:
    """The digest as an HTML document."""
    say = Phrases(language, digest.timezone)
    return environment().get_template("digest.html.j2").render(digest=digest, say=say, groups=GROUPS, clusters=clusters)
