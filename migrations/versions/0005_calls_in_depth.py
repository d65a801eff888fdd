"""Calls in depth: more kinds of answer, questions that change, dates that follow the meeting, the line that applied."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

APP = "secretariat_app"
FIVE = "'text', 'long_text', 'money', 'yes_no', 'file'"
KINDS = (
    "kind IN ('text', 'long_text', 'number', 'money', 'date', 'choice', 'choices', 'yes_no', 'table', "
    "'commitments', 'file')"
)


def upgrade() -> None:
    op.drop_constraint(op.f('ck_call_fields_kind'), 'call_fields', type_='check')
    op.create_check_constraint(op.f('ck_call_fields_kind'), 'call_fields', KINDS)
    details = postgresql.JSONB(astext_type=sa.Text())
    op.add_column('call_fields', sa.Column('details', details, server_default=sa.text("'{}'"), nullable=False))
    op.alter_column('call_fields', 'details', server_default=None)
    op.add_column('call_fields', sa.Column('limit_characters', sa.Integer(), nullable=True))
    op.add_column('call_fields', sa.Column('required_from', sa.Date(), nullable=True))
    op.add_column('call_fields', sa.Column('frozen_from', sa.Date(), nullable=True))
    op.add_column('call_fields', sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('call_fields', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('calls', sa.Column('due_days', sa.Integer(), nullable=True))
    op.create_check_constraint(op.f('ck_calls_due_days'), 'calls', "due_days IS NULL OR due_on IS NOT NULL")
    op.add_column('deliverables', sa.Column('seen_change', sa.Integer(), server_default='0', nullable=False))
    op.alter_column('deliverables', 'seen_change', server_default=None)
    op.add_column('versions', sa.Column('rung', details, nullable=True))
    op.create_table('call_changes',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('changes', details, nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_call_changes_by_id')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_changes_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_changes')),
    sa.UniqueConstraint('call_id', 'number', name=op.f('uq_call_changes_call_id_number'))
    )
    op.execute(f"REVOKE UPDATE, DELETE ON call_changes FROM {APP}")


def downgrade() -> None:
    op.drop_table('call_changes')
    op.drop_column('versions', 'rung')
    op.drop_column('deliverables', 'seen_change')
    op.drop_constraint(op.f('ck_calls_due_days'), 'calls', type_='check')
    op.drop_column('calls', 'due_days')
    for column in ('retired_at', 'asked_at', 'frozen_from', 'required_from', 'limit_characters', 'details'):
        op.drop_column('call_fields', column)
    op.drop_constraint(op.f('ck_call_fields_kind'), 'call_fields', type_='check')
    # What the older house cannot show as it is stays as a text, so that nothing is lost.
    op.execute(f"UPDATE call_fields SET kind = 'long_text' WHERE kind NOT IN ({FIVE})")
    op.create_check_constraint(op.f('ck_call_fields_kind'), 'call_fields', f"kind IN ({FIVE})")
