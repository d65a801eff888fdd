"""Reviews in depth: completeness, verdicts kept quiet, points that are closed, passages, phrases, what was read."""

from alembic import op
import sqlalchemy as sa

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

VERDICTS = "verdict IN ('approved', 'changes_requested', 'rejected')"


def upgrade() -> None:
    op.add_column('calls', sa.Column('follows_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_calls_follows_id'), 'calls', 'calls', ['follows_id'], ['id'])
    op.add_column('calls', sa.Column('quiet', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.alter_column('calls', 'quiet', server_default=None)
    op.add_column('comments', sa.Column('quote', sa.String(), nullable=True))
    op.add_column('comments', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('comments', sa.Column('closed_by_id', sa.Integer(), nullable=True))
    op.create_foreign_key(op.f('fk_comments_closed_by_id'), 'comments', 'users', ['closed_by_id'], ['id'])
    op.drop_constraint(op.f('ck_reviews_verdict'), 'reviews', type_='check')
    op.create_check_constraint(
        op.f('ck_reviews_verdict'), 'reviews', "verdict IN ('approved', 'changes_requested', 'rejected', 'incomplete')"
    )
    op.create_table('completeness',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_completeness_by_id')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_completeness_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_completeness')),
    sa.UniqueConstraint('version_id', name='one_completeness_per_version')
    )
    op.create_table('quiet_verdicts',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint(VERDICTS, name=op.f('ck_quiet_verdicts_verdict')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['users.id'], name=op.f('fk_quiet_verdicts_reviewer_id')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_quiet_verdicts_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiet_verdicts')),
    sa.UniqueConstraint('version_id', name='one_quiet_verdict_per_version')
    )
    op.create_table('phrases',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('shared', sa.Boolean(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_phrases_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phrases')),
    sa.UniqueConstraint('user_id', 'text', name='one_phrase_once')
    )
    op.create_table('readings',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_readings_user_id')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_readings_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readings')),
    sa.UniqueConstraint('user_id', 'version_id', name=op.f('uq_readings_user_id_version_id'))
    )


def downgrade() -> None:
    op.drop_table('readings')
    op.drop_table('phrases')
    op.drop_table('quiet_verdicts')
    op.drop_table('completeness')
    op.drop_constraint(op.f('ck_reviews_verdict'), 'reviews', type_='check')
    op.execute("UPDATE reviews SET verdict = 'changes_requested' WHERE verdict = 'incomplete'")
    op.create_check_constraint(op.f('ck_reviews_verdict'), 'reviews', VERDICTS)
    op.drop_constraint(op.f('fk_comments_closed_by_id'), 'comments', type_='foreignkey')
    for column in ('closed_by_id', 'closed_at', 'quote'):
        op.drop_column('comments', column)
    op.drop_constraint(op.f('fk_calls_follows_id'), 'calls', type_='foreignkey')
    op.drop_column('calls', 'quiet')
    op.drop_column('calls', 'follows_id')
