"""When somebody was last here: written at each sign-in, and taken from the trail for the time before."""

from alembic import op
import sqlalchemy as sa

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('users', sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE users SET last_seen_at = (SELECT max(at) FROM audit_entries WHERE actor_id = users.id)")


def downgrade() -> None:
    op.drop_column('users', 'last_seen_at')
