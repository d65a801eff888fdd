"""Which promises in texts are those that were entered by hand, and which only look like them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'promise_links',
        sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column('commitment_id', sa.Integer(), nullable=False),
        sa.Column('deliverable_id', sa.Integer(), nullable=False),
        sa.Column('row', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('same', sa.Boolean(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('by_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_promise_links_by_id_users')),
        sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_promise_links_commitment_id_commitments')),
        sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_promise_links_deliverable_id_deliverables')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promise_links')),
        sa.UniqueConstraint('commitment_id', 'deliverable_id', 'row', name='one_answer_to_a_pair'),
    )
    op.create_index(
        'one_commitment_of_a_promise',
        'promise_links',
        ['deliverable_id', 'row'],
        unique=True,
        postgresql_where=sa.text('same'),
    )


def downgrade() -> None:
    op.drop_table('promise_links')
