"""What officers say in the letters of the house."""

from alembic import op
import sqlalchemy as sa

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('letter_texts',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('opening', sa.String(), nullable=False),
    sa.Column('closing', sa.String(), nullable=False),
    sa.Column('back_to', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("language IN ('en', 'es', 'pt', 'fr')", name=op.f('ck_letter_texts_language')),
    sa.CheckConstraint("own = (subject <> '' AND opening <> '')", name=op.f('ck_letter_texts_whole')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_letter_texts_by_id_users')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_texts')),
    sa.UniqueConstraint('key', 'language', 'number', name='one_text_per_number')
    )
    # A version stays as it was written: it says what was sent while it held.
    op.execute("REVOKE UPDATE, DELETE ON letter_texts FROM secretariat_app")


def downgrade() -> None:
    op.drop_table('letter_texts')
