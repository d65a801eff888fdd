"""Files in depth: the clean copy that readers are given, and files that are sent in pieces."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('stored_files', sa.Column('shown_id', sa.Integer(), nullable=True))
    op.add_column('stored_files', sa.Column('shown_state', sa.String(), server_default='as_is', nullable=False))
    op.add_column('stored_files', sa.Column('removed', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    op.add_column('stored_files', sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('stored_files', sa.Column('attempts', sa.Integer(), server_default='0', nullable=False))
    op.create_foreign_key(op.f('fk_stored_files_shown_id'), 'stored_files', 'stored_files', ['shown_id'], ['id'])
    op.create_check_constraint(
        op.f('ck_stored_files_shown_state'), 'stored_files',
        "shown_state IN ('as_is', 'ready', 'waiting', 'impossible')",
    )
    op.create_check_constraint(
        op.f('ck_stored_files_shown_when_ready'), 'stored_files', "(shown_state = 'ready') = (shown_id IS NOT NULL)"
    )
    # What countries have sent until now is given to nobody before it was cleaned.
    op.execute(
        "UPDATE stored_files SET shown_state = 'waiting' "
        "WHERE EXISTS (SELECT FROM attachments WHERE attachments.file_id = stored_files.id)"
    )
    op.create_table('partial_uploads',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('token', sa.String(), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('field_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('received', sa.BigInteger(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('received BETWEEN 0 AND size', name=op.f('ck_partial_uploads_received')),
    sa.CheckConstraint('size > 0', name=op.f('ck_partial_uploads_size')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_partial_uploads_by_id')),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_partial_uploads_deliverable_id')),
    sa.ForeignKeyConstraint(['field_id'], ['call_fields.id'], name=op.f('fk_partial_uploads_field_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partial_uploads')),
    sa.UniqueConstraint('token', name=op.f('uq_partial_uploads_token'))
    )
    op.create_index(op.f('ix_partial_uploads_deliverable_id'), 'partial_uploads', ['deliverable_id'])


def downgrade() -> None:
    op.drop_table('partial_uploads')
    op.drop_constraint(op.f('ck_stored_files_shown_when_ready'), 'stored_files', type_='check')
    op.drop_constraint(op.f('ck_stored_files_shown_state'), 'stored_files', type_='check')
    op.drop_constraint(op.f('fk_stored_files_shown_id'), 'stored_files', type_='foreignkey')
    for name in ('attempts', 'lease_until', 'removed', 'shown_state', 'shown_id'):
        op.drop_column('stored_files', name)
