"""Forms that are filled in without the site: what was handed out, and what came back and waits to be confirmed."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('offline_forms',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('made_for_id', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revisions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("code ~ '^[0-9A-HJKMNP-TV-Z]{10}$'", name=op.f('ck_offline_forms_code')),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_offline_forms_deliverable_id')),
    sa.ForeignKeyConstraint(['made_for_id'], ['users.id'], name=op.f('fk_offline_forms_made_for_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offline_forms')),
    sa.UniqueConstraint('code', name=op.f('uq_offline_forms_code'))
    )
    op.create_index(op.f('ix_offline_forms_deliverable_id'), 'offline_forms', ['deliverable_id'])
    op.create_table('returned_forms',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('form_id', sa.Integer(), nullable=True),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_returned_forms_by_id')),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_returned_forms_deliverable_id')),
    sa.ForeignKeyConstraint(['form_id'], ['offline_forms.id'], name=op.f('fk_returned_forms_form_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_returned_forms'))
    )
    op.create_index(op.f('ix_returned_forms_deliverable_id'), 'returned_forms', ['deliverable_id'])


def downgrade() -> None:
    op.drop_table('returned_forms')
    op.drop_table('offline_forms')
