"""The date that a mail brings for its reader's calendar, and how often the days of a meeting changed."""

from alembic import op
import sqlalchemy as sa

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

CHANGED = (
    "(OLD.starts_on, OLD.ends_on, OLD.city) IS DISTINCT FROM (NEW.starts_on, NEW.ends_on, NEW.city)"
    " OR (OLD.status = 'cancelled') <> (NEW.status = 'cancelled')"
)


def upgrade() -> None:
    op.add_column('messages', sa.Column('calendar', sa.String()))
    op.add_column('meetings', sa.Column('sequence', sa.Integer(), server_default='0', nullable=False))
    op.execute(
        "CREATE TRIGGER count_dates BEFORE UPDATE ON meetings FOR EACH ROW"
        f" WHEN ({CHANGED}) EXECUTE FUNCTION public.count_dates()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER count_dates ON meetings")
    op.drop_column('meetings', 'sequence')
    op.drop_column('messages', 'calendar')
