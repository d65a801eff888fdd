"""`secretariat restore`: a house out of a backup, compared with it piece by piece; it mails nothing until released."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg

from secretariat import clock
from secretariat.cli import manifest, pgtools
from secretariat.cli.backup import DUMP, FILES, copy_files, sha256, tell_troubles
from secretariat.cli.beside import inside
from secretariat.cli.manifest import READING, Manifest
from secretariat.cli.prepare import check_database, upgrade
from secretariat.cli.versions import known, plain
from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.settings import APP_ROLE, Settings
from secretariat.storage import Folder, store_at
from secretariat.workflow import audit, restoring

# As the first migration makes them, for a server on which the house has never been.
ROLE = (
    f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}')"
    f" THEN CREATE ROLE {APP_ROLE} NOLOGIN; END IF; IF NOT pg_has_role(current_user, '{APP_ROLE}', 'MEMBER')"
    f" THEN EXECUTE 'GRANT {APP_ROLE} TO ' || quote_ident(current_user); END IF; END $$"
)
# They name the owner that the tables had where the backup was made, and are said anew for the one they have here.
NAMING_THE_OWNER = " DEFAULT ACL "
RIGHTS = (
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}",
    f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE}",
)


@click.command()
@click.argument("source", metavar="FROM", required=False, type=click.Path(path_type=Path))
@click.option("--head", metavar="NUMBER:HASH", help="The head of the trail as it was noted when the backup was made.")
@click.option("--release", is_flag=True, help="Let a restored house mail: this is the one that counts now.")
def restore(source: Path | None, head: str | None, *, release: bool) -> None:
    """Lay a backup into an empty database (INSTANCE or DATABASE_URL), and check that all of it is there.

    Nothing is mailed from the copy before it is released, so that nobody gets a mail twice.
    """
    if release == (source is not None):
        raise Misconfigured("Name the folder of a backup, or give --release alone.")
    audit.source.set(audit.Source("command"))
    if source is None:
        let_go()
    else:
        lay(source.resolve(), head)


def let_go() -> None:
    """Release the outbox, and say what an officer has to decide."""
    with inside() as app:
        check_database(app.config["SETTINGS"].owner_database_url)
        with reading(app.config["SETTINGS"].owner_database_url) as connection:
            if manifest.is_empty(connection):
                raise Misconfigured("There is no house here to release. Check INSTANCE or DATABASE_URL.")
        with transaction():
            count = restoring.release(at=clock.now())
    click.echo("The outbox is released: mail leaves again.")
    if count:
        click.echo(f"Reminders that may have been sent before: {count}. An officer decides under /messages?state=held.")


def lay(source: Path, head: str | None) -> None:
    """Check, lay, compare; say how to go on."""
    made = Manifest.read(source)
    with inside() as app:
        settings = app.config["SETTINGS"]
        check_database(settings.owner_database_url)
        tools = fitting(made, source, settings)
        lay_files(made, source, settings)
        lay_database(made, source / DUMP, tools, settings.owner_database_url)
        with reading(settings.owner_database_url) as connection:
            verdict = compare(made, connection, head)
        upgrade(settings)
        with transaction():
            held = restoring.settle(backup_at=clock.shown(datetime.fromisoformat(made.made_at)), at=clock.now())
    click.echo(f"Every table and {len(made.files) - len(made.missing)} files are as they were at {made.made_at}.")
    click.echo(f"Messages that waited then, and may have been sent since, are held: {held}.")
    click.echo("Nothing is mailed before you say 'secretariat restore --release'.")
    troubles = [f"The trail's chain was broken in the backup already: {verdict.trouble}"] if verdict.trouble else []
    if made.missing:
        troubles.append(f"Lost or damaged before the backup was made: {len(made.missing)} files.")
    tell_troubles(troubles)


def fitting(made: Manifest, source: Path, settings: Settings) -> pgtools.Tools:
    """Return the programs that can lay a backup here; raise Misconfigured, before anything is laid, where none can."""
    if made.demonstration and not settings.demo:
        raise Misconfigured("This is a backup of the demonstration: restore it as one (DEMO=1).")
    if not known(made.revision):
        raise Misconfigured("This backup was made by a newer Secretariat: install that one first.")
    if not (source / DUMP).is_file() or sha256(source / DUMP) != made.dump:
        raise Misconfigured(f"The backup is damaged: {DUMP} is not what it was.")
    with reading(settings.owner_database_url) as connection:
        server, empty = pgtools.major(connection), manifest.is_empty(connection)
    if not empty:
        raise Misconfigured(
            "The database here holds data already: restore into an empty one (another INSTANCE or DATABASE_URL)."
        )
    if server < made.postgres:
        raise Misconfigured(
            f"The backup is of PostgreSQL {made.postgres}, and here is {server}: use that one or newer."
        )
    return pgtools.choose(server, least=made.dumped_by)


def lay_files(made: Manifest, source: Path, settings: Settings) -> None:
    """Keep every content here, before any row names it."""
    missing = copy_files(made.files, Folder(source / FILES), store_at(settings.storage))
    lost = sorted(set(missing) - set(made.missing))
    if lost:
        raise Misconfigured(f"The backup is damaged: {len(lost)} files are not what they were, such as {lost[0]}.")


def lay_database(made: Manifest, dump: Path, tools: pgtools.Tools, url: str) -> None:
    """Lay the empty tables, put the outbox on hold, and only then bring the rows: none is ever there without it."""
    with tempfile.NamedTemporaryFile("w") as wanted:
        wanted.writelines(f"{line}\n" for line in tools.listed(dump) if NAMING_THE_OWNER not in line)
        wanted.flush()
        listed = Path(wanted.name)
        with psycopg.connect(plain(url), connect_timeout=5) as connection:
            connection.execute(ROLE)
        tools.restore(url, dump, "pre-data", listed=listed)
        with psycopg.connect(plain(url), connect_timeout=5) as connection:
            hold = "INSERT INTO outbox_hold (id, backup_at, restored_at, verified) VALUES (1, %s, %s, false)"
            connection.execute(hold, [datetime.fromisoformat(made.made_at), datetime.now(UTC)])
            for right in RIGHTS:
                connection.execute(right)
        tools.restore(url, dump, "data", "post-data", listed=listed)


def compare(made: Manifest, connection: psycopg.Connection, head: str | None) -> audit.Verdict:
    """Compare every table with the backup; raise Misconfigured where one differs. Return what the trail says."""
    here = manifest.tables(connection)
    different = sorted(name for name in made.tables.keys() | here if made.tables.get(name) != here.get(name))
    if different:
        raise Misconfigured(
            f"Not as they were in the backup: {', '.join(different)}. Try again with an empty database."
        )
    verdict = manifest.trail(connection, head or made.head)
    if head and verdict.trouble:
        raise Misconfigured(f"This is not the trail whose head you noted: {verdict.trouble}")
    return verdict


@contextmanager
def reading(url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection that reads as the backup was read."""
    with psycopg.connect(plain(url), connect_timeout=5, options=READING) as connection:
        yield connection
