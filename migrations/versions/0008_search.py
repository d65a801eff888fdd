"""Search over what was sent, in four languages, with and without accents."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

LANGUAGES = {'en': 'english', 'es': 'spanish', 'pt': 'portuguese', 'fr': 'french'}


def upgrade() -> None:
    # A stemmer knows endings by their accents, and people leave accents out: words are kept both ways.
    for code, name in LANGUAGES.items():
        op.execute(f"CREATE TEXT SEARCH CONFIGURATION public.house_{code} (COPY = pg_catalog.{name})")
        op.execute(
            f"ALTER TEXT SEARCH CONFIGURATION public.house_{code} "
            f"ALTER MAPPING FOR hword, hword_part, word WITH public.unaccent, pg_catalog.{name}_stem"
        )
    op.execute("""
        CREATE FUNCTION public.house_text(answers jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT coalesce(string_agg(found #>> '{}', E'\\n'), '')
            FROM jsonb_path_query(answers, 'strict $[*].value.** ? (@.type() == "string")', '{}', true) AS found
        $$""")
    words = ' '.join(
        f"WHEN '{code}' THEN to_tsvector('pg_catalog.{name}', said) || to_tsvector('public.house_{code}', said)"
        for code, name in LANGUAGES.items()
    )
    op.execute(f"""
        CREATE FUNCTION public.house_words(language text, said text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE language {words} ELSE to_tsvector('pg_catalog.simple', said) END
        $$""")
    asked = ' || '.join(
        f"websearch_to_tsquery('pg_catalog.{name}', asked) || websearch_to_tsquery('public.house_{code}', asked)"
        for code, name in LANGUAGES.items()
    )
    op.execute(f"""
        CREATE FUNCTION public.house_query(asked text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT {asked}
        $$""")
    op.create_table('current_words',
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('words', postgresql.TSVECTOR(), nullable=False),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_current_words_deliverable_id')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_current_words_version_id')),
    sa.PrimaryKeyConstraint('deliverable_id', name=op.f('pk_current_words')),
    sa.UniqueConstraint('version_id', name=op.f('uq_current_words_version_id'))
    )
    op.create_index(op.f('ix_current_words_words'), 'current_words', ['words'], postgresql_using='gin')
    op.execute("""
        CREATE FUNCTION public.keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO public.current_words (deliverable_id, version_id, words)
            VALUES (
                NEW.deliverable_id, NEW.id, public.house_words(NEW.language, public.house_text(NEW.answers))
            )
            ON CONFLICT (deliverable_id) DO UPDATE SET version_id = EXCLUDED.version_id, words = EXCLUDED.words;
            RETURN NULL;
        END $$""")
    op.execute(
        "CREATE TRIGGER keep_words AFTER INSERT ON versions FOR EACH ROW EXECUTE FUNCTION public.keep_words()"
    )
    op.execute("""
        INSERT INTO current_words (deliverable_id, version_id, words)
        SELECT DISTINCT ON (deliverable_id)
            deliverable_id, id, public.house_words(language, public.house_text(answers))
        FROM versions ORDER BY deliverable_id, number DESC""")


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_words ON versions")
    op.drop_table('current_words')
    for made in ('keep_words()', 'house_query(text)', 'house_words(text, text)', 'house_text(jsonb)'):
        op.execute(f"DROP FUNCTION public.{made}")
    for code in LANGUAGES:
        op.execute(f"DROP TEXT SEARCH CONFIGURATION public.house_{code}")
