"""What the application's role may not do, on the tables as the migrations lay them."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege

from secretariat.embedded import Urls
from tests.broom import Broom

FORBIDDEN = [
    "ALTER TABLE users ADD COLUMN more text",
    "DROP TABLE messages",
    "CREATE TABLE mine (id int)",
    "UPDATE audit_entries SET hash = hash",
    "DELETE FROM audit_entries",
    "TRUNCATE audit_entries",
    "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
    "UPDATE versions SET sha256 = sha256",
    "UPDATE letter_texts SET subject = subject",
    "DELETE FROM letter_texts",
    "UPDATE alembic_version SET version_num = '0'",
    "SET session_replication_role = replica",
    "SET ROLE secretariat_owner",
    "CREATE ROLE another",
    "CREATE DATABASE another",
    "SELECT pg_read_file('postgresql.conf')",
    "COPY (SELECT 1) TO PROGRAM 'true'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_application_may_not(statement: str, engines: Urls, broom: Broom) -> None:
    del broom
    with psycopg.connect(engines.database, autocommit=True) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute(statement)


def test_the_application_reads_and_writes_rows(engines: Urls, broom: Broom) -> None:
    del broom
    with psycopg.connect(engines.database, autocommit=True) as connection:
        assert connection.execute("SELECT count(*) FROM audit_entries").fetchone() == (0,)
        assert connection.execute("DELETE FROM messages").rowcount == 0


def test_the_roles_are_no_more_than_they_need_to_be(engines: Urls) -> None:
    with psycopg.connect(engines.superuser) as connection:
        roles = connection.execute(
            "SELECT rolname, rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls "
            "FROM pg_roles WHERE rolname LIKE 'secretariat%' ORDER BY 1"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'secretariat'"
        ).fetchone()
    assert roles == [
        ("secretariat_app", True, False, False, False, False, False),
        ("secretariat_owner", True, False, False, False, False, False),
    ]
    assert owner == ("secretariat_owner",)
