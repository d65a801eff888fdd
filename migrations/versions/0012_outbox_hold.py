"""A house that was restored from a backup mails nothing until it is released."""

from alembic import op
import sqlalchemy as sa

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outbox_hold',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('backup_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('restored_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_outbox_hold_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_hold'))
    )


def downgrade() -> None:
    op.drop_table('outbox_hold')
