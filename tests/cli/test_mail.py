"""`secretariat mail receive` as a mail server gives it: a message on standard input, an exit code that it knows."""

import contextvars
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from secretariat.cli import main
from secretariat.mail import reply_to
from secretariat.models.people import Role
from secretariat.models.received import ReceivedMail
from secretariat.settings import Settings
from tests.factories import call, country, deliverable, user
from tests.inbox import mails

ROOT = Path(__file__).parents[2]
AWAY = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
def environ(app, engines, instance):
    return engines.environ() | {
        "INSTANCE": str(instance), "DEMO": "0", "SECRET_KEY": "a-secret-of-32-characters-or-more",
        "REPLY_TO": "answers@example.org",
    }  # fmt: skip


@pytest.fixture
def hand_in(environ):
    def run(content, **given):
        runner = CliRunner(env=environ | given)
        done = contextvars.copy_context().run(runner.invoke, main, ["mail", "receive"], input=content)
        return done.exit_code, done.stderr

    return run


def test_a_server_hands_a_mail_to_a_process_of_its_own(environ, session):
    command = [sys.executable, "-m", "secretariat.cli", "mail", "receive"]
    content = mails.mail("somebody@example.com", "secretariat@example.org")
    done = subprocess.run(command, env=environ, cwd=ROOT, input=content, capture_output=True, timeout=100, check=False)
    assert (done.returncode, done.stdout) == (0, b""), done.stderr
    assert session.scalars(select(ReceivedMail.raw)).one() == content


def test_an_answer_is_filed_for_the_recipient_that_the_server_names(environ, hand_in, session, app):
    with app.test_request_context():
        text = deliverable(call(), country("PE"))
        rosa = user(Role.FOCAL_POINT, country("PE"))
        content = mails.mail(rosa.email, "undisclosed@example.com", "1. Peru leads.")
        to = reply_to.signed(text.id, Settings.read(environ))
        session.commit()
    assert hand_in(content, ORIGINAL_RECIPIENT=to)[0] == 0
    assert session.scalars(select(ReceivedMail.outcome)).one() == "filed"


def test_what_is_refused_for_good_is_65_and_says_why(hand_in, session):
    code, said = hand_in(mails.of_parts(1000))
    assert (code, "has too many parts" in said) == (65, True)
    assert session.scalars(select(ReceivedMail.outcome)).one() == "turned_away"


@pytest.mark.parametrize(
    "broken", [{"DATABASE_URL": AWAY, "OWNER_DATABASE_URL": AWAY}, {"SECRET_KEY": ""}, {"REPLY_TO": "no address"}]
)
def test_while_the_house_cannot_work_the_server_keeps_the_mail(hand_in, session, broken):
    assert hand_in(mails.mail("somebody@example.com", "secretariat@example.org"), **broken)[0] == 75
    assert session.scalars(select(ReceivedMail.id)).all() == []


def test_a_mail_that_is_handed_in_several_times_at_once_is_one(environ, session):
    command = [sys.executable, "-m", "secretariat.cli", "mail", "receive"]
    content = mails.mail("somebody@example.com", "secretariat@example.org")
    pipe = {"stdin": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    doors = [subprocess.Popen(command, env=environ, cwd=ROOT, **pipe) for _each in range(3)]
    for door in doors:
        door.stdin.write(content)
        door.stdin.close()
    assert [door.wait(100) for door in doors] == [0, 0, 0]
    assert session.scalars(select(ReceivedMail.outcome)).all() == ["kept"]
