"""What every test may ask for: the engines, the settings, the application, and a database that is empty again."""

import contextvars
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse
from xdist.scheduler import LoadScopeScheduling

from secretariat.app import create_app
from secretariat.cli.prepare import upgrade
from secretariat.database import db
from secretariat.embedded import Urls
from secretariat.embedded import engines as embedded_engines
from secretariat.settings import Settings
from tests import factories
from tests.broom import Broom
from tests.s3 import Server, Silent


class ByRoom(LoadScopeScheduling):
    """Keeps together on one core what is told in order: a file, and all journeys through the one demonstration."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return "journeys" if "/journeys/" in path and in_common(self.config.rootpath / path) else path


@cache
def in_common(path: Path) -> bool:
    """Tell whether a file of journeys goes through the demonstration that they share."""
    words = path.read_text(encoding="utf-8")
    return "as_role" in words and "journeys.apart" not in words


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Say how tests are handed out to cores: in their order, and not the files with many tests first."""
    config.option.loadscopereorder = False
    return ByRoom(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no core waits at the end for the only long file that is left."""
    long = ("browser", "processes")
    items.sort(key=lambda one: next((place for place, name in enumerate(long) if one.get_closest_marker(name)), 2))


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Urls]:
    """One PostgreSQL and one Valkey for the whole run, which need not survive a power cut."""
    with embedded_engines(tmp_path_factory.mktemp("engines"), durable=False) as urls:
        yield urls


@pytest.fixture(scope="session")
def settings(engines: Urls, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A production's settings; a test changes one by dataclasses.replace."""
    instance = tmp_path_factory.mktemp("instance")
    return Settings.read(
        engines.environ()
        | {
            "INSTANCE": str(instance),
            "SECRET_KEY": "a-secret-of-32-characters-or-more",
            # Nobody is asked for names, and names are asked for by packets, which pytest-socket lets through.
            "DNS_SERVER": "127.0.0.1:1",
        }
    )


@pytest.fixture(scope="session")
def broom(engines: Urls, settings: Settings) -> Iterator[Broom]:
    """The tables, as the migrations lay them, and the means to empty them."""
    upgrade(settings)
    with closing(Broom(engines.superuser.replace("/postgres?", "/secretariat?"))) as broom:
        yield broom


@pytest.fixture(scope="session")
def house(settings: Settings, broom: Broom) -> Iterator[Flask]:
    """The application, put together once."""
    del broom
    app = create_app(settings)
    app.test_client_class = Visitor
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(house: Flask, broom: Broom) -> Iterator[Flask]:
    """The application on empty tables; whatever the test commits is gone after it."""
    yield house
    broom.sweep()


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Any]]:
    """The session of the test's own application context; its rows are seen by others once it commits them."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor with a cookie jar."""
    return app.test_client()


class Visitor(FlaskClient):
    """Comes from outside: its requests share neither session nor clock with the test, as with a real server."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request in a context of its own."""
        return contextvars.Context().run(super().open, *args, **kwargs)


@pytest.fixture
def in_2025() -> Iterator[None]:
    """The present year is the one of the tests' texts, so that their days stand without it."""
    with time_machine.travel(factories.NOW):
        yield


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that speaks S3, in a process of its own."""
    with closing(Server(tmp_path_factory.mktemp("s3"))) as server:
        yield server


@pytest.fixture
def silent() -> Iterator[Silent]:
    """What takes every line and never answers."""
    with closing(Silent()) as server:
        yield server


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder for an installation of its own."""
    return tmp_path / "instance"
