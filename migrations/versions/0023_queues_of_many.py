"""Indexes from which the next of ten thousand letters is taken, and from which a queue of thousands is counted."""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

WAITS = sa.text("state = 'waiting'")
QUEUE = sa.text("state IN ('submitted', 'in_review')")


def upgrade() -> None:
    op.drop_index('ix_messages_due', table_name='messages')
    op.create_index('ix_messages_due', 'messages', ['next_attempt_at', 'id'], postgresql_where=WAITS)
    op.create_index('ix_messages_leased', 'messages', ['lease_until'], postgresql_where=WAITS)
    op.drop_index('ix_deliverables_queue', table_name='deliverables')
    op.create_index(
        'ix_deliverables_queue',
        'deliverables',
        ['sent_at', 'id'],
        postgresql_where=QUEUE,
        postgresql_include=['reviewer_id', 'call_id', 'country_id', 'state'],
    )


def downgrade() -> None:
    op.drop_index('ix_deliverables_queue', table_name='deliverables')
    op.create_index('ix_deliverables_queue', 'deliverables', ['sent_at', 'id'], postgresql_where=QUEUE)
    op.drop_index('ix_messages_leased', table_name='messages')
    op.drop_index('ix_messages_due', table_name='messages')
    op.create_index('ix_messages_due', 'messages', ['next_attempt_at'], postgresql_where=WAITS)
