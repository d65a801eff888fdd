"""The way into the house for a command that is given beside `secretariat up`, or while nothing runs."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from psycopg.errors import UndefinedColumn, UndefinedTable
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from secretariat.app import create_app
from secretariat.cli.disk import sentences
from secretariat.cli.versions import unreachable
from secretariat.database import db, transaction
from secretariat.embedded import Instance, engines
from secretariat.errors import Misconfigured
from secretariat.settings import Settings


@contextmanager
def inside() -> Iterator[Flask]:
    """Yield the application in its context, on the engines that run; where none run, they are started for as long.

    The environment goes first; what it does not say is taken from the start that holds the instance.
    """
    place = Instance(Path(os.environ.get("INSTANCE", "instance")).resolve())
    chosen = {"DEMO": "1", "INSTANCE": str(place.path)}
    with sentences(place.path), _engines(place) as found:
        app = create_app(Settings.read(chosen | found | os.environ))
        with app.app_context():
            try:
                yield app
            except (OperationalError, ProgrammingError) as error:
                raise Misconfigured(_what_to_do(error)) from error
            finally:
                db.session.remove()
                db.engine.dispose()


def _what_to_do(error: DBAPIError) -> str:
    """Return the sentence for a database that cannot be worked with; raise again what is a fault of ours."""
    if isinstance(error.orig, (UndefinedTable, UndefinedColumn)):
        return (
            "The tables of this database are not there yet, or older than this Secretariat: "
            "let 'secretariat up' make them, or 'secretariat migrate', and give the command again."
        )
    if isinstance(error, OperationalError):
        return unreachable(error.orig)
    raise error


@contextmanager
def working() -> Iterator[Session]:
    """Yield the session of the one transaction of a command."""
    with inside(), transaction() as session:
        yield session


@contextmanager
def _engines(place: Instance) -> Iterator[dict[str, str]]:
    remembered = place.run / "environment.json"
    if "DATABASE_URL" in os.environ:
        yield {}
    elif place.is_held() and remembered.exists():
        yield json.loads(remembered.read_text())
    else:
        with engines(place.path) as urls:
            yield urls.environ()
