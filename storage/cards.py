"""What lists ask of a role, narrow: a row per role that triggers keep equal to the role and its leading ad.

The `roles` view reads ads with their whole texts, and a hundred thousand of those are hundreds of megabytes. A card has
some two hundred bytes, so that any combination of conditions and orders is at worst one pass over a few thousand pages.
The usual questions do without that pass: the indexes lead to the newest roles and the best paid, and to those of an
employer and a place (storage/labels.py).
"""

from __future__ import annotations

_ROLE = ("first_seen",)
_LEAD = (
    "in_scope", "posted_at", "workplace", "salary_currency", "salary_period", "salary_min", "salary_max", "annual_min",
    "annual_max", "experience_min", "education", "family", "families", "locations", "company", "title", "skills",
)  # fmt: skip
COLUMNS = ("role_id", "open", *_ROLE, *_LEAD)
# What a year's pay reaches: by it lists are ordered.
_PAY = "coalesce(annual_max, annual_min)"

# The cards as they must be; what the triggers keep, and what is asked of a file that has none yet.
_ALIVE = "NOT EXISTS (SELECT 1 FROM role_alias WHERE role_alias.old_role_id = role.role_id)"
_OF_ROLE = f"SELECT role.role_id, role.open, {', '.join(f'role.{name}' for name in _ROLE)}"
SELECT = f"""{_OF_ROLE}, {", ".join(f"lead.{name}" for name in _LEAD)}
    FROM role JOIN posting AS lead ON lead.posting_id = role.lead_id WHERE {_ALIVE}"""

_KEEP = f"INSERT OR REPLACE INTO role_card {SELECT} AND"
# An ad that is being written is not read for it: it has thousands of bytes.
_KEEP_AD = f"""INSERT OR REPLACE INTO role_card {_OF_ROLE}, {", ".join(f"NEW.{name}" for name in _LEAD)}
    FROM role WHERE role.role_id = NEW.role_id AND role.lead_id = NEW.posting_id AND {_ALIVE};"""
_TRIGGERS = (
    "role_card_new_role", "role_card_role", "role_card_role_gone", "role_card_new_ad", "role_card_ad",
    "role_card_joined", "role_card_unjoined",
)  # fmt: skip

# An ad may be written after the role that it leads, or before: either of the two makes the card.
STATEMENTS = (
    *(f"DROP TRIGGER IF EXISTS {name}" for name in _TRIGGERS),
    "DROP TABLE IF EXISTS role_card",
    """CREATE TABLE role_card (
        role_id INTEGER PRIMARY KEY, open INTEGER NOT NULL, first_seen TEXT NOT NULL, in_scope INTEGER NOT NULL,
        posted_at TEXT, workplace TEXT, salary_currency TEXT, salary_period TEXT, salary_min NUMERIC,
        salary_max NUMERIC, annual_min NUMERIC, annual_max NUMERIC, experience_min NUMERIC, education TEXT,
        family TEXT, families TEXT NOT NULL, locations TEXT NOT NULL, company TEXT, title TEXT NOT NULL, skills TEXT
    )""",
    f"INSERT INTO role_card {SELECT}",
    "CREATE INDEX role_card_newest ON role_card (first_seen, role_id) WHERE open = 1 AND in_scope",
    f"""CREATE INDEX role_card_pay ON role_card ({_PAY} IS NULL, salary_currency, {_PAY} DESC, role_id DESC)
        WHERE open = 1 AND in_scope""",
    "CREATE INDEX role_card_by_company ON role_card (company)",
    # With all that is asked of the places of many roles, so that only those are read that match.
    """CREATE INDEX role_card_by_locations
        ON role_card (locations, family, salary_currency, open, annual_min, annual_max, families)""",
    f"""CREATE TRIGGER role_card_new_role AFTER INSERT ON role
        WHEN EXISTS (SELECT 1 FROM posting WHERE posting_id = NEW.lead_id) BEGIN
        {_KEEP} role.role_id = NEW.role_id; END""",
    f"""CREATE TRIGGER role_card_role AFTER UPDATE OF open, lead_id, first_seen ON role BEGIN
        {_KEEP} role.role_id = NEW.role_id; END""",
    """CREATE TRIGGER role_card_role_gone AFTER DELETE ON role BEGIN
        DELETE FROM role_card WHERE role_id = OLD.role_id; END""",
    f"CREATE TRIGGER role_card_new_ad AFTER INSERT ON posting BEGIN {_KEEP_AD} END",
    f"CREATE TRIGGER role_card_ad AFTER UPDATE OF {', '.join(_LEAD)} ON posting BEGIN {_KEEP_AD} END",
    """CREATE TRIGGER role_card_joined AFTER INSERT ON role_alias BEGIN
        DELETE FROM role_card WHERE role_id = NEW.old_role_id; END""",
    f"""CREATE TRIGGER role_card_unjoined AFTER DELETE ON role_alias BEGIN
        {_KEEP} role.role_id = OLD.old_role_id; END""",
)
