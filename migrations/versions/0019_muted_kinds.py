"""Letters that people want no more by mail."""

from alembic import op
import sqlalchemy as sa

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('muted_kinds',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_muted_kinds_user_id_users')),
    sa.PrimaryKeyConstraint('user_id', 'kind', name=op.f('pk_muted_kinds'))
    )


def downgrade() -> None:
    op.drop_table('muted_kinds')
