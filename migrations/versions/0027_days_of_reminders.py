"""On which day of the ladder a rung was decided: one that is moved to a later day speaks anew."""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

ONCE = 'one_reminder_per_rung'


def upgrade() -> None:
    op.add_column('reminders', sa.Column('offset_days', sa.Integer(), nullable=True))
    op.execute(
        'UPDATE reminders SET offset_days = reminder_rules.offset_days FROM reminder_rules'
        ' WHERE reminder_rules.id = reminders.rule_id'
    )
    op.alter_column('reminders', 'offset_days', nullable=False)
    op.drop_constraint(ONCE, 'reminders', type_='unique')
    op.create_unique_constraint(ONCE, 'reminders', ['deliverable_id', 'rule_id', 'due_at', 'offset_days'])


def downgrade() -> None:
    op.drop_constraint(ONCE, 'reminders', type_='unique')
    op.execute(
        'DELETE FROM reminders USING reminders AS later WHERE later.deliverable_id = reminders.deliverable_id'
        ' AND later.rule_id = reminders.rule_id AND later.due_at = reminders.due_at AND later.id > reminders.id'
    )
    op.create_unique_constraint(ONCE, 'reminders', ['deliverable_id', 'rule_id', 'due_at'])
    op.drop_column('reminders', 'offset_days')
