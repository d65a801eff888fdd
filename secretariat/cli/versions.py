"""Tells without reading the whole house in whether the database is what the code expects."""

import re
from pathlib import Path

import psycopg

from secretariat import production

PACKAGE = Path(__file__).parent.parent
REVISION = re.compile(r"^(down_)?revision\b[^=]*=\s*[\"']([^\"']+)[\"']", re.MULTILINE)


def migrations() -> Path:
    """Return the folder of the migrations: in the package when installed, beside it in a checkout."""
    carried = PACKAGE / "migrations"
    return carried if carried.is_dir() else PACKAGE.parent / "migrations"


def revisions(folder: Path) -> list[tuple[str, str]]:
    """Return all revisions, and those that they follow: pairs of 'down_' or nothing, and a name."""
    return [match for path in folder.glob("versions/*.py") for match in REVISION.findall(path.read_text())]


def known(revision: str) -> bool:
    """Tell whether a revision is one of ours."""
    return ("", revision) in revisions(migrations())


def heads(folder: Path) -> set[str]:
    """Return the revisions that no other follows."""
    found = revisions(folder)
    return {name for down, name in found if not down} - {name for down, name in found if down}


def plain(url: str) -> str:
    """Return SQLAlchemy's address as psycopg reads it."""
    return url.replace("postgresql+psycopg:", "postgresql:", 1)


def unreachable(error: BaseException | None) -> str:
    """Return the sentence for a PostgreSQL that does not let us in, with its own reason; it names no password."""
    reason = " ".join(str(error).split()).rstrip(".?")
    return f"PostgreSQL cannot be reached: {reason}. Check DATABASE_URL."


def is_ready(url: str, *, demo: bool) -> bool:
    """Tell whether the tables are up to date and, for a demonstration, filled.

    A second start thereby saves the seconds that the migrations need only to find nothing to do. False where the
    database cannot be asked: then the full preparation says why.
    """
    try:
        with psycopg.connect(plain(url), connect_timeout=5) as connection:
            at = {name for (name,) in connection.execute("SELECT version_num FROM alembic_version")}
            filled = connection.execute("SELECT EXISTS (SELECT FROM users)").fetchone()
    except psycopg.Error:
        return False
    return at == heads(migrations()) and (not demo or filled == (True,))


def refuse_demonstration(url: str) -> None:
    """Raise Misconfigured where a start for real finds the demonstration in its database."""
    with psycopg.connect(plain(url), connect_timeout=5) as connection:
        production.refuse_demonstration(connection)
