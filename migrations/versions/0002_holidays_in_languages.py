"""Holidays have their names in languages."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('holidays', sa.Column('names', postgresql.JSONB(), nullable=True))
    op.execute("UPDATE holidays SET names = jsonb_build_object('en', name)")
    op.alter_column('holidays', 'names', nullable=False)
    op.drop_column('holidays', 'name')


def downgrade() -> None:
    op.add_column('holidays', sa.Column('name', sa.String(), nullable=True))
    op.execute("UPDATE holidays SET name = COALESCE(names ->> 'en', names ->> 'es', names ->> 'pt', names ->> 'fr', '')")
    op.alter_column('holidays', 'name', nullable=False)
    op.drop_column('holidays', 'names')
