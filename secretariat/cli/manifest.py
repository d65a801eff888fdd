"""What a backup says of itself, so that a copy can be compared with it: every table, every file, the trail's head."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql
from psycopg.rows import namedtuple_row

from secretariat.embedded.instance import write_private
from secretariat.errors import Misconfigured
from secretariat.workflow import audit

FORMAT = 1
NAME = "manifest.json"
# The rows of these belong to the house that runs, and not to what it keeps: who is signed in, which files are half
# sent, that beat and worker live, and whether it is a copy.
OF_THE_MOMENT = ("web_sessions", "partial_uploads", "heartbeats", "outbox_hold")
# A row is compared by how it is written, which must not depend on a server's or a user's taste.
READING = "-c timezone=UTC -c datestyle=ISO -c intervalstyle=postgres -c extra_float_digits=1 -c bytea_output=hex"
TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    " AND relname <> ALL (%s) ORDER BY relname"
)
EMPTY = "SELECT NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p'))"
# Order does not matter to it: the server need not sort what it reads.
DIGEST = (
    "SELECT count(*), bit_xor(('x' || encode(sha256(convert_to(one::text, 'UTF8')), 'hex'))::bit(256))::text"
    " FROM public.{} AS one"
)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A backup's own description.

    made_at: an ISO instant · revision: of the tables · postgres: the server's major version · dumped_by: that of
    pg_dump · dump: the SHA-256 of the database's file · head: of the trail, 'number:hash' · tables: rows and digest
    by name · files: sizes in bytes by SHA-256 · missing: contents that storage did not have as they were.
    """

    made_at: str
    revision: str
    demonstration: bool
    postgres: int
    dumped_by: int
    dump: str
    head: str
    tables: dict[str, tuple[int, str]]
    files: dict[str, int]
    missing: list[str]

    def write(self, folder: Path) -> None:
        """Write it into a backup's folder."""
        text = json.dumps({"format": FORMAT} | asdict(self), indent=1, sort_keys=True)
        write_private(folder / NAME, text + "\n")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read it; raise Misconfigured where the folder holds no backup that this house can read."""
        try:
            found: dict[str, Any] = json.loads((folder / NAME).read_text())
        except (FileNotFoundError, NotADirectoryError, ValueError):
            raise Misconfigured(f"{folder} is no backup: there is no {NAME} in it that can be read.") from None
        if found.pop("format", None) != FORMAT:
            raise Misconfigured(f"{folder} was made by a newer Secretariat: install that one first.")
        found["tables"] = {name: (rows, digest) for name, (rows, digest) in found["tables"].items()}
        return cls(**found)


def is_empty(connection: psycopg.Connection) -> bool:
    """Tell whether a database has no tables."""
    return bool(only(connection, EMPTY))


def tables(connection: psycopg.Connection) -> dict[str, tuple[int, str]]:
    """Return how many rows each table has, and a digest of all of them; those of the moment are left out."""
    names = [name for (name,) in connection.execute(TABLES, [list(OF_THE_MOMENT)]).fetchall()]
    return {name: _digest(connection, name) for name in names}


def _digest(connection: psycopg.Connection, table: str) -> tuple[int, str]:
    row = connection.execute(sql.SQL(DIGEST).format(sql.Identifier(table))).fetchone()
    assert row is not None
    rows, bits = row
    return rows, f"{int(bits or '0', 2):064x}"


def trail(connection: psycopg.Connection, noted: str | None = None) -> audit.Verdict:
    """Check the trail as a connection sees it, against a head noted before."""
    with connection.cursor("trail", row_factory=namedtuple_row) as rows:
        rows.itersize = 1000
        rows.execute("SELECT * FROM audit_entries ORDER BY number")
        return audit.check(rows, noted)


def only(connection: psycopg.Connection, question: str) -> Any:
    """Return the one value that a question is answered with."""
    row = connection.execute(question).fetchone()
    return row[0] if row else None
