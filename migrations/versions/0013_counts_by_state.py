"""An index from which the counts of a list are read: by state, past their date, late."""

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_deliverables_counted', 'deliverables', ['state', 'due_at', 'late'])


def downgrade() -> None:
    op.drop_index('ix_deliverables_counted', table_name='deliverables')
