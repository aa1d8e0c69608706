from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from roles.errors import ConfigError
from rolewatch.config import DEFAULT_FAMILIES, Cluster, Config, cluster_address, load, parse, snapshot

BOARDS = ("jsonld", "headings")
GOOD = """\
timezone = "Europe/Berlin"

[crawl]
delay = 2
user_agent = "Rolewatch for Acme"

[scope]
families = ["dl_compiler", "kernel_operator"]

[digest]
at = "07:15"
lang = "en"
to = ["mailto://${MAIL_USER}@acme.example"]

[[source]]
id = "lanting"
url = "https://lanting.example/careers"
company = "澜汀智算"
interval = "12h"

[[source]]          # a file
id = "notes"
url = "boards/notes.md"
board = "headings"
enabled = false
"""


def read(text: str) -> Config:
    return parse(text, Path("/srv/sources.toml"), BOARDS)


def test_everything_that_the_contract_names_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USER", "jobs")
    config = read(GOOD)
    assert config.timezone == "Europe/Berlin"
    assert (config.crawl.delay, config.crawl.user_agent, config.crawl.obey_robots) == (2, "Rolewatch for Acme", True)
    assert config.scope.families == ("dl_compiler", "kernel_operator")
    assert (config.digest.at, config.digest.lang, config.digest.to) == ("07:15", "en", ("mailto://jobs@acme.example",))
    first, second = config.source
    assert (first.id, first.company, first.interval, first.board) == (
        "lanting",
        "澜汀智算",
        timedelta(hours=12),
        "auto",
    )
    assert second.url == "file:///srv/boards/notes.md"
    assert config.enabled == (first,)


def test_only_id_and_url_are_required() -> None:
    config = read('[[source]]\nid = "a"\nurl = "https://a.example/"\n')
    assert config.timezone == "Asia/Shanghai"
    assert config.crawl.delay == 1.0
    assert config.scope.families == DEFAULT_FAMILIES
    assert config.source[0].interval == timedelta(days=1)


SOURCE = '[[source]]\nid = "a"\nurl = "https://a.example/"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("timezone = \n", 1, "not TOML"),
        ('timezone = "Mars/Base"\n', 1, 'timezone "Mars/Base" is no time zone'),
        ("[crawl]\ndelay = -1\n", 2, "crawl.delay"),
        ('[crawl]\ndelay = "1"\n', 2, "crawl.delay"),
        ("[crawl]\nspeed = 9\n", 2, "crawl.speed is no key of this file; there are: user_agent, delay"),
        ("colour = 1\n", 1, "colour is no key of this file; there are: timezone, crawl"),
        ('[scope]\nfamilies = ["dl_framework", "cooks"]\n', 2, "cooks"),
        ('[digest]\nat = "25:00"\n', 2, 'digest.at "25:00" is no time of day'),
        ('[digest]\nlang = "fr"\n', 2, "digest.lang"),
        ('[digest]\nto = ["mailto://${NOT_SET_ANYWHERE}"]\n', 2, "environment variable NOT_SET_ANYWHERE, which is not set"),
        ('[digest]\nto = ["mailto:me@acme.example"]\n', 2, 'digest.to has an address without "//"'),
        ('[digest.filter]\ncolour = ["x"]\n', 2, "digest.filter.colour is no key of this file; there are: families, cities"),
        ('[digest.filter]\nfamilies = ["cooks"]\n', 2, 'digest.filter.families "cooks" is no role family'),
        ('[digest.filter]\npay_min = "x"\n', 2, "digest.filter.pay_min"),
        ('[digest.filter]\npay_currency = "RMB?"\n', 2, 'digest.filter.pay_currency "RMB?" is no currency'),
        ('[digest.filter]\nwords = [""]\n', 2, "digest.filter.words"),
        ('[crawl]\nmax_memory = 5\n', 2, "crawl.max_memory"),
        ('[crawl]\non = "crawl-a:8786"\n', 2, 'crawl.on "crawl-a:8786" is no address of a scheduler'),
        ('[crawl]\non = "tls://crawl-a:0"\n', 2, 'crawl.on "tls://crawl-a:0" is no address of a scheduler'),
        ('[crawl]\non = "tcp://10.0.0.2:8786"\n', 2, "is neither encrypted nor on this machine"),
        ('[crawl]\non = "tcp://localhost.evil.example:8786"\n', 2, "is neither encrypted nor on this machine"),
        ('[crawl]\non = "tls://crawl-a:8786"\n[cluster]\nca = "ca.pem"\n', 2, "needs cluster.certificate, cluster.key, too"),
        ('[cluster]\npassword = "x"\n', 2, "cluster.password is no key of this file; there are: ca, certificate, key"),
        (SOURCE + 'interval = "daily"\n', 4, 'source.interval "daily" is no length of time'),
        (SOURCE + 'board = "greenhose"\n', 4, 'source.board "greenhose" is not known; there are: auto, jsonld, headings'),
        (SOURCE + "enabled = 1\n", 4, "source.enabled"),
        (SOURCE + 'urls = "x"\n', 4, "source.urls is no key"),
        (SOURCE + '\n[[source]]\nurl = "https://b.example/"\n', 5, "source.id is missing"),
        (SOURCE + '\n[[source]]\nid = "B c"\nurl = "https://b.example/"\n', 6, 'source.id "B c" may hold only'),
        (SOURCE + '\n[[source]]\nid = "a"\nurl = "https://b.example/"\n', 6, "already used by the source on line 2"),
        ('[[source]]\nid = "a"\nurl = "ftp://a.example/"\n', 3, "scheme that is not crawled"),
        ('[[source]]\nid = "a"\nurl = "https://"\n', 3, "names no host"),
        ('[[source]]\nid = "a"\nurl = ""\n', 3, "source.url"),
        (SOURCE + "[source.select]\ntitle = 3\n", 5, 'source.select.title "3" should be text'),
        ('timezone = 8\n', 1, 'timezone "8" should be text'),
        ('crawl = 1\n', 1, 'crawl "1" should be a table'),
        ('[crawl]\nmax_pages = 5.5\n', 2, 'crawl.max_pages "5.5" should be a whole number'),
        ('[crawl]\nmax_pages = true\n', 2, "crawl.max_pages"),
        ('[crawl]\ndelay = nan\n', 2, 'crawl.delay "nan" should be greater than or equal to 0'),
        ('[crawl]\nobey_robots = "no"\n', 2, 'crawl.obey_robots "no" should be true or false'),
        ('[scope]\nfamilies = "dl_framework"\n', 2, 'scope.families "dl_framework" should be a list'),
        ('[digest.filter]\npay_min = 0\n', 2, 'digest.filter.pay_min "0" should be greater than 0'),
        ('[digest.filter]\ncities = ["杭州", 3]\n', 2, 'digest.filter.cities "3" should be text'),
        ('[digest]\nto = [5]\n', 2, "digest.to should be text"),
        ('[source]\nid = "a"\nurl = "https://a.example/"\n', 1, "source should be a list"),
        (SOURCE + "interval = 5\n", 4, 'source.interval "5" is no length of time'),
        (SOURCE + 'select = "h2"\n', 4, 'source.select "h2" should be a table'),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_file_line_and_key(text: str, line: int, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    first = str(caught.value).splitlines()[0]
    assert first.startswith(f"/srv/sources.toml:{line}: "), first
    assert words in str(caught.value)


def test_a_secret_is_not_repeated_in_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError) as caught:
        read('[digest]\nto = ["slack://hunter2/${NOT_SET_ANYWHERE}"]\n')
    assert "hunter2" not in str(caught.value)


def test_several_mistakes_are_told_at_once_in_their_order() -> None:
    with pytest.raises(ConfigError) as caught:
        read('[crawl]\nspeed = 1\n[digest]\nat = "x"\n')
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["2", "4"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        load(tmp_path / "none.toml", BOARDS)
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path / "bytes.toml", BOARDS)


def test_a_path_to_deliver_to_starts_from_the_files_folder() -> None:
    assert read('[digest]\nto = ["digests", "file:///x/feed.atom"]\n').digest.to == (
        "file:///srv/digests",
        "file:///x/feed.atom",
    )


def test_a_snapshot_reads_back_without_the_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_USER", "hunter2")
    config = read(GOOD + "[source.select]\ntitle = 'h2'\n")
    text = snapshot(config)
    assert "hunter2" not in text
    again = parse(text, Path("/tmp/x.toml"), BOARDS)
    assert (again.source, again.crawl, again.scope, again.timezone) == (
        config.source,
        config.crawl,
        config.scope,
        config.timezone,
    )


def test_a_cluster_is_named_with_its_files() -> None:
    config = read(
        '[crawl]\non = "tls://crawl-a.example:8786"\n[cluster]\nca = "keys/ca.pem"\ncertificate = "a.pem"\nkey = "/k/a.key"\n'
    )
    assert config.crawl.on == "tls://crawl-a.example:8786"
    assert (config.cluster.ca, config.cluster.certificate, config.cluster.key) == (
        "/srv/keys/ca.pem",
        "/srv/a.pem",
        "/k/a.key",
    )
    again = parse(snapshot(config), Path("/tmp/x.toml"), BOARDS)
    assert (again.crawl, again.cluster) == (config.crawl, config.cluster), "a scheduled crawl goes there, too"
    for local in ("tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"):
        assert read(f'[crawl]\non = "{local}"\n').crawl.on == local
    assert cluster_address("", config.cluster) == ""
    with pytest.raises(ValueError, match=r"needs cluster\.ca, cluster\.certificate, cluster\.key"):
        cluster_address("tls://crawl-a:8786", Cluster())
