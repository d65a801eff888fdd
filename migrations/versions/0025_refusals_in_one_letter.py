"""Which refused mails a letter to an officer tells of, so that the next one can join it."""

from alembic import op
import sqlalchemy as sa

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'messages', sa.Column('refusals', sa.ARRAY(sa.Integer()), server_default=sa.text("'{}'"), nullable=False)
    )


def downgrade() -> None:
    op.drop_column('messages', 'refusals')
