"""What a start for real refuses: a database with the demonstration in it. That of its secret stands in the settings."""

import psycopg

from secretariat.errors import Misconfigured

DEMONSTRATION = (
    "SELECT EXISTS (SELECT FROM demo_clock) OR EXISTS (SELECT FROM users WHERE active"
    " AND password_hash IS NOT NULL AND email LIKE '%@example.org')"
)


def refuse_demonstration(connection: psycopg.Connection) -> bool:
    """Raise Misconfigured where the demonstration is in the database: everybody knows its passwords.

    Return whether that could be told: without tables nothing can be. Leaves no transaction open.
    """
    try:
        found = connection.execute(DEMONSTRATION).fetchone()
    except psycopg.errors.UndefinedTable:
        return False
    finally:
        connection.rollback()
    if found == (True,):
        raise Misconfigured(
            "This database holds the demonstration, whose passwords everybody knows: "
            "start with an empty one (another DATABASE_URL or INSTANCE), or as the demonstration (DEMO=1)."
        )
    return True
