"""A promise is known by a mark of its words: a long one does not fit into an index."""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

TABLE, PAIR, ONE = 'promise_links', 'one_answer_to_a_pair', 'one_commitment_of_a_promise'


def upgrade() -> None:
    op.add_column(TABLE, sa.Column('mark', sa.String(), sa.Computed('md5("row"::text)', persisted=True), nullable=False))
    know('mark')


def downgrade() -> None:
    op.execute('DELETE FROM promise_links WHERE pg_column_size("row") > 2600')  # what no index of rows could hold
    know('row')
    op.drop_column(TABLE, 'mark')


def know(column: str) -> None:
    """Tell one promise of a text from another by a column."""
    op.drop_constraint(PAIR, TABLE, type_='unique')
    op.drop_index(ONE, TABLE)
    op.create_unique_constraint(PAIR, TABLE, ['commitment_id', 'deliverable_id', column])
    op.create_index(ONE, TABLE, ['deliverable_id', column], unique=True, postgresql_where=sa.text('same'))
