"""A house with a text of Peru's, its people, and a door into which mails are handed."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat import clock
from secretariat.database import db
from secretariat.inbox.receive import receive
from secretariat.mail import reply_to
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import Answer, State
from secretariat.models.forms import ReturnedForm
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.received import ReceivedMail
from tests.factories import add, call, country, deliverable, field, user
from tests.letters import letter_to


class House:
    """What a test hands in, and what it finds afterwards."""

    def __init__(self, settings):
        self.settings = replace(settings, reply_to="answers@example.org")
        self.call = call(fields=("summary",), due_at=clock.now() + timedelta(days=11))
        field(self.call, "visits", kind="number")
        self.text = deliverable(self.call, country("PE"), state=State.DRAFT)
        self.rosa = user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe", email="rosa@rree.gob.pe")
        self.officer = user(Role.OFFICER, name="Inés Robles")
        self.to = reply_to.signed(self.text.id, self.settings)
        db.session.commit()

    def hand_in(self, content, **given):
        db.session.commit()
        taken = receive(io.BytesIO(content), self.settings, **given)
        return taken, self.received()

    def received(self):
        found = db.session.scalars(select(ReceivedMail).order_by(ReceivedMail.id)).all()
        return [(str(one.outcome), one.why) for one in found]

    def sent(self, **facts):
        made = add(letter_to(db.session.merge(self.rosa), **facts))
        db.session.commit()
        return made

    def letters(self):
        found = db.session.scalars(select(Message).order_by(Message.id)).all()
        return [(one.email, one.kind) for one in found if one.kind != "receipt"]

    def letter(self, kind):
        return db.session.scalars(select(Message).where(Message.kind == kind)).one()

    def deeds(self):
        return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))

    def written(self):
        """Return what a mail might have changed: answers, and forms that wait."""
        return [db.session.scalars(select(table.id)).all() for table in (Answer, ReturnedForm)]

    def rosa_now(self):
        return db.session.get(User, self.rosa.id, populate_existing=True)


@pytest.fixture
def house_of_peru(session, app, settings):
    with app.test_request_context():
        yield House(settings)
