"""Empties the tables between tests, past every trigger and right that protects them from the application."""

import psycopg
from psycopg import sql

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


class Broom:
    """One connection for all sweeps. Rows are deleted and not truncated: nobody is waited for, nothing is locked."""

    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.connection.execute("SET session_replication_role = replica")
        self.connection.execute("SET lock_timeout = '5s'")
        tables = [name for (name,) in self.connection.execute(TABLES)]
        asked = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in tables
        ]
        self.filled = sql.SQL(" UNION ALL ").join(asked)

    def sweep(self) -> None:
        """Empty what is not empty."""
        for (name,) in self.connection.execute(self.filled).fetchall():
            self.connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))

    def close(self) -> None:
        """Hang up."""
        self.connection.close()
