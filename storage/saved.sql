-- pay-moves-this-month: Pay moves this month, by family
SELECT roles.family, json_extract(detail, '$.direction') AS direction, count(*) AS moves,
    round(avg(json_extract(detail, '$.percent')), 1) AS mean_percent
FROM events JOIN roles USING (role_id)
WHERE kind = 'salary_changed' AND at >= (SELECT strftime('%Y-%m-01', max(started_at)) FROM runs)
GROUP BY roles.family, direction
ORDER BY moves DESC;

-- who-closed-most: Which employers closed most in the last 90 days
WITH closed AS (
    SELECT company, count(DISTINCT role_id) AS closed FROM events JOIN roles USING (role_id)
    WHERE kind = 'closed' AND at >= (SELECT strftime('%Y-%m-%d', max(started_at), '-90 days') FROM runs)
    GROUP BY company
), still AS (
    SELECT company, count(*) AS open_now FROM roles WHERE status = 'open' GROUP BY company
)
SELECT closed.company, closed, coalesce(open_now, 0) AS open_now
FROM closed LEFT JOIN still ON still.company IS closed.company
ORDER BY closed DESC, open_now;

-- how-long-open: How long roles stay open, by family: days until they closed
WITH closed AS (
    SELECT family, julianday(closed_at) - julianday(first_seen) AS days,
        row_number() OVER (PARTITION BY family ORDER BY julianday(closed_at) - julianday(first_seen)) AS place,
        count(*) OVER (PARTITION BY family) AS roles
    FROM roles WHERE status = 'closed'
)
SELECT family, roles, round(avg(days) FILTER (WHERE place IN ((roles + 1) / 2, (roles + 2) / 2)), 1) AS median_days,
    round(max(days), 1) AS longest
FROM closed GROUP BY family ORDER BY median_days DESC;

-- reposted-often: Roles that were reposted three times or more
SELECT role_id, title, company, repost_count, first_seen, status, url
FROM roles WHERE repost_count >= 3 ORDER BY repost_count DESC;

-- new-in-hangzhou: New in Hangzhou in the last 30 days, from 40,000 CNY a month
SELECT role_id, title, company, salary_text, first_seen, url
FROM roles
WHERE status = 'open' AND EXISTS (SELECT 1 FROM json_each(locations) WHERE value = '杭州')
    AND salary_currency = 'CNY'
    AND CASE salary_period WHEN 'month' THEN coalesce(salary_max, salary_min)
        ELSE coalesce(annual_max, annual_min) / 12 END >= 40000
    AND first_seen >= (SELECT strftime('%Y-%m-%d', max(started_at), '-30 days') FROM runs)
ORDER BY first_seen DESC;

-- skills-by-family: Which five skills each family asks for most
WITH asked AS (
    SELECT family, skill.value AS skill, count(*) AS roles,
        row_number() OVER (PARTITION BY family ORDER BY count(*) DESC, skill.value) AS place
    FROM roles, json_each(roles.skills) AS skill
    WHERE status = 'open' AND family IS NOT NULL
    GROUP BY family, skill.value
)
SELECT family, place, skill, roles FROM asked WHERE place <= 5 ORDER BY family, place;

-- pay-by-family: What open roles pay a year, by family and level, in CNY
SELECT family, coalesce(seniority, '(not said)') AS level, count(*) AS roles,
    round(min(annual_min)) AS from_cny, round(avg((annual_min + annual_max) / 2)) AS mean_cny, round(max(annual_max)) AS up_to_cny
FROM roles
WHERE status = 'open' AND salary_currency = 'CNY' AND annual_min IS NOT NULL AND annual_max IS NOT NULL
GROUP BY family, level ORDER BY mean_cny DESC;

-- longest-open: The open roles that have been watched longest
SELECT role_id, title, company,
    round((SELECT julianday(max(started_at)) FROM runs) - julianday(first_seen)) AS days, url
FROM roles WHERE status = 'open' AND watched AND in_scope ORDER BY first_seen, role_id LIMIT 50;

-- per-day: New and closed roles per day, without what was there when watching began
SELECT substr(at, 1, 10) AS day, count(*) FILTER (WHERE kind = 'new') AS new, count(*) FILTER (WHERE kind = 'closed') AS closed
FROM events
WHERE kind = 'closed' OR (kind = 'new' AND NOT coalesce(json_extract(detail, '$.baseline'), 0))
GROUP BY day ORDER BY day DESC;

-- greatest-raises: The greatest raises
SELECT at, role_id, title, company, json_extract(detail, '$.before.text') AS before,
    json_extract(detail, '$.after.text') AS after, json_extract(detail, '$.percent') AS percent
FROM events JOIN roles USING (role_id)
WHERE kind = 'salary_changed' AND json_extract(detail, '$.direction') = 'raised'
ORDER BY percent DESC LIMIT 50;

-- came-back: Roles that closed and came back
SELECT role_id, title, company, count(*) AS times, max(at) AS last_time, status
FROM events JOIN roles USING (role_id) WHERE kind = 'reopened' GROUP BY role_id ORDER BY last_time DESC;

-- who-states-pay: Which employers state what they pay
SELECT company, count(*) AS open_roles, count(salary_currency) AS with_pay,
    round(100.0 * count(salary_currency) / count(*)) AS percent
FROM roles WHERE status = 'open' AND company IS NOT NULL GROUP BY company ORDER BY open_roles DESC, percent DESC;

-- without-a-degree-floor: Open roles that ask for at most three years and no more than a bachelor's degree
SELECT role_id, title, company, experience_min, education, salary_text, url
FROM roles
WHERE status = 'open' AND in_scope AND coalesce(experience_min, 0) <= 3
    AND coalesce(education, 'none') IN ('none', 'college', 'bachelor')
ORDER BY annual_max DESC;

-- sources-that-need-a-look: Sources that were not read completely last time
SELECT source_id, health, message, last_run_at, last_complete_at, open_roles
FROM sources WHERE watched AND health <> 'ok' ORDER BY last_complete_at;

-- search-inference-engine: 推理引擎 anywhere in a role, the best matches first
SELECT roles.role_id, roles.title, roles.company, roles.locations, roles.salary_text, roles.url
FROM role_search JOIN roles ON roles.role_id = role_search.rowid
WHERE role_search MATCH '"推理 理引 引擎"' AND status = 'open'
ORDER BY bm25(role_search, 0, 10, 4, 1, 3) LIMIT 50;
