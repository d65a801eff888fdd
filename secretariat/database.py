"""The database: the base class of all tables, the names of constraints, and the one transaction()."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from json import JSONDecoder
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Executable, Identity, MetaData, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry

from secretariat import clock
from secretariat.settings import APP_ROLE, Settings

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


TYPES: dict[Any, Any] = {
    datetime: DateTime(timezone=True),
    dict[str, Any]: JSONB,
    dict[str, str]: JSONB,
    list[str]: JSONB,
    list[dict[str, Any]]: JSONB,
}


class Base(DeclarativeBase):
    """What all tables share: JSON is JSONB, every instant bears its zone."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map=TYPES)


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class WithId:
    """A table whose rows are named by a number."""

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True, sort_order=-1)


READER = JSONDecoder()


def read_json(said: bytes) -> Any:
    """Return what a JSON column holds. A page reads thousands; `json.loads` looks for their encoding first."""
    return READER.raw_decode(said.decode())[0]


def engine_options(settings: Settings) -> dict[str, Any]:
    """Connect as the application's role: it owns no table and cannot touch the audit trail.

    The role is taken at connecting, so that the same line serves an embedded server, whose log-in role it is,
    and a server where one address is given for everything.
    """
    del settings
    return {
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 4,
        "pool_timeout": 10,
        "json_deserializer": read_json,
        "connect_args": {
            "options": f"-c role={APP_ROLE} -c timezone=UTC -c lock_timeout=8s",
            "connect_timeout": 5,
            "application_name": "secretariat",
        },
    }


@contextmanager
def transaction(*, keep: bool = True) -> Iterator[Session]:
    """Open the one transaction of a request, a task or a command; commit at the end, roll back on an error.

    keep: False for a request that only reads: it always rolls back.
    """
    session = db.session()
    try:
        if current_app.config["SETTINGS"].demo:
            clock.shift(session.scalar(text("SELECT shift FROM demo_clock")) or timedelta(0))
        yield session
        if keep:
            session.commit()
        else:
            session.rollback()
    except BaseException:
        session.rollback()
        raise


def alone(statement: Executable, values: Mapping[str, object]) -> Any:
    """Execute one statement as a transaction of its own; return the first value of its first row, or None.

    One round trip where transaction() makes three, for what is done with each of ten thousand letters. Nothing is
    read before it, the demonstration's clock neither.
    """
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        return line.scalar(statement, values)
