"""Calendars: the addresses of feeds, and how often a date was moved, called off or came back."""

from alembic import op
import sqlalchemy as sa

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

OWED = "('not_started', 'draft', 'cleared', 'changes_requested', 'reopened')"
COUNTED = {
    'deliverables': f"OLD.due_at <> NEW.due_at OR (OLD.state IN {OWED}) <> (NEW.state IN {OWED})",
    'calls': "(OLD.closed_at IS NULL) <> (NEW.closed_at IS NULL)",
}


def upgrade() -> None:
    op.create_table('calendar_feeds',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_calendar_feeds_user_id_users')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_calendar_feeds_meeting_id_meetings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feeds')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feeds_token_hash'))
    )
    op.create_index(op.f('ix_calendar_feeds_user_id'), 'calendar_feeds', ['user_id'])
    op.create_index('one_feed_per_calendar', 'calendar_feeds', ['user_id', 'meeting_id'], unique=True,
                    postgresql_nulls_not_distinct=True, postgresql_where=sa.text('revoked_at IS NULL'))
    op.execute("""
        CREATE FUNCTION public.count_dates() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.sequence := OLD.sequence + 1;
            RETURN NEW;
        END $$""")
    for table, changed in COUNTED.items():
        op.add_column(table, sa.Column('sequence', sa.Integer(), server_default='0', nullable=False))
        op.execute(
            f"CREATE TRIGGER count_dates BEFORE UPDATE ON {table} FOR EACH ROW"
            f" WHEN ({changed}) EXECUTE FUNCTION public.count_dates()"
        )


def downgrade() -> None:
    for table in COUNTED:
        op.execute(f"DROP TRIGGER count_dates ON {table}")
        op.drop_column(table, 'sequence')
    op.execute("DROP FUNCTION public.count_dates()")
    op.drop_table('calendar_feeds')
