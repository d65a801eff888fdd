"""A text is searched by the rules of its own language, so that 'without this word' holds."""

from alembic import op
import sqlalchemy as sa

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

LANGUAGES = {'en': 'english', 'es': 'spanish', 'pt': 'portuguese', 'fr': 'french'}
KEEP = """
    CREATE OR REPLACE FUNCTION public.keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO public.current_words (deliverable_id, version_id, {language}words)
        VALUES (NEW.deliverable_id, NEW.id, {new}public.house_words(NEW.language, public.house_text(NEW.answers)))
        ON CONFLICT (deliverable_id)
        DO UPDATE SET version_id = EXCLUDED.version_id, {excluded}words = EXCLUDED.words;
        RETURN NULL;
    END $$"""


def upgrade() -> None:
    op.add_column('current_words', sa.Column('language', sa.String(), nullable=True))
    op.execute("UPDATE current_words SET language = versions.language FROM versions WHERE versions.id = version_id")
    op.alter_column('current_words', 'language', nullable=False)
    asked = ' '.join(
        f"WHEN '{code}' THEN websearch_to_tsquery('pg_catalog.{name}', asked) "
        f"|| websearch_to_tsquery('public.house_{code}', asked)"
        for code, name in LANGUAGES.items()
    )
    op.execute(f"""
        CREATE FUNCTION public.house_query(language text, asked text) RETURNS tsquery
        LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT CASE language {asked} ELSE websearch_to_tsquery('pg_catalog.simple', asked) END
        $$""")
    op.execute(KEEP.format(language='language, ', new='NEW.language, ', excluded='language = EXCLUDED.language, '))
    op.execute("DROP FUNCTION public.house_query(text)")


def downgrade() -> None:
    asked = ' || '.join(
        f"websearch_to_tsquery('pg_catalog.{name}', asked) || websearch_to_tsquery('public.house_{code}', asked)"
        for code, name in LANGUAGES.items()
    )
    op.execute(f"""
        CREATE FUNCTION public.house_query(asked text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
            SELECT {asked}
        $$""")
    op.execute(KEEP.format(language='', new='', excluded=''))
    op.execute("DROP FUNCTION public.house_query(text, text)")
    op.drop_column('current_words', 'language')
