"""The migrations lay exactly the tables that the models know, and take them away again."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, make_url, pool, text

from secretariat import models
from secretariat.database import Base
from secretariat.embedded import Urls
from secretariat.settings import with_driver

ROOT = Path(__file__).parents[2]
NAME = "migrated"
assert models  # their tables are registered by it


@pytest.fixture
def url(engines: Urls) -> Iterator[str]:
    """An empty database of the owner's."""
    owner = make_url(with_driver(engines.owner))
    with psycopg.connect(engines.superuser, autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(NAME), sql.Identifier(owner.username or ""))
        connection.execute(made)
        yield owner.set(database=NAME).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(NAME)))


def config(url: str) -> Config:
    """Return Alembic's configuration for an address."""
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    return made


def differences(url: str) -> list[object]:
    """Return what the models have that the database has not, and the other way round."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": Base.metadata}
        )
        return compare_metadata(context, Base.metadata)


def tables(url: str) -> set[str]:
    """Return the names of all tables."""
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")))


def test_migrations_lay_what_the_models_know_and_take_it_away_and_lay_it_again(url):
    command.upgrade(config(url), "head")
    laid = tables(url)
    assert laid == set(Base.metadata.tables) | {"alembic_version"}
    assert differences(url) == []
    command.downgrade(config(url), "base")
    assert tables(url) == {"alembic_version"}
    command.upgrade(config(url), "head")
    assert (tables(url), differences(url)) == (laid, [])


def test_the_comparison_notices_a_column_too_many(url):
    command.upgrade(config(url), "head")
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE countries ADD COLUMN anthem text"))
    assert len(differences(url)) == 1
