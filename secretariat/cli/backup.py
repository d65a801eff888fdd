"""`secretariat backup`: everything that the house keeps, in one folder, while it goes on working."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg
from psycopg import IsolationLevel

from secretariat.cli import manifest, pgtools
from secretariat.cli.beside import inside
from secretariat.cli.disk import sentences
from secretariat.cli.manifest import OF_THE_MOMENT, READING, Manifest, only
from secretariat.cli.prepare import check_database
from secretariat.cli.versions import plain
from secretariat.errors import Misconfigured
from secretariat.failpoints import reach
from secretariat.storage import Folder, Storage, store_at

DUMP, FILES = "database.dump", "files"
MEGABYTE = 1_000_000


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
def backup(out: Path) -> None:
    """Copy the database and every file into the new folder OUT, and check the copy; the house may go on working."""
    with inside() as app, whole_or_not_at_all(out.resolve()) as folder:
        settings = app.config["SETTINGS"]
        check_database(settings.owner_database_url)
        with frozen(settings.owner_database_url) as (connection, snapshot):
            tools = pgtools.choose(pgtools.major(connection))
            reach("backup_frozen")
            tools.dump(settings.owner_database_url, folder / DUMP, snapshot=snapshot, without=OF_THE_MOMENT)
            verdict = manifest.trail(connection)
            made = describe(connection, tools, folder / DUMP, verdict.head)
        check_dump(tools, folder / DUMP, made)
        missing = copy_files(made.files, store_at(settings.storage), Folder(folder / FILES))
        made = replace(made, missing=missing)
        made.write(folder)
    tell(made, out)
    troubles = [f"The chain of the trail is broken: {verdict.trouble}"] if verdict.trouble else []
    if missing:
        troubles.append(f"Lost or damaged in storage, and named in {manifest.NAME}: {len(missing)} files.")
    tell_troubles(troubles)


def tell_troubles(troubles: Sequence[str]) -> None:
    """End the command: with an error that names what is wrong with what was copied nevertheless, or well."""
    for one in troubles:
        click.echo(f"Error: {one}", err=True)
    click.get_current_context().exit(1 if troubles else 0)


def tell(made: Manifest, out: Path) -> None:
    """Say what was copied; the head of the trail goes to standard output, alone."""
    size = sum(made.files.values()) / MEGABYTE
    click.echo(f"{out} holds {len(made.tables)} tables and {len(made.files)} files ({size:,.1f} MB).", err=True)
    click.echo("Note the head of the trail down elsewhere:", err=True)
    click.echo(made.head)


@contextmanager
def whole_or_not_at_all(out: Path) -> Iterator[Path]:
    """Yield a folder beside a place, which becomes that place at the end, and is gone where something went wrong."""
    if out.exists():
        raise Misconfigured(f"{out} is there already: name a new folder.")
    if not out.parent.is_dir():
        raise Misconfigured(f"There is no folder {out.parent}: make it first.")
    with sentences(out.parent):
        new = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            yield new
            new.rename(out)
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def frozen(url: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """Yield a connection that sees one moment of the database, and the name by which pg_dump sees the same one."""
    with psycopg.connect(plain(url), connect_timeout=5, options=READING) as connection:
        connection.isolation_level, connection.read_only = IsolationLevel.REPEATABLE_READ, True
        connection.execute("SET idle_in_transaction_session_timeout = 0")
        if manifest.is_empty(connection):
            raise Misconfigured("There is nothing here to keep: no tables. Check INSTANCE or DATABASE_URL.")
        yield connection, only(connection, "SELECT pg_export_snapshot()")


def describe(connection: psycopg.Connection, tools: pgtools.Tools, dump: Path, head: str) -> Manifest:
    """Return what is to be said of that moment, before its files are copied."""
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        revision=only(connection, "SELECT version_num FROM alembic_version"),
        demonstration=only(connection, "SELECT EXISTS (SELECT FROM demo_clock)"),
        postgres=pgtools.major(connection),
        dumped_by=tools.major,
        dump=sha256(dump),
        head=head,
        tables=manifest.tables(connection),
        files=dict(connection.execute("SELECT sha256, size FROM stored_files").fetchall()),
        missing=[],
    )


def sha256(path: Path) -> str:
    """Return the hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_dump(tools: pgtools.Tools, dump: Path, made: Manifest) -> None:
    """Raise Misconfigured where the dump lacks the rows of a table: one that stopped early says so nowhere else."""
    lines = tools.listed(dump)
    lacking = [name for name in made.tables if not any(f" TABLE DATA public {name} " in line for line in lines)]
    if lacking:
        raise Misconfigured(f"pg_dump left out the rows of {', '.join(lacking)}: nothing was kept of this backup.")


def copy_files(wanted: Iterable[str], source: Storage, target: Storage) -> list[str]:
    """Copy contents, and return those that are not what their names say. Nobody changes a content: none is missed."""
    return [name for name in sorted(wanted) if not _copy(name, source, target)]


def _copy(name: str, source: Storage, target: Storage) -> bool:
    try:
        with source.open(name) as stream, target.candidate(stream) as candidate:
            if candidate.sha256 == name:
                target.keep(candidate)
            return candidate.sha256 == name
    except FileNotFoundError:
        return False
