"""The public views: what others may rely on (the contract). A column may be added, never removed."""

from __future__ import annotations

# When an ad was seen last, `sighting` joined to it: when its words were read, or listed as they were.
_LAST_SEEN = "max(ad.read_at, coalesce(sighting.seen_at, ''))"

# How many open roles a source shows, counted. The column that keeps it is NULL where it may have changed.
OPEN_ROLES = """(SELECT count(DISTINCT ad.role_id) FROM posting AS ad
    WHERE ad.source_id = source.source_id AND ad.open = 1)"""

# The facts of an ad, in the order of the contract.
_STATED = """
    {p}.title, {p}.company, {p}.department, {p}.locations, {p}.workplace, {p}.family, {p}.families, {p}.seniority,
    {p}.employment_type, {p}.campus, {p}.headcount, {p}.salary_text, {p}.salary_currency, {p}.salary_period,
    {p}.salary_min, {p}.salary_max, {p}.salary_months, {p}.annual_min, {p}.annual_max, {p}.experience_min,
    {p}.experience_max, {p}.education, {p}.skills, {p}.skills_plus, {p}.responsibilities, {p}.requirements,
    {p}.nice_to_have, {p}.benefits, {p}.apply_to
""".strip()

VIEWS = {
    "roles": f"""
        SELECT role.role_id, CASE role.open WHEN 1 THEN 'open' ELSE 'closed' END AS status,
            {_STATED.format(p="lead")},
            role.first_seen,
            (
                SELECT max({_LAST_SEEN}) FROM posting AS ad LEFT JOIN sighting USING (posting_id)
                WHERE ad.role_id = role.role_id
            ) AS last_seen,
            role.closed_at, lead.posted_at, lead.expires_at, role.repost_count, lead.in_scope,
            EXISTS (
                SELECT 1 FROM posting AS ad JOIN source ON source.source_id = ad.source_id
                WHERE ad.role_id = role.role_id AND source.watched
            ) AS watched,
            lead.url, lead.description
        FROM role JOIN posting AS lead ON lead.posting_id = role.lead_id
        WHERE NOT EXISTS (SELECT 1 FROM role_alias WHERE role_alias.old_role_id = role.role_id)""",
    "postings": f"""
        SELECT ad.posting_id, ad.role_id, ad.source_id, ad.external_id, ad.url,
            CASE ad.open WHEN 1 THEN 'open' ELSE 'closed' END AS status,
            {_STATED.format(p="ad")},
            ad.first_seen, {_LAST_SEEN} AS last_seen, ad.closed_at, ad.posted_at, ad.expires_at, ad.description,
            ad.requisition_id, ad.close_reason, ad.joined
        FROM posting AS ad LEFT JOIN sighting USING (posting_id)""",
    "events": "SELECT event_id, at, kind, role_id, posting_id, source_id, run_id, detail FROM event",
    "sources": f"""
        SELECT source.source_id, source.url, coalesce(source.kept_board, source.board) AS board, source.company,
            source.last_run_at, source.last_complete_at, source.health, source.message,
            coalesce(source.open_roles, {OPEN_ROLES}) AS open_roles,
            source.watched
        FROM source""",
    "runs": "SELECT run_id, started_at, finished_at, status FROM run",
    "source_runs": """
        SELECT run_id, source_id, verdict, pages_read, pages_unchanged, pages_failed, postings, declared, seconds,
            message, applied, troubles
        FROM source_run""",
    "role_aliases": "SELECT old_role_id, role_id FROM role_alias",
}
