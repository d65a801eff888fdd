"""`secretariat mail receive` is killed while it takes a mail, and the server hands it in again: once, and not lost."""

import io
import subprocess
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from secretariat.cli import services
from secretariat.database import db, transaction
from secretariat.inbox.receive import receive
from secretariat.mail import reply_to
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State
from secretariat.models.forms import ReturnedForm
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.received import ReceivedMail
from secretariat.workflow import audit
from tests.factories import add, call, country, deliverable, user
from tests.faults.conftest import TRIALS
from tests.faults.crew import ROOT, Crew, eventually, kill
from tests.inbox import mails
from tests.letters import letter_to

pytestmark = pytest.mark.processes
# Where the process is killed, and whether what the mail asks is done by then.
PLACES = {"mail_read": False, "mail_noted": False, "mail_taken": True}
TRUE_ANSWER, BOUNCE, STRANGE = "answer", "bounce", "stranger"
# Outcome, letters by kind, deeds.
MADE = {
    TRUE_ANSWER: ("filed", ["form_read"], ["answer_by_mail"]),
    BOUNCE: ("bounced", ["address_refused"], ["address_refused"]),
    STRANGE: ("kept", ["mail_kept"], ["keep_mail"]),
}


class Door:
    """What a mail server starts for each mail."""

    def __init__(self, crew: Crew) -> None:
        self.crew = crew
        self.begun: list[subprocess.Popen[bytes]] = []

    def hand_in(self, content: bytes) -> subprocess.Popen[bytes]:
        """Begin to hand a mail in."""
        command = services.python("-m", "secretariat.cli", "mail", "receive")
        made = subprocess.Popen(command, env=self.crew.environ, cwd=ROOT, stdin=subprocess.PIPE)
        self.begun.append(made)
        made.stdin.write(content)
        made.stdin.close()
        return made

    def close(self) -> None:
        for one in self.begun:
            one.kill()
            one.wait(10)


@pytest.fixture
def crew(settings, broom, tmp_path):
    """The environment of such a process; nobody else runs."""
    del broom
    return Crew.of(settings, tmp_path, "smtp://127.0.0.1:1", REPLY_TO="answers@example.org", DEMO="0")


@pytest.fixture
def door(crew):
    with closing(Door(crew)) as door:
        yield door


@pytest.fixture
def reading(settings):
    """The settings of a house that reads answers."""
    return replace(settings, reply_to="answers@example.org")


@pytest.fixture
def incoming(app, session, reading):
    """A mail of each sort, and the house in which it means something."""
    with app.test_request_context():
        user(Role.OFFICER)
        text = deliverable(call(), country("PE"), state=State.DRAFT)
        rosa = user(Role.FOCAL_POINT, country("PE"), email="rosa@rree.gob.pe")
        sent = add(letter_to(rosa))
        session.commit()
        to = reply_to.signed(text.id, reading)
        return {
            TRUE_ANSWER: mails.mail(rosa.email, to, "1. Peru leads."),
            BOUNCE: mails.bounce(sent.message_id, rosa.email),
            STRANGE: mails.mail("somebody@example.com", "secretariat@example.org"),
        }


def made():
    """Return what was made of mails: outcomes, letters but those that were there, forms that wait, and deeds."""
    with transaction(keep=False) as session:
        return (
            session.scalars(select(ReceivedMail.outcome)).all(),
            session.scalars(select(Message.kind).where(Message.kind != "receipt")).all(),
            len(session.scalars(select(ReturnedForm.id)).all()),
            session.scalars(select(AuditEntry.action)).all(),
        )


def wanted(sort):
    outcome, letters, deeds = MADE[sort]
    return [outcome], letters, int(sort == TRUE_ANSWER), deeds


def waits_for_another() -> bool:
    """Tell whether a process waits for the transaction of another one."""
    with transaction(keep=False) as session:
        return bool(session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))


@pytest.mark.parametrize("trial", range(1 if TRIALS == 2 else TRIALS))
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("sort", MADE)
def test_a_mail_whose_process_was_killed_counts_once_when_it_is_handed_in_again(
    crew, door, incoming, reading, sort, place, trial
):
    crew.arm(place)
    first = door.hand_in(incoming[sort])
    assert crew.stopped() == first.pid
    kill(first.pid)
    assert first.wait(10) == -9
    eventually(lambda: made() == (wanted(sort) if PLACES[place] else ([], [], 0, [])))
    for _again in range(2):
        assert receive(io.BytesIO(incoming[sort]), reading)
        assert made() == wanted(sort)
    with transaction(keep=False):
        assert audit.verify().trouble is None


def test_one_that_is_handed_in_while_the_first_hangs_waits_for_it_and_takes_over(crew, door, incoming):
    crew.arm("mail_noted")
    first = door.hand_in(incoming[TRUE_ANSWER])
    assert crew.stopped() == first.pid
    second = door.hand_in(incoming[TRUE_ANSWER])
    eventually(waits_for_another)
    assert second.poll() is None
    assert made() == ([], [], 0, [])
    kill(first.pid)
    assert second.wait(100) == 0
    assert made() == wanted(TRUE_ANSWER)
    db.session.rollback()
