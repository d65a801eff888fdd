"""For which readers a rung was decided: one that has spoken and is given others speaks to them too."""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

ONCE = 'one_reminder_per_rung'
FACTS = ['deliverable_id', 'rule_id', 'due_at', 'offset_days']


def upgrade() -> None:
    op.add_column('reminders', sa.Column('audience', sa.String(), nullable=True))
    op.execute(
        'UPDATE reminders SET audience = reminder_rules.audience FROM reminder_rules'
        ' WHERE reminder_rules.id = reminders.rule_id'
    )
    op.alter_column('reminders', 'audience', nullable=False)
    op.drop_constraint(ONCE, 'reminders', type_='unique')
    op.create_unique_constraint(ONCE, 'reminders', [*FACTS, 'audience'])


def downgrade() -> None:
    op.drop_constraint(ONCE, 'reminders', type_='unique')
    op.execute(
        'DELETE FROM reminders USING reminders AS later WHERE later.deliverable_id = reminders.deliverable_id'
        ' AND later.rule_id = reminders.rule_id AND later.due_at = reminders.due_at'
        ' AND later.offset_days = reminders.offset_days AND later.id > reminders.id'
    )
    op.create_unique_constraint(ONCE, 'reminders', FACTS)
    op.drop_column('reminders', 'audience')
