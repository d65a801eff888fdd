"""Runs migrations as the owner of the tables, one transaction each, under a lock so that two starts do not collide."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from secretariat import models
from secretariat.database import Base

LOCK = 719_103_547  # any number, the same for every start
assert models

config = context.config


def upgrade() -> None:
    """Connect with the address that the command hands over."""
    engine = create_engine(config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


upgrade()
