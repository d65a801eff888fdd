"""The tables, and the role that the application uses: it owns nothing and cannot touch the audit trail."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


APP = "secretariat_app"


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    # On a server that is shared, another installation may have made the role, even at this very moment.
    op.execute(
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP}') THEN CREATE ROLE {APP} NOLOGIN; "
        "END IF; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(
        f"DO $$ BEGIN IF NOT pg_has_role(current_user, '{APP}', 'MEMBER') "
        f"THEN EXECUTE 'GRANT {APP} TO ' || quote_ident(current_user); END IF; "
        "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {APP}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP}")
    op.create_table('countries',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('alpha2', sa.String(), nullable=False),
    sa.Column('alpha3', sa.String(), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('capitals', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('endorsed_on', sa.Date(), nullable=True),
    sa.Column('rotation', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_countries')),
    sa.UniqueConstraint('alpha2', name=op.f('uq_countries_alpha2')),
    sa.UniqueConstraint('alpha3', name=op.f('uq_countries_alpha3')),
    sa.UniqueConstraint('rotation', name=op.f('uq_countries_rotation'))
    )
    op.create_table('demo_clock',
    sa.Column('id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('shift', sa.Interval(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_demo_clock_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_demo_clock'))
    )
    op.create_table('heartbeats',
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('part', name=op.f('pk_heartbeats'))
    )
    op.create_table('organisations',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.CheckConstraint("kind IN ('host', 'partner')", name=op.f('ck_organisations_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisations')),
    sa.UniqueConstraint('code', name=op.f('uq_organisations_code'))
    )
    op.create_table('pillars',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pillars')),
    sa.UniqueConstraint('number', name=op.f('uq_pillars_number'))
    )
    op.create_table('sign_in_failures',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_failures'))
    )
    op.create_index(op.f('ix_sign_in_failures_address'), 'sign_in_failures', ['address'], unique=False)
    op.create_index(op.f('ix_sign_in_failures_at'), 'sign_in_failures', ['at'], unique=False)
    op.create_index(op.f('ix_sign_in_failures_email'), 'sign_in_failures', ['email'], unique=False)
    op.create_table('stored_files',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('media_type', sa.String(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('damage', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_stored_files_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_files')),
    sa.UniqueConstraint('sha256', name=op.f('uq_stored_files_sha256'))
    )
    op.create_table('users',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('password_hash', sa.String(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address_dead_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address_dead_why', sa.String(), nullable=True),
    sa.CheckConstraint("email !~ '[[:cntrl:][:space:]]' AND email NOT LIKE '%%=?%%'", name=op.f('ck_users_email_plain')),
    sa.CheckConstraint("name !~ '[[:cntrl:]]' AND name NOT LIKE '%%=?%%'", name=op.f('ck_users_name_plain')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users'))
    )
    op.create_index('one_account_per_address', 'users', [sa.literal_column('lower(email)')], unique=True)
    op.create_table('api_tokens',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_api_tokens_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_tokens_token_hash'))
    )
    op.create_index(op.f('ix_api_tokens_user_id'), 'api_tokens', ['user_id'], unique=False)
    op.create_table('invitations',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.String(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expires_at > made_at', name=op.f('ck_invitations_order')),
    sa.ForeignKeyConstraint(['made_by_id'], ['users.id'], name=op.f('fk_invitations_made_by_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_invitations_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitations')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitations_token_hash'))
    )
    op.create_index(op.f('ix_invitations_user_id'), 'invitations', ['user_id'], unique=False)
    op.create_table('audit_entries',
    sa.Column('number', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('door', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('thing_kind', sa.String(), nullable=False),
    sa.Column('thing_id', sa.Integer(), nullable=True),
    sa.Column('thing', sa.String(), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('previous', sa.String(), nullable=False),
    sa.Column('hash', sa.String(), nullable=False),
    sa.CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name=op.f('ck_audit_entries_hash')),
    sa.ForeignKeyConstraint(['actor_id'], ['users.id'], name=op.f('fk_audit_entries_actor_id')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_audit_entries_country_id')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_audit_entries')),
    sa.UniqueConstraint('hash', name=op.f('uq_audit_entries_hash'))
    )
    op.create_index(op.f('ix_audit_entries_action'), 'audit_entries', ['action'], unique=False)
    op.create_index(op.f('ix_audit_entries_actor_id'), 'audit_entries', ['actor_id'], unique=False)
    op.create_index(op.f('ix_audit_entries_at'), 'audit_entries', ['at'], unique=False)
    op.create_index(op.f('ix_audit_entries_country_id'), 'audit_entries', ['country_id'], unique=False)
    op.create_index('ix_audit_entries_thing', 'audit_entries', ['thing_kind', 'thing_id'], unique=False)
    op.create_table('holidays',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_holidays_country_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holidays')),
    sa.UniqueConstraint('country_id', 'day', name=op.f('uq_holidays_country_id_day'))
    )
    op.create_table('meetings',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('symbol', sa.String(), nullable=False),
    sa.Column('titles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('summary', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('note', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('city', sa.String(), nullable=False),
    sa.Column('time_zone', sa.String(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('opens', sa.Time(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('launch', 'ministerial', 'coordinators')", name=op.f('ck_meetings_kind')),
    sa.CheckConstraint("status IN ('planned', 'held', 'cancelled')", name=op.f('ck_meetings_status')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_meetings_order')),
    sa.ForeignKeyConstraint(['host_id'], ['countries.id'], name=op.f('fk_meetings_host_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
    sa.UniqueConstraint('slug', name=op.f('uq_meetings_slug')),
    sa.UniqueConstraint('symbol', name=op.f('uq_meetings_symbol'))
    )
    op.create_table('memberships',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('invited_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(country_id IS NOT NULL) = (role IN ('focal_point', 'approver', 'delegate'))", name=op.f('ck_memberships_country_for_role')),
    sa.CheckConstraint("role IN ('focal_point', 'approver', 'delegate', 'reviewer', 'officer', 'observer', 'auditor')", name=op.f('ck_memberships_role')),
    sa.CheckConstraint('country_id IS NULL OR organisation_id IS NULL', name=op.f('ck_memberships_one_home')),
    sa.CheckConstraint('until IS NULL OR until > since', name=op.f('ck_memberships_order')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_memberships_country_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_memberships_invited_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_memberships_organisation_id')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_memberships_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_memberships'))
    )
    op.create_index(op.f('ix_memberships_country_id'), 'memberships', ['country_id'], unique=False)
    op.create_index(op.f('ix_memberships_user_id'), 'memberships', ['user_id'], unique=False)
    op.create_table('messages',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(), nullable=False),
    sa.Column('once', sa.String(), nullable=True),
    sa.Column('about', postgresql.ARRAY(sa.Integer()), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('uncertain', sa.Boolean(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('reply', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'held', 'sent', 'refused', 'cancelled')", name=op.f('ck_messages_state')),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_messages_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_messages')),
    sa.UniqueConstraint('message_id', name=op.f('uq_messages_message_id')),
    sa.UniqueConstraint('once', name=op.f('uq_messages_once'))
    )
    op.create_index('ix_messages_due', 'messages', ['next_attempt_at'], unique=False, postgresql_where=sa.text("state = 'waiting'"))
    op.create_index('ix_messages_newest', 'messages', [sa.literal_column('created_at DESC'), sa.literal_column('id DESC')], unique=False)
    op.create_index(op.f('ix_messages_user_id'), 'messages', ['user_id'], unique=False)
    op.create_table('presidencies',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('host_city', sa.String(), nullable=False),
    sa.Column('priorities', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    postgresql.ExcludeConstraint((sa.text('tstzrange(since, until)'), '&&'), using='gist', name='one_presidency_at_a_time'),
    sa.CheckConstraint('until > since', name=op.f('ck_presidencies_order')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_presidencies_country_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_presidencies'))
    )
    op.create_table('web_sessions',
    sa.Column('token_hash', sa.String(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_web_sessions_user_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_web_sessions'))
    )
    op.create_index(op.f('ix_web_sessions_expires_at'), 'web_sessions', ['expires_at'], unique=False)
    op.create_index(op.f('ix_web_sessions_user_id'), 'web_sessions', ['user_id'], unique=False)
    op.create_table('agenda_items',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('titles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('purposes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('presenter', sa.String(), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=True),
    sa.Column('pillar_id', sa.Integer(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind = 'item' OR parent_id IS NULL", name=op.f('ck_agenda_items_pause_at_top')),
    sa.CheckConstraint("kind IN ('item', 'pause')", name=op.f('ck_agenda_items_kind')),
    sa.CheckConstraint("minutes BETWEEN 0 AND CASE kind WHEN 'pause' THEN 1440 ELSE 600 END", name=op.f('ck_agenda_items_minutes')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_agenda_items_country_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_agenda_items_meeting_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['agenda_items.id'], name=op.f('fk_agenda_items_parent_id')),
    sa.ForeignKeyConstraint(['pillar_id'], ['pillars.id'], name=op.f('fk_agenda_items_pillar_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_items')),
    sa.UniqueConstraint('meeting_id', 'parent_id', 'position', deferrable=True, initially='DEFERRED', name='one_item_per_place', postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_agenda_items_parent_id'), 'agenda_items', ['parent_id'], unique=False)
    op.create_table('calls',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('titles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('instructions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('pillar_id', sa.Integer(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('due_time', sa.Time(), nullable=False),
    sa.Column('grace_minutes', sa.Integer(), nullable=False),
    sa.Column('soft', sa.Boolean(), nullable=False),
    sa.Column('needs_clearance', sa.Boolean(), nullable=False),
    sa.Column('ladder', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('opened_by_id', sa.Integer(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(due_at IS NULL) <> (due_on IS NULL)', name=op.f('ck_calls_one_due')),
    sa.CheckConstraint('grace_minutes BETWEEN 0 AND 1440', name=op.f('ck_calls_grace')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_calls_meeting_id')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['users.id'], name=op.f('fk_calls_opened_by_id')),
    sa.ForeignKeyConstraint(['pillar_id'], ['pillars.id'], name=op.f('fk_calls_pillar_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calls')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_calls_meeting_id_number'))
    )
    op.create_table('circulations',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('symbol', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('items', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("status IN ('provisional', 'annotated', 'adopted')", name=op.f('ck_circulations_status')),
    sa.ForeignKeyConstraint(['by_id'], ['users.id'], name=op.f('fk_circulations_by_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_circulations_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circulations')),
    sa.UniqueConstraint('meeting_id', 'number', name=op.f('uq_circulations_meeting_id_number')),
    sa.UniqueConstraint('symbol', name=op.f('uq_circulations_symbol'))
    )
    op.create_table('commitments',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('pillar_id', sa.Integer(), nullable=True),
    sa.Column('part_of_id', sa.Integer(), nullable=True),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('amount', sa.Numeric(precision=20, scale=2), nullable=True),
    sa.Column('currency', sa.String(), nullable=True),
    sa.Column('target', sa.Numeric(precision=20, scale=2), nullable=True),
    sa.Column('unit', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('announced_on', sa.Date(), nullable=False),
    sa.CheckConstraint('(amount IS NULL) = (currency IS NULL)', name=op.f('ck_commitments_amount_with_currency')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_commitments_country_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_commitments_meeting_id')),
    sa.ForeignKeyConstraint(['part_of_id'], ['commitments.id'], name=op.f('fk_commitments_part_of_id')),
    sa.ForeignKeyConstraint(['pillar_id'], ['pillars.id'], name=op.f('fk_commitments_pillar_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitments'))
    )
    op.create_index(op.f('ix_commitments_country_id'), 'commitments', ['country_id'], unique=False)
    op.create_table('documents',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('symbol', sa.String(), nullable=False),
    sa.Column('class', sa.String(), nullable=False),
    sa.Column('titles', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('distribution', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("class IN ('working', 'information', 'restricted')", name=op.f('ck_documents_class')),
    sa.CheckConstraint("distribution IN ('public', 'delegations', 'secretariat')", name=op.f('ck_documents_distribution')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_documents_file_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_documents_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents')),
    sa.UniqueConstraint('symbol', 'language', name=op.f('uq_documents_symbol_language'))
    )
    op.create_index(op.f('ix_documents_meeting_id'), 'documents', ['meeting_id'], unique=False)
    op.create_table('handover_tasks',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('presidency_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('owners', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['done_by_id'], ['users.id'], name=op.f('fk_handover_tasks_done_by_id')),
    sa.ForeignKeyConstraint(['presidency_id'], ['presidencies.id'], name=op.f('fk_handover_tasks_presidency_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover_tasks'))
    )
    op.create_index(op.f('ix_handover_tasks_presidency_id'), 'handover_tasks', ['presidency_id'], unique=False)
    op.create_table('packets',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('audience', sa.String(), nullable=False),
    sa.CheckConstraint("audience IN ('delegations', 'secretariat')", name=op.f('ck_packets_audience')),
    sa.CheckConstraint("language IN ('en', 'es', 'pt', 'fr')", name=op.f('ck_packets_language')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_packets_meeting_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_packets')),
    sa.UniqueConstraint('meeting_id', 'language', 'audience', name=op.f('uq_packets_meeting_id_language_audience'))
    )
    op.create_table('participants',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=True),
    sa.Column('organisation_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('function', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rank', sa.String(), nullable=False),
    sa.CheckConstraint("rank IN ('head', 'member')", name=op.f('ck_participants_rank')),
    sa.CheckConstraint('(country_id IS NULL) <> (organisation_id IS NULL)', name=op.f('ck_participants_one_home')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_participants_country_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meetings.id'], name=op.f('fk_participants_meeting_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisations.id'], name=op.f('fk_participants_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participants'))
    )
    op.create_index(op.f('ix_participants_meeting_id'), 'participants', ['meeting_id'], unique=False)
    op.create_table('agenda_documents',
    sa.Column('item_id', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_agenda_documents_document_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_items.id'], name=op.f('fk_agenda_documents_item_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('item_id', 'document_id', name=op.f('pk_agenda_documents'))
    )
    op.create_table('builds',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('packet_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('manifest', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('failure', sa.String(), nullable=True),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('ordered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ordered_by_id', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'building', 'ready', 'published', 'failed', 'stopped')", name=op.f('ck_builds_state')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_builds_file_id')),
    sa.ForeignKeyConstraint(['ordered_by_id'], ['users.id'], name=op.f('fk_builds_ordered_by_id')),
    sa.ForeignKeyConstraint(['packet_id'], ['packets.id'], name=op.f('fk_builds_packet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_builds')),
    sa.UniqueConstraint('packet_id', 'number', name=op.f('uq_builds_packet_id_number'))
    )
    op.create_index('one_open_build_per_packet', 'builds', ['packet_id'], unique=True, postgresql_where=sa.text("state IN ('waiting', 'building')"))
    op.create_table('call_fields',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('labels', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('helps', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('limit_words', sa.Integer(), nullable=True),
    sa.CheckConstraint("key ~ '^[a-z][a-z0-9_]{0,39}$'", name=op.f('ck_call_fields_key')),
    sa.CheckConstraint("kind IN ('text', 'long_text', 'money', 'yes_no', 'file')", name=op.f('ck_call_fields_kind')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_call_fields_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_fields')),
    sa.UniqueConstraint('call_id', 'key', name=op.f('uq_call_fields_call_id_key')),
    sa.UniqueConstraint('call_id', 'position', deferrable=True, initially='DEFERRED', name=op.f('uq_call_fields_call_id_position'))
    )
    op.create_table('deliverables',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=False),
    sa.Column('country_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=True),
    sa.Column('extension_reason', sa.String(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('not_started', 'draft', 'cleared', 'submitted', 'in_review', 'changes_requested', 'approved', 'published', 'rejected', 'withdrawn', 'waived', 'reopened')", name=op.f('ck_deliverables_state')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_deliverables_call_id')),
    sa.ForeignKeyConstraint(['changed_by_id'], ['users.id'], name=op.f('fk_deliverables_changed_by_id')),
    sa.ForeignKeyConstraint(['country_id'], ['countries.id'], name=op.f('fk_deliverables_country_id')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['users.id'], name=op.f('fk_deliverables_reviewer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deliverables')),
    sa.UniqueConstraint('call_id', 'country_id', name=op.f('uq_deliverables_call_id_country_id'))
    )
    op.create_index(op.f('ix_deliverables_country_id'), 'deliverables', ['country_id'], unique=False)
    op.create_index('ix_deliverables_waiting', 'deliverables', ['state', 'sent_at'], unique=False)
    op.create_table('progress',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('commitment_id', sa.Integer(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('texts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('amount', sa.Numeric(precision=20, scale=2), nullable=True),
    sa.ForeignKeyConstraint(['commitment_id'], ['commitments.id'], name=op.f('fk_progress_commitment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_progress'))
    )
    op.create_index(op.f('ix_progress_commitment_id'), 'progress', ['commitment_id'], unique=False)
    op.create_table('reminder_rules',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('call_id', sa.Integer(), nullable=True),
    sa.Column('offset_days', sa.Integer(), nullable=False),
    sa.CheckConstraint('offset_days BETWEEN -90 AND 30', name=op.f('ck_reminder_rules_offset')),
    sa.ForeignKeyConstraint(['call_id'], ['calls.id'], name=op.f('fk_reminder_rules_call_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder_rules')),
    sa.UniqueConstraint('call_id', 'offset_days', name=op.f('uq_reminder_rules_call_id_offset_days'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('answers',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('field_id', sa.Integer(), nullable=False),
    sa.Column('value', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_answers_deliverable_id')),
    sa.ForeignKeyConstraint(['field_id'], ['call_fields.id'], name=op.f('fk_answers_field_id')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['users.id'], name=op.f('fk_answers_saved_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers')),
    sa.UniqueConstraint('deliverable_id', 'field_id', name=op.f('uq_answers_deliverable_id_field_id'))
    )
    op.create_table('attachments',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('field_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['added_by_id'], ['users.id'], name=op.f('fk_attachments_added_by_id')),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_attachments_deliverable_id')),
    sa.ForeignKeyConstraint(['field_id'], ['call_fields.id'], name=op.f('fk_attachments_field_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_files.id'], name=op.f('fk_attachments_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachments'))
    )
    op.create_index(op.f('ix_attachments_deliverable_id'), 'attachments', ['deliverable_id'], unique=False)
    op.create_table('reminders',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('rule_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_reminders_deliverable_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_reminders_message_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['reminder_rules.id'], name=op.f('fk_reminders_rule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminders')),
    sa.UniqueConstraint('deliverable_id', 'rule_id', 'due_at', name='one_reminder_per_rung')
    )
    op.create_table('versions',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('deliverable_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('files', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('once', sa.String(), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_by_id', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_versions_sha256')),
    sa.ForeignKeyConstraint(['deliverable_id'], ['deliverables.id'], name=op.f('fk_versions_deliverable_id')),
    sa.ForeignKeyConstraint(['submitted_by_id'], ['users.id'], name=op.f('fk_versions_submitted_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_versions')),
    sa.UniqueConstraint('deliverable_id', 'number', name=op.f('uq_versions_deliverable_id_number')),
    sa.UniqueConstraint('deliverable_id', 'once', name='one_version_per_sending')
    )
    op.create_table('reviews',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('reviewer_id', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("verdict IN ('approved', 'changes_requested', 'rejected')", name=op.f('ck_reviews_verdict')),
    sa.ForeignKeyConstraint(['reviewer_id'], ['users.id'], name=op.f('fk_reviews_reviewer_id')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_reviews_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reviews')),
    sa.UniqueConstraint('version_id', name='one_verdict_per_version')
    )
    op.create_table('comments',
    sa.Column('id', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('audience', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=False),
    sa.Column('review_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("(audience = 'country') = (number IS NOT NULL)", name=op.f('ck_comments_points_have_numbers')),
    sa.CheckConstraint("audience IN ('internal', 'country')", name=op.f('ck_comments_audience')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['users.id'], name=op.f('fk_comments_answered_by_id')),
    sa.ForeignKeyConstraint(['author_id'], ['users.id'], name=op.f('fk_comments_author_id')),
    sa.ForeignKeyConstraint(['review_id'], ['reviews.id'], name=op.f('fk_comments_review_id')),
    sa.ForeignKeyConstraint(['version_id'], ['versions.id'], name=op.f('fk_comments_version_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comments')),
    sa.UniqueConstraint('version_id', 'number', name=op.f('uq_comments_version_id_number'))
    )
    op.create_index(op.f('ix_comments_review_id'), 'comments', ['review_id'], unique=False)
    op.create_index(op.f('ix_comments_version_id'), 'comments', ['version_id'], unique=False)
    for frozen in ("audit_entries", "versions", "circulations", "stored_files"):
        op.execute(f"REVOKE {'DELETE' if frozen == 'stored_files' else 'UPDATE, DELETE'} ON {frozen} FROM {APP}")
    op.execute(f"REVOKE ALL ON alembic_version FROM {APP}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP}")


def downgrade() -> None:
    op.drop_index(op.f('ix_comments_version_id'), table_name='comments')
    op.drop_index(op.f('ix_comments_review_id'), table_name='comments')
    op.drop_table('comments')
    op.drop_table('reviews')
    op.drop_table('versions')
    op.drop_table('reminders')
    op.drop_index(op.f('ix_attachments_deliverable_id'), table_name='attachments')
    op.drop_table('attachments')
    op.drop_table('answers')
    op.drop_table('reminder_rules')
    op.drop_index(op.f('ix_progress_commitment_id'), table_name='progress')
    op.drop_table('progress')
    op.drop_index('ix_deliverables_waiting', table_name='deliverables')
    op.drop_index(op.f('ix_deliverables_country_id'), table_name='deliverables')
    op.drop_table('deliverables')
    op.drop_table('call_fields')
    op.drop_index('one_open_build_per_packet', table_name='builds', postgresql_where=sa.text("state IN ('waiting', 'building')"))
    op.drop_table('builds')
    op.drop_table('agenda_documents')
    op.drop_index(op.f('ix_participants_meeting_id'), table_name='participants')
    op.drop_table('participants')
    op.drop_table('packets')
    op.drop_index(op.f('ix_handover_tasks_presidency_id'), table_name='handover_tasks')
    op.drop_table('handover_tasks')
    op.drop_index(op.f('ix_documents_meeting_id'), table_name='documents')
    op.drop_table('documents')
    op.drop_index(op.f('ix_commitments_country_id'), table_name='commitments')
    op.drop_table('commitments')
    op.drop_table('circulations')
    op.drop_table('calls')
    op.drop_index(op.f('ix_agenda_items_parent_id'), table_name='agenda_items')
    op.drop_table('agenda_items')
    op.drop_index(op.f('ix_web_sessions_user_id'), table_name='web_sessions')
    op.drop_index(op.f('ix_web_sessions_expires_at'), table_name='web_sessions')
    op.drop_table('web_sessions')
    op.drop_table('presidencies')
    op.drop_index(op.f('ix_messages_user_id'), table_name='messages')
    op.drop_index('ix_messages_newest', table_name='messages')
    op.drop_index('ix_messages_due', table_name='messages', postgresql_where=sa.text("state = 'waiting'"))
    op.drop_table('messages')
    op.drop_index(op.f('ix_memberships_user_id'), table_name='memberships')
    op.drop_index(op.f('ix_memberships_country_id'), table_name='memberships')
    op.drop_table('memberships')
    op.drop_table('meetings')
    op.drop_table('holidays')
    op.drop_index('ix_audit_entries_thing', table_name='audit_entries')
    op.drop_index(op.f('ix_audit_entries_country_id'), table_name='audit_entries')
    op.drop_index(op.f('ix_audit_entries_at'), table_name='audit_entries')
    op.drop_index(op.f('ix_audit_entries_actor_id'), table_name='audit_entries')
    op.drop_index(op.f('ix_audit_entries_action'), table_name='audit_entries')
    op.drop_table('audit_entries')
    op.drop_index(op.f('ix_invitations_user_id'), table_name='invitations')
    op.drop_table('invitations')
    op.drop_index(op.f('ix_api_tokens_user_id'), table_name='api_tokens')
    op.drop_table('api_tokens')
    op.drop_index('one_account_per_address', table_name='users')
    op.drop_table('users')
    op.drop_table('stored_files')
    op.drop_index(op.f('ix_sign_in_failures_email'), table_name='sign_in_failures')
    op.drop_index(op.f('ix_sign_in_failures_at'), table_name='sign_in_failures')
    op.drop_index(op.f('ix_sign_in_failures_address'), table_name='sign_in_failures')
    op.drop_table('sign_in_failures')
    op.drop_table('pillars')
    op.drop_table('organisations')
    op.drop_table('heartbeats')
    op.drop_table('demo_clock')
    op.drop_table('countries')
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {APP}")
    op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {APP}")
    op.execute(f"REVOKE USAGE ON SCHEMA public FROM {APP}")
