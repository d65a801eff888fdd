"""Mail that comes in: who wrote, and what was made of it."""

from alembic import op
import sqlalchemy as sa

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('received_mails',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sender', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('raw', sa.LargeBinary(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('deliverable_id', sa.Integer(), nullable=True),
    sa.Column('returned_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome IN ('filed', 'answered', 'bounced', 'noted', 'ignored', 'kept', 'turned_away')", name=op.f('ck_received_mails_outcome')),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_received_mails_sha256')),
    sa.ForeignKeyConstraint(['about_id'], ['messages.id'], name=op.f('fk_received_mails_about_id')),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_received_mails_deliverable_id')),
    sa.ForeignKeyConstraint(['returned_id'], ['returned_forms.id'], name=op.f('fk_received_mails_returned_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_received_mails_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_mails')),
    sa.UniqueConstraint('sha256', name=op.f('uq_received_mails_sha256'))
    )
    op.create_index('ix_received_mails_newest', 'received_mails', [sa.text('at DESC'), sa.text('id DESC')])
    op.create_index('ix_received_mails_sender', 'received_mails', ['user_id', 'at'])


def downgrade() -> None:
    op.drop_table('received_mails')
