"""A start for real on the demonstration's database: every door refuses it in one sentence."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from secretariat.app import create_app
from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.models.house import DemoClock
from secretariat.models.people import Role
from tests import keys
from tests.embedded.running import ROOT, environ, free_port, refused
from tests.factories import user

SENTENCE = (
    "This database holds the demonstration, whose passwords everybody knows: "
    "start with an empty one (another DATABASE_URL or INSTANCE), or as the demonstration (DEMO=1)."
)
SECRET = "a-secret-of-32-characters-or-more"
GUNICORN = ("gunicorn", "--no-control-socket", "--bind", "127.0.0.1:0")


@pytest.fixture
def known_password(app, session):
    """An account of the demonstration."""
    with app.test_request_context():
        user(Role.OFFICER, email="officer@example.org")
        session.commit()


@pytest.fixture
def real(engines, instance):
    """The environment of a start for real."""
    return engines.environ() | {"INSTANCE": str(instance), "DEMO": "0", "SECRET_KEY": SECRET}


def start(chosen, *command):
    """Start a server that is expected to end; return its exit code and all that it said."""
    whole = [sys.executable, "-m", *command]
    given = subprocess.run(
        whole, env=environ(**chosen), cwd=ROOT, capture_output=True, text=True, timeout=100, check=False
    )
    return given.returncode, given.stderr.strip()


@pytest.mark.processes
@pytest.mark.usefixtures("known_password")
@pytest.mark.parametrize(
    ("code", "command"),
    [(4, (*GUNICORN, "--preload", "wsgi:app")), (1, ("celery", "-A", "workers.app", "--quiet", "worker"))],
)
def test_what_is_started_by_itself_ends_with_the_sentence(real, code, command):
    ended, said = start(real, *command)
    assert (ended, said.splitlines()[-1], "Traceback" in said) == (code, f"Error: {SENTENCE}", False), said


@pytest.mark.processes
@pytest.mark.usefixtures("known_password")
def test_a_server_whose_processes_each_read_the_house_in_gives_up_at_once(real):
    ended, said = start(real, *GUNICORN, "wsgi:app")
    assert (ended, said.count(SENTENCE), "Traceback" in said) == (4, 1, False), said


@pytest.mark.processes
@pytest.mark.usefixtures("known_password")
def test_the_command_refuses(real, instance):
    del real["INSTANCE"]
    assert refused(instance, free_port(), **real) == SENTENCE


@pytest.mark.processes
def test_a_setting_that_cannot_work_ends_a_server_with_its_sentence_too(real):
    ended, said = start(real | {"SECRET_KEY": "short"}, *GUNICORN, "--preload", "wsgi:app")
    assert (ended, said) == (
        4, "Error: Set SECRET_KEY to a secret of 32 characters or more, or start the demonstration."
    )  # fmt: skip


def test_the_application_is_not_made(settings, session):
    create_app(settings)
    session.add(DemoClock(id=1, shift=timedelta(0)))
    session.commit()
    with pytest.raises(Misconfigured, match="whose passwords everybody knows"):
        create_app(settings)
    assert create_app(replace(settings, demo=True))


@pytest.fixture
def later(engines):
    """The address of a database that is made when `lay` is called: a demonstration's, as far as anybody asks."""

    def lay():
        with psycopg.connect(engines.superuser, autocommit=True) as connection:
            connection.execute("CREATE DATABASE later OWNER secretariat_app")
        with psycopg.connect(address("superuser", "postgres"), autocommit=True) as connection:
            connection.execute("SET ROLE secretariat_app")
            connection.execute("CREATE TABLE users (active bool, password_hash text, email text)")
            connection.execute("CREATE TABLE demo_clock AS SELECT 1 AS id")

    def address(role, name):
        return getattr(engines, role).replace(f"/{name}?", "/later?")

    yield address("database", "secretariat").replace("postgresql:", "postgresql+psycopg:"), lay
    with psycopg.connect(engines.superuser, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS later WITH (FORCE)")


def test_a_database_that_cannot_be_asked_at_the_start_is_asked_with_every_first_connection(settings, later):
    url, lay = later
    alone = create_app(replace(settings, database_url=url))
    assert alone.test_client().get("/healthz").status_code == 200
    lay()
    for _each in range(2):
        with alone.app_context(), pytest.raises(Misconfigured), transaction() as session:
            session.connection()
    assert alone.test_client().get("/meetings").status_code == 500


@pytest.mark.processes
@pytest.mark.parametrize(
    ("code", "command"),
    [
        (4, (*GUNICORN, "--preload", "wsgi:app")),
        (1, ("celery", "-A", "workers.app", "--quiet", "worker")),
        (1, ("secretariat.cli", "up")),
    ],
)
def test_a_key_that_cannot_sign_ends_each_door_with_its_sentence(real, code, command):
    ended, said = start(real | {"DKIM_KEY": keys.WEAK, "DKIM_SELECTOR": "s", "PORT": free_port()}, *command)
    assert ended == code, said
    assert said == (
        "Error: The key in DKIM_KEY has 768 bits, which servers do not take; "
        "make one: openssl genrsa -out dkim.pem 2048"
    )


@pytest.mark.processes
def test_an_address_of_a_mail_server_that_cannot_be_ends_the_start_before_anything_is_started(real):
    ended, said = start(real | {"SMTP_URL": "http://mail.example.org", "PORT": free_port()}, "secretariat.cli", "up")
    assert (ended, said.startswith("Error: SMTP_URL begins with 'http'"), said.count("\n")) == (1, True, 0)


def test_an_address_of_a_mail_server_that_cannot_be_ends_the_web_server_too(settings):
    with pytest.raises(Misconfigured, match="SMTP_URL begins with 'http'"):
        create_app(replace(settings, smtp_url="http://mail.example.org"))
