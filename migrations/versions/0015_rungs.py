"""Whom a rung of the reminders speaks to, on what condition and in which words; held, retired, skipped."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

AUDIENCES = "audience IN ('focal_points', 'assigned', 'approvers', 'delegation', 'officers')"
CONDITIONS = "only_if IN ('not_sent', 'not_cleared', 'not_begun')"
AFTER = "offset_days > 0 OR audience NOT IN ('delegation', 'officers')"


def upgrade() -> None:
    op.add_column('reminder_rules', sa.Column('audience', sa.String(), server_default='focal_points', nullable=False))
    op.add_column('reminder_rules', sa.Column('only_if', sa.String(), server_default='not_sent', nullable=False))
    op.add_column('reminder_rules', sa.Column('wording', postgresql.JSONB(), server_default='{}', nullable=False))
    op.add_column('reminder_rules', sa.Column('held_at', sa.DateTime(timezone=True)))
    op.add_column('reminder_rules', sa.Column('retired_at', sa.DateTime(timezone=True)))
    op.drop_constraint('uq_reminder_rules_call_id_offset_days', 'reminder_rules', type_='unique')
    op.create_index(
        'one_rung_per_day_and_audience', 'reminder_rules', ['call_id', 'offset_days', 'audience'], unique=True,
        postgresql_nulls_not_distinct=True, postgresql_where=sa.text('retired_at IS NULL'),
    )
    op.create_check_constraint(op.f('ck_reminder_rules_audience'), 'reminder_rules', AUDIENCES)
    op.create_check_constraint(op.f('ck_reminder_rules_only_if'), 'reminder_rules', CONDITIONS)
    op.create_check_constraint(op.f('ck_reminder_rules_after'), 'reminder_rules', AFTER)
    op.add_column('reminders', sa.Column('reason', sa.String()))
    op.add_column('reminders', sa.Column('skipped_by_id', sa.Integer()))
    op.create_foreign_key(
        op.f('fk_reminders_skipped_by_id'), 'reminders', 'users', ['skipped_by_id'], ['id'],
    )


def downgrade() -> None:
    op.drop_column('reminders', 'skipped_by_id')
    op.drop_column('reminders', 'reason')
    # A house of before knows one audience only: what the others were sent goes with their rungs.
    op.execute("DELETE FROM reminders USING reminder_rules WHERE rule_id = reminder_rules.id AND (audience <> "
               "'focal_points' OR retired_at IS NOT NULL)")
    op.execute("DELETE FROM reminder_rules WHERE audience <> 'focal_points' OR retired_at IS NOT NULL")
    for name in ('after', 'only_if', 'audience'):
        op.drop_constraint(op.f(f'ck_reminder_rules_{name}'), 'reminder_rules', type_='check')
    op.drop_index('one_rung_per_day_and_audience', table_name='reminder_rules')
    op.create_unique_constraint(
        'uq_reminder_rules_call_id_offset_days', 'reminder_rules', ['call_id', 'offset_days'],
        postgresql_nulls_not_distinct=True,
    )
    for name in ('retired_at', 'held_at', 'wording', 'only_if', 'audience'):
        op.drop_column('reminder_rules', name)
