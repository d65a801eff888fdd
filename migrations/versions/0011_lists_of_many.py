"""Indexes for lists of a hundred thousand texts."""

from alembic import op
import sqlalchemy as sa

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_deliverables_due', 'deliverables', ['due_at', 'id'])
    op.create_index('ix_deliverables_sent', 'deliverables', [sa.text('sent_at DESC NULLS LAST'), sa.text('id DESC')])
    op.create_index('ix_deliverables_country_sent', 'deliverables', ['country_id', sa.text('sent_at DESC')])
    op.create_index(
        'ix_deliverables_queue', 'deliverables', ['sent_at', 'id'],
        postgresql_where=sa.text("state IN ('submitted', 'in_review')"),
    )
    op.create_index('ix_reviews_last', 'reviews', ['reviewer_id', sa.text('at DESC')])
    op.drop_index('ix_deliverables_country_id', table_name='deliverables')


def downgrade() -> None:
    op.create_index('ix_deliverables_country_id', 'deliverables', ['country_id'])
    op.drop_index('ix_reviews_last', table_name='reviews')
    for name in ('queue', 'country_sent', 'sent', 'due'):
        op.drop_index(f'ix_deliverables_{name}', table_name='deliverables')
