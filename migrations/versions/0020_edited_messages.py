"""When an officer changed the words of a message that was held."""

from alembic import op
import sqlalchemy as sa

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('messages', sa.Column('edited_at', sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column('messages', 'edited_at')
