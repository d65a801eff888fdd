"""Which mail that was kept for a person is done, who said so, and when."""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

CHECKS = {
    'marked': '(marked_at IS NULL) = (marked_by_id IS NULL)',
    'marked_kept': "marked_at IS NULL OR outcome = 'kept'",
    'done': 'NOT done OR marked_at IS NOT NULL',
}


def upgrade() -> None:
    op.add_column('received_mails', sa.Column('done', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('received_mails', sa.Column('marked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('received_mails', sa.Column('marked_by_id', sa.Integer(), nullable=True))
    op.create_foreign_key(
        op.f('fk_received_mails_marked_by_id'), 'received_mails', 'users', ['marked_by_id'], ['id']
    )
    for name, rule in CHECKS.items():
        op.create_check_constraint(op.f(f'ck_received_mails_{name}'), 'received_mails', rule)
    op.create_index(
        'ix_received_mails_open',
        'received_mails',
        ['at', 'id'],
        postgresql_where=sa.text("outcome = 'kept' AND NOT done"),
    )


def downgrade() -> None:
    op.drop_index('ix_received_mails_open', table_name='received_mails')
    for name in CHECKS:
        op.drop_constraint(op.f(f'ck_received_mails_{name}'), 'received_mails', type_='check')
    for name in ('marked_by_id', 'marked_at', 'done'):
        op.drop_column('received_mails', name)
