"""When a message was tried last, so that a receiving domain gets so many a minute and no more."""

from alembic import op
import sqlalchemy as sa

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('messages', sa.Column('tried_at', sa.DateTime(timezone=True)))
    op.create_index('ix_messages_tried_at', 'messages', ['tried_at'])


def downgrade() -> None:
    op.drop_index('ix_messages_tried_at', 'messages')
    op.drop_column('messages', 'tried_at')
