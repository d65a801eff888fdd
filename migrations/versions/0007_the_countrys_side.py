"""The country's side in depth: drafts taken as sent, clearances, earlier answers, handed fields, links to read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("versions", sa.Column("accepted_by_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_versions_accepted_by_id"), "versions", "users", ["accepted_by_id"], ["id"])
    op.add_column("answers", sa.Column("earlier_id", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_answers_earlier_id"), "answers", "versions", ["earlier_id"], ["id"])
    op.create_table(
        "clearances",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("files", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("fingerprint ~ '^[0-9a-f]{64}$'", name=op.f("ck_clearances_fingerprint")),
        sa.CheckConstraint("how IN ('account', 'paper')", name=op.f("ck_clearances_how")),
        sa.CheckConstraint("(given_at IS NULL) = (given_by_id IS NULL)", name=op.f("ck_clearances_given")),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverables.id"], name=op.f("fk_clearances_deliverable_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_clearances_file_id")),
        sa.ForeignKeyConstraint(["given_by_id"], ["users.id"], name=op.f("fk_clearances_given_by_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_clearances_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clearances")),
        sa.UniqueConstraint("code", name=op.f("uq_clearances_code")),
    )
    op.create_index(op.f("ix_clearances_deliverable_id"), "clearances", ["deliverable_id"])
    op.create_table(
        "handed_fields",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("field_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverables.id"], name=op.f("fk_handed_fields_deliverable_id")),
        sa.ForeignKeyConstraint(["field_id"], ["call_fields.id"], name=op.f("fk_handed_fields_field_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_handed_fields_made_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_handed_fields_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handed_fields")),
    )
    op.create_index(op.f("ix_handed_fields_user_id"), "handed_fields", ["user_id"])
    op.create_index(
        "one_hand_per_field",
        "handed_fields",
        ["deliverable_id", "field_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "share_links",
        sa.Column("id", sa.Integer(), sa.Identity(always=True), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_share_links_order")),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverables.id"], name=op.f("fk_share_links_deliverable_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_share_links_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_share_links_token_hash")),
    )
    op.create_index(op.f("ix_share_links_deliverable_id"), "share_links", ["deliverable_id"])


def downgrade() -> None:
    for table in ("share_links", "handed_fields", "clearances"):
        op.drop_table(table)
    op.drop_constraint(op.f("fk_answers_earlier_id"), "answers", type_="foreignkey")
    op.drop_column("answers", "earlier_id")
    op.drop_constraint(op.f("fk_versions_accepted_by_id"), "versions", type_="foreignkey")
    op.drop_column("versions", "accepted_by_id")
