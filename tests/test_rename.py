"""`rolewatch sources rename`: the configuration and the file, or neither; no news."""

from __future__ import annotations

from tests.commands import Desk
from tests.pages import TITLES, careers
from tests.site import Site

FIRST, SECOND = "2026-03-02T00:30:00Z", "2026-03-04T00:30:00Z"


def test_a_source_is_renamed_in_both_places_without_news(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site), "other": "nowhere.md"})
    text = (desk.folder / "sources.toml").read_text().replace('id = "lanting"', "id = 'lanting'  # ours")
    (desk.folder / "sources.toml").write_text(text)
    desk.crawl(FIRST, "lanting")
    done = desk.run("sources", "rename", "lanting", "lt-2", check=0)
    assert "4 ads keep their history" in done.stdout
    assert (desk.folder / "sources.toml").read_text() == text.replace("id = 'lanting'", 'id = "lt-2"')
    desk.crawl(SECOND, "lt-2")
    assert [kind for kind, _ in desk.events()] == ["new"] * len(TITLES)
    assert desk.ask("SELECT DISTINCT source_id FROM postings") == [("lt-2",)]
    assert desk.ask("SELECT source_id, health FROM sources ORDER BY 1") == [("lt-2", "ok"), ("other", "new")]


def test_an_id_that_the_user_changed_already_is_renamed_in_the_file(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site)})
    desk.crawl(FIRST)
    desk.configure({"lt-2": site.url + "/jobs"})
    desk.run("sources", "rename", "lanting", "lt-2", check=0)
    desk.crawl(SECOND)
    assert len(desk.events()) == len(TITLES)


def test_a_name_that_is_taken_or_unknown_changes_nothing(desk: Desk, site: Site) -> None:
    desk.configure({"lanting": careers(site), "other": "nowhere.md"})
    desk.crawl(FIRST, "lanting")
    before = (desk.folder / "sources.toml").read_text()
    for words, message in (
        (("nobody", "x"), "has no source nobody"), (("lanting", "other"), "has a source other already"),
        (("lanting", "Lanting!"), "only a to z"), (("lanting", "lanting"), "the same"),
    ):  # fmt: skip
        done = desk.run("sources", "rename", *words)
        assert done.returncode == 2
        assert message in done.stderr
    assert (desk.folder / "sources.toml").read_text() == before
    desk.configure({"fresh": "nowhere.md"})
    desk.crawl(SECOND, check=1)
    desk.configure({"lanting": site.url + "/jobs", "renamed": site.url + "/jobs"})
    desk.crawl(SECOND, "renamed")
    desk.configure({"lanting": site.url + "/jobs"})
    before = (desk.folder / "sources.toml").read_text()
    refused = desk.run("sources", "rename", "lanting", "renamed", check=2)
    assert "choose another name" in refused.stderr
    assert (desk.folder / "sources.toml").read_text() == before, "neither"
