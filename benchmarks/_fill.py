"""Fills a house with ten years of work: 193 countries, 520 calls, 100,000 deliverables with versions and comments.

Beside whatever is there already (the demonstration), by INSERT … SELECT: rows that nobody typed, as many as a body of
all states of the world would have. Texts are sentences of four languages, a few hundred words a version.
"""

import sys
import time

from flask import current_app
from sqlalchemy import create_engine, text

from secretariat.cli.beside import inside
from secretariat.database import db

COUNTRIES, MEETINGS, CALLS = 193, 26, 520
LANGUAGES = "ARRAY['en', 'es', 'pt', 'fr']"
# Every word of a text is drawn by its row's number, so that some are everywhere and some nearly nowhere.
WORDS = {
    "en": "the ministry strengthens schools roads and services for families who arrive at the border with refugees "
    "protection partners municipalities registration health shelter commitments reached partly funded next year",
    "es": "el ministerio fortalece escuelas caminos y servicios para familias que llegan a la frontera con refugiados "
    "protección socios municipios registro salud albergue compromisos cumplidos en parte financiados próximo año",
    "pt": "o ministério fortalece escolas estradas e serviços para famílias que chegam à fronteira com refugiados "
    "proteção parceiros municípios registro saúde abrigo compromissos cumpridos em parte financiados próximo ano",
    "fr": "le ministère renforce écoles routes et services pour familles qui arrivent à la frontière avec réfugiés "
    "protection partenaires communes enregistrement santé abri engagements tenus en partie financés prochaine année",
}
STATES = """(ARRAY['approved','published','approved','published','approved','published','not_started','draft',
    'submitted','changes_requested','rejected','waived'])[1 + (countries.id * 7 + calls.id) % 12]"""

STEPS = {
    "countries": f"""
        INSERT INTO countries (alpha2, alpha3, names, capitals, time_zone, language)
        SELECT chr(97 + n / 26) || chr(97 + n % 26), 'x' || lpad(n::text, 3, '0'),
            jsonb_build_object('en', 'Country ' || n), jsonb_build_object('en', 'Capital ' || n),
            (ARRAY['America/Lima','Africa/Nairobi','Asia/Tokyo','Europe/Paris'])[1 + n % 4],
            ({LANGUAGES})[1 + n % 4]
        FROM generate_series(1, {COUNTRIES} - (SELECT count(*)::int FROM countries)) AS n""",
    "people": """
        INSERT INTO users (email, name, language, active, created_at)
        SELECT 'focal' || id || '@example.net', 'Focal point of ' || (names ->> 'en'), language, true, '2012-01-01'
        FROM countries WHERE alpha3 LIKE 'x%'""",
    "memberships": """
        INSERT INTO memberships (user_id, role, country_id, since)
        SELECT u.id, 'focal_point', c.id, '2012-01-01' FROM countries c
        JOIN users u ON u.email = 'focal' || c.id || '@example.net'""",
    "meetings": f"""
        INSERT INTO meetings (slug, kind, symbol, titles, summary, note, time_zone, starts_on, ends_on, opens, status,
            city)
        SELECT 'round-' || n, 'ministerial', 'LAD/R.' || n, jsonb_build_object('en', 'Round ' || n), '{{}}', '{{}}',
            'America/New_York', date '2013-07-01' + n * 180, date '2013-07-02' + n * 180, time '09:00',
            CASE WHEN n < {MEETINGS} - 1 THEN 'held' ELSE 'planned' END, 'Lima'
        FROM generate_series(1, {MEETINGS}) AS n""",
    "calls": f"""
        INSERT INTO calls (meeting_id, number, titles, instructions, pillar_id, due_on, due_time, grace_minutes, soft,
            needs_clearance, ladder, opened_at, closed_at, quiet)
        SELECT m.id, k, jsonb_build_object('en', 'Report ' || k || ' of ' || (m.titles ->> 'en')), '{{}}',
            (SELECT id FROM pillars WHERE number = 1 + k % 3), m.starts_on - 30, time '18:00', 60, true, false, '[]',
            m.starts_on - 120, CASE WHEN m.status = 'held' THEN m.starts_on END, false
        FROM meetings m, generate_series(1, {CALLS} / {MEETINGS}) AS k WHERE m.slug LIKE 'round-%'""",
    "questions": """
        INSERT INTO call_fields (call_id, key, position, kind, labels, helps, required, details)
        SELECT c.id, 'q' || p, p, 'long_text', jsonb_build_object('en', 'Question ' || p), '{}', true, '{}'
        FROM calls c JOIN meetings m ON m.id = c.meeting_id, generate_series(1, 3) AS p
        WHERE m.slug LIKE 'round-%'""",
    "deliverables": f"""
        INSERT INTO deliverables (call_id, country_id, state, due_at, late, changed_at, sent_at, reviewer_id,
            seen_change)
        SELECT k, c, state, due_at, (c + k) % 11 = 0, due_at - interval '9 days',
            CASE WHEN state NOT IN ('not_started', 'draft', 'waived')
                THEN least(due_at, '2025-09-05') - c * interval '1 hour' END,
            CASE WHEN state IN ('approved', 'published', 'rejected', 'changes_requested')
                THEN (SELECT user_id FROM memberships WHERE role = 'reviewer' ORDER BY (user_id + c) % 2 LIMIT 1) END, 0
        FROM (
            SELECT calls.id AS k, countries.id AS c, {STATES} AS state,
                calls.due_on + time '23:00' AS due_at
            FROM calls JOIN meetings m ON m.id = calls.meeting_id, countries WHERE m.slug LIKE 'round-%'
        ) AS made""",
    "versions": """
        INSERT INTO versions (deliverable_id, number, answers, files, language, sha256, once, submitted_at,
            submitted_by_id, due_at, late)
        SELECT d.id, n, said.answers, '[]', c.language, repeat('ab', 32), 'fill-' || n,
            d.sent_at - (2 - n) * interval '5 days',
            (SELECT min(user_id) FROM memberships ms WHERE ms.country_id = c.id AND ms.role = 'focal_point'), d.due_at,
            d.late
        FROM deliverables d JOIN calls ON calls.id = d.call_id JOIN meetings m ON m.id = calls.meeting_id
        JOIN countries c ON c.id = d.country_id
        CROSS JOIN LATERAL generate_series(1, 1 + (d.id % 3 = 0)::int) AS n
        CROSS JOIN LATERAL (
            SELECT jsonb_agg(jsonb_build_object('key', 'q' || p, 'kind', 'long_text',
                'labels', jsonb_build_object('en', 'Question ' || p), 'details', '{}'::jsonb,
                'value', words.parts[1 + (d.id + p + n) % 8] || ' word' || (d.id % 997) || ' rare' || d.id)) AS answers
            FROM generate_series(1, 2) AS p, filler AS words WHERE words.language = c.language
        ) AS said
        WHERE m.slug LIKE 'round-%' AND d.sent_at IS NOT NULL""",
    "reviews": """
        INSERT INTO reviews (version_id, reviewer_id, verdict, at)
        SELECT v.id, d.reviewer_id, CASE WHEN d.state IN ('approved', 'published') THEN 'approved' ELSE d.state END,
            v.submitted_at + interval '2 days'
        FROM versions v JOIN deliverables d ON d.id = v.deliverable_id
        WHERE v.once LIKE 'fill-%' AND d.reviewer_id IS NOT NULL
            AND v.number = (SELECT max(number) FROM versions o WHERE o.deliverable_id = d.id)
        ON CONFLICT DO NOTHING""",
    "comments": """
        INSERT INTO comments (version_id, audience, number, text, at, author_id, review_id)
        SELECT r.version_id, a.audience, CASE WHEN a.audience = 'country' THEN 1 END,
            'Name the ministry that does it, and by when.', r.at, r.reviewer_id,
            CASE WHEN a.audience = 'country' THEN r.id END
        FROM reviews r JOIN versions v ON v.id = r.version_id, (VALUES ('internal'), ('country')) AS a (audience)
        WHERE v.once LIKE 'fill-%'""",
}


def main() -> None:
    """Fill the database of the settings, and say how long it took."""
    began = time.monotonic()
    with inside():
        with db.engine.begin() as connection:
            connection.execute(text("CREATE TEMP TABLE filler (language text, parts text[]) ON COMMIT DROP"))
            for language, words in WORDS.items():
                connection.execute(
                    text("INSERT INTO filler VALUES (:one, :parts)"), {"one": language, "parts": parts(words)}
                )
            for name, statement in STEPS.items():
                at = time.monotonic()
                count = connection.execute(text(statement)).rowcount
                print(f"{name:14}{count:>9} rows {time.monotonic() - at:7.1f} s", flush=True)
        tidy()
    print(f"{'all':14}{'':>14} {time.monotonic() - began:7.1f} s")
    sys.stdout.flush()


def tidy() -> None:
    """Gather what the planner knows of the rows, as autovacuum does within a minute; their owner alone may do so."""
    owner = create_engine(current_app.config["SETTINGS"].owner_database_url, isolation_level="AUTOCOMMIT")
    with owner.connect() as line:
        line.execute(text("VACUUM ANALYZE"))


def parts(words: str) -> list[str]:
    """Return eight paragraphs of some forty words, each in another order."""
    stock = words.split()
    return [
        " ".join(stock[(number * 5 + place * (2 * number + 3)) % len(stock)] for place in range(40))
        for number in range(8)
    ]


if __name__ == "__main__":
    main()
