"""Commands that let people and programs in, check the trail and move the clock, as somebody gives them."""

import contextvars
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from secretariat import clock
from secretariat.cli import main
from secretariat.cli.versions import plain
from secretariat.models.house import DemoClock
from secretariat.models.people import Role
from tests.factories import NOW, country, user

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-of-32-characters-or-more"


@pytest.fixture
def environ(app, session, engines, instance):
    """What a command is given beside a running demonstration."""
    with app.test_request_context():
        country("PE")
        session.add(DemoClock(id=1, shift=NOW - clock.real()))
        session.commit()
    return engines.environ() | {"INSTANCE": str(instance), "DEMO": "1", "SECRET_KEY": SECRET}


@pytest.fixture
def give(environ):
    """Give a command, and return its exit code, what it printed, and what it said beside."""

    def run(*words, demo="1"):
        runner = CliRunner(env=environ | {"DEMO": demo})
        given = contextvars.copy_context().run(runner.invoke, main, words)
        return given.exit_code, given.stdout.strip(), given.stderr.strip()

    return run


def test_a_command_is_given_to_a_process_of_its_own(environ):
    command = [sys.executable, "-m", "secretariat.cli", "audit", "verify"]
    given = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    assert given.stdout.startswith("The chain is whole: 0 entries.")


def test_a_web_server_looks_for_no_garbage_until_it_is_ready():
    words = (
        "import gc; from secretariat.cli import web; print(gc.isenabled()); web.when_ready(None); print(gc.isenabled())"
    )
    told = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_an_invitation_prints_a_link_that_opens(app, give):
    code, link, _beside = give("invite", "nueva@rree.gob.pe", "--role", "focal_point", "--country", "pe")
    assert code == 0
    path = re.fullmatch(r"http://localhost:8000(/welcome/\d+/[\w-]{43})", link)[1]
    assert app.test_client().get(path).status_code == 200


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("invite", "x@rree.gob.pe", "--role", "focal_point"), "Error: This role belongs to a country; choose which."),
        (("invite", "nobody", "--role", "auditor"), "Error: This is not a mail address; write it like name@ministry"),
        (("token", "create", "nobody@example.org"), "Error: There is no account with the address nobody@example.org."),
        (("clock", "forward", "soon"), "Error: Write how far, such as 4d, 36h or 1d12h."),
        (("clock", "set", "tomorrow"), "Error: Write an instant, such as 2025-09-12T14:00Z."),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(give, words, sentence):
    code, printed, beside = give(*words)
    assert (code, printed) == (1, "")
    assert beside.startswith(sentence)


@pytest.fixture
def no_tables(environ, engines):
    """As before the first migration: the one that every command asks first is not there."""
    with psycopg.connect(plain(engines.owner), autocommit=True) as owner:
        owner.execute("ALTER TABLE demo_clock RENAME TO demo_clock_elsewhere")
        yield
        owner.execute("ALTER TABLE demo_clock_elsewhere RENAME TO demo_clock")


@pytest.mark.usefixtures("no_tables")
@pytest.mark.parametrize("words", [("demo",), ("audit", "verify"), ("clock", "forward", "1d")])
def test_a_command_on_a_house_without_tables_says_what_makes_them(give, words):
    code, printed, beside = give(*words)
    assert (code, printed) == (1, "")
    assert beside.startswith("Error: The tables of this database are not there yet")
    assert "Traceback" not in beside


def test_a_command_without_a_database_says_so(environ, give):
    environ["DATABASE_URL"] = "postgresql+psycopg://someone:secret@127.0.0.1:1/house"
    code, printed, beside = give("demo")
    assert (code, printed) == (1, "")
    assert beside.startswith("Error: PostgreSQL cannot be reached: ")
    assert (beside.endswith("Check DATABASE_URL."), "secret@" in beside) == (True, False)


def test_a_token_is_printed_alone_and_works(app, session, give):
    person = user(Role.REVIEWER)
    session.commit()
    code, token, _beside = give("token", "create", person.email)
    assert code == 0
    answer = app.test_client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json["email"] == person.email


def test_the_clock_is_moved_and_only_in_the_demonstration(session, give):
    code, shown, _beside = give("clock", "forward", "4d")
    assert (code, shown[:10]) == (0, "2025-09-12")
    assert give("clock", "set", "2025-09-08T14:00Z")[:2] == (0, "2025-09-08T14:00Z")
    session.rollback()
    shift = session.get_one(DemoClock, 1).shift
    assert abs(clock.real() + shift - NOW) < timedelta(minutes=1)
    session.execute(delete(DemoClock))
    session.commit()
    code, _shown, beside = give("clock", "forward", "4d", demo="0")
    assert (code, beside) == (1, "Error: This is no demonstration; its clock cannot be moved.")


def test_the_trail_is_verified_and_a_broken_one_ends_with_an_error(session, give, broom):
    give("clock", "forward", "1d")
    give("clock", "forward", "1d")
    code, printed, _beside = give("audit", "verify")
    words, head = printed.splitlines()
    assert (code, words) == (0, "The chain is whole: 2 entries. Note the head down elsewhere:")
    assert give("audit", "verify", "--head", head)[0] == 0
    broom.connection.execute("DELETE FROM audit_entries WHERE number = 2")
    assert give("audit", "verify")[0] == 0
    code, _printed, beside = give("audit", "verify", "--head", head)
    assert (code, "its end was cut off" in beside) == (1, True)
    broom.connection.execute("UPDATE audit_entries SET actor = 'Nobody'")
    assert "Entry 1 was altered" in give("audit", "verify")[2]
