"""What lists ask of a role, narrow: a row per role that triggers keep equal to the role and its leading ad.

The `roles` view reads ads with their whole texts, and a hundred thousand of those are hundreds of megabytes. A card has
some two hundred bytes, so any combination of conditions and orders is one pass over a few thousand pages, and no
combination needs an index of its own. The indexes are for collecting the distinct employers and places.
"""

from __future__ import annotations

_ROLE = ("first_seen",)
_LEAD = (
    "in_scope", "posted_at", "workplace", "salary_currency", "salary_period", "salary_min", "salary_max", "annual_min",
    "annual_max", "experience_min", "education", "families", "locations", "company", "title", "skills",
)  # fmt: skip
COLUMNS = ("role_id", "open", *_ROLE, *_LEAD)

# The cards as they must be; what the triggers keep, and what is asked of a file that has none yet.
SELECT = f"""SELECT role.role_id, role.open, {", ".join(f"role.{name}" for name in _ROLE)},
    {", ".join(f"lead.{name}" for name in _LEAD)}
    FROM role JOIN posting AS lead ON lead.posting_id = role.lead_id
    WHERE NOT EXISTS (SELECT 1 FROM role_alias WHERE role_alias.old_role_id = role.role_id)"""

_KEEP = f"INSERT OR REPLACE INTO role_card {SELECT} AND"

# An ad may be written after the role that it leads, or before: either of the two makes the card.
STATEMENTS = (
    """CREATE TABLE role_card (
        role_id INTEGER PRIMARY KEY, open INTEGER NOT NULL, first_seen TEXT NOT NULL, in_scope INTEGER NOT NULL,
        posted_at TEXT, workplace TEXT, salary_currency TEXT, salary_period TEXT, salary_min NUMERIC,
        salary_max NUMERIC, annual_min NUMERIC, annual_max NUMERIC, experience_min NUMERIC, education TEXT,
        families TEXT NOT NULL, locations TEXT NOT NULL, company TEXT, title TEXT NOT NULL, skills TEXT
    )""",
    "CREATE INDEX role_card_by_company ON role_card (company)",
    "CREATE INDEX role_card_by_locations ON role_card (locations)",
    f"INSERT INTO role_card {SELECT}",
    f"CREATE TRIGGER role_card_new_role AFTER INSERT ON role BEGIN {_KEEP} role.role_id = NEW.role_id; END",
    f"""CREATE TRIGGER role_card_role AFTER UPDATE OF open, lead_id, first_seen ON role BEGIN
        {_KEEP} role.role_id = NEW.role_id; END""",
    """CREATE TRIGGER role_card_role_gone AFTER DELETE ON role BEGIN
        DELETE FROM role_card WHERE role_id = OLD.role_id; END""",
    f"""CREATE TRIGGER role_card_new_ad AFTER INSERT ON posting BEGIN
        {_KEEP} role.role_id = NEW.role_id AND role.lead_id = NEW.posting_id; END""",
    f"""CREATE TRIGGER role_card_ad AFTER UPDATE OF {", ".join(_LEAD)} ON posting BEGIN
        {_KEEP} role.role_id = NEW.role_id AND role.lead_id = NEW.posting_id; END""",
    """CREATE TRIGGER role_card_joined AFTER INSERT ON role_alias BEGIN
        DELETE FROM role_card WHERE role_id = NEW.old_role_id; END""",
    f"""CREATE TRIGGER role_card_unjoined AFTER DELETE ON role_alias BEGIN
        {_KEEP} role.role_id = OLD.old_role_id; END""",
)
