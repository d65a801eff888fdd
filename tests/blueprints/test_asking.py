"""Asking the country's approver to clear a text: one press, one mail each, said on both pages, taken back, repeated."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from secretariat.mail import truth
from secretariat.models.audit import AuditEntry
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Answer, Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import asking, clearing, saving
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, call, country, deliverable, field, how_many, user
from tests.visitors import Visit, counting


class Capital:
    """Peru's focal point with a complete draft, and two people who clear, one of whom reads Spanish."""

    def __init__(self, app, session):
        self.app, self.session = app, session
        with app.test_request_context():
            self.rosa = user(Role.FOCAL_POINT, name="Rosa Quispe")
            self.ana = user(Role.APPROVER, name="Ana Torres", language="es")
            self.luis = user(Role.APPROVER, name="Luis Paz")
            text = deliverable(call(needs_clearance=True))
            saving.save(text, text.call.fields[0], "Peru leads.", revision=0, by=self.rosa, at=NOW)
            self.text = text.id
            session.commit()
        self.desk = Visit(app, self.rosa)
        self.path = f"/deliverables/{self.text}"

    def ask(self, **form):
        return self.desk.post(self.path, **{"summary": "Peru leads.", "summary.revision": "1", "do": "ask"} | form)

    def letters(self, kind="clearance_asked"):
        return self.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id)).all()

    def deeds(self):
        told = select(AuditEntry.action).where(AuditEntry.thing_id == self.text, AuditEntry.action != "sign_in")
        return self.session.scalars(told.order_by(AuditEntry.number)).all()

    def found(self):
        self.session.expire_all()
        return self.session.get_one(Deliverable, self.text)


@pytest.fixture
def capital(app, session):
    return Capital(app, session)


def test_one_press_saves_the_form_and_asks_each_approver_by_one_mail_in_their_language(capital):
    page = capital.desk.get(capital.path).text
    assert 'name="do" value="ask"' in page
    assert 'name="do" value="send"' not in page  # it could not be sent yet
    assert capital.ask(summary="Peru leads now.").status_code == 302
    assert capital.session.scalars(select(Answer.value)).all() == ["Peru leads now."]
    letters = capital.letters()
    assert [(one.user_id, one.language) for one in letters] == [(capital.ana.id, "es"), (capital.luis.id, "en")]
    assert letters[1].subject.startswith("Clear, due ")
    assert "Rosa Quispe asks you to clear it" in " ".join(letters[1].text.split())
    assert all(f"/deliverables/{capital.text}" in one.text for one in letters)
    page = capital.desk.read(capital.path)
    assert "Ana Torres and Luis Paz" in page
    assert "Asked of Ana Torres and Luis Paz by mail: Rosa Quispe" in page
    assert capital.deeds() == ["write", "ask_clearance"]


def test_a_second_press_within_the_day_writes_no_second_mail_and_a_day_later_it_does(capital):
    capital.ask()
    assert capital.ask().status_code == 302
    assert "Ask again" not in capital.desk.get(capital.path).text
    assert (len(capital.letters()), how_many(Clearance)) == (2, 1)
    capital.session.execute(update(Clearance).values(made_at=Clearance.made_at - timedelta(days=1)))
    capital.session.commit()
    assert "Ask again" in capital.desk.get(capital.path).text
    capital.ask()
    assert (len(capital.letters()), how_many(Clearance)) == (4, 1)


def test_a_request_that_is_taken_back_waits_for_nobody_and_its_mail_does_not_leave(capital):
    capital.ask()
    assert "One text waits for your clearance" in Visit(capital.app, capital.luis).read("/")
    assert capital.desk.post(f"{capital.path}/clearance/asked/back").status_code == 302
    assert "is taken back" in capital.desk.read(capital.path)
    assert "waits for your clearance" not in Visit(capital.app, capital.luis).read("/")
    assert [truth.holds(one, NOW) for one in capital.letters()] == [False, False]
    assert capital.deeds() == ["write", "ask_clearance", "take_back_request"]
    assert capital.desk.post(f"{capital.path}/clearance/asked/back").status_code == 302
    capital.ask()
    assert how_many(Message, state="waiting") == 2


def test_what_waits_for_clearance_stands_first_on_the_approvers_home_with_its_date(capital):
    capital.ask()
    with capital.app.test_request_context():
        deliverable(call())
        capital.session.commit()
    page = Visit(capital.app, capital.ana).get("/").text
    assert "Un texto espera su visado" in page
    assert page.index("Rosa Quispe") < page.index(f'href="{capital.path}"') < page.index("<h2>")
    home = Visit(capital.app, capital.luis).read("/")
    assert home.index("Waits for your clearance") < home.index("You owe")
    assert "asks you to clear it, since" in home
    assert "waits for its clearance in the capital since" in capital.desk.read("/")
    assert "waits for your clearance" not in capital.desk.read("/")


def test_whoever_asked_is_told_that_it_is_cleared_and_can_send_it(app, capital):
    capital.ask()
    desk = Visit(app, capital.luis)
    assert "Rosa Quispe asked for its clearance" in desk.read(capital.path)
    with app.test_request_context():
        read = clearing.mark(capital.found())
    assert desk.post(f"{capital.path}/clear", state="draft", read=read).status_code == 302
    (letter,) = capital.letters("cleared")
    assert (letter.user_id, letter.subject.startswith("Cleared on ")) == (capital.rosa.id, True)
    assert "waits for your clearance" not in desk.read("/")
    assert 'name="do" value="send"' in capital.desk.get(capital.path).text
    with app.test_request_context():
        assert [truth.holds(one, NOW) for one in capital.letters()] == [False, False]


def test_nobody_is_asked_for_what_is_incomplete_or_where_nobody_clears(app, capital):
    with app.test_request_context():
        field(capital.found().call, "more")
        alone = user(Role.FOCAL_POINT, country("BR"), name="Bia")
        theirs = deliverable(call(), country("BR"))
        saving.save(theirs, theirs.call.fields[0], "Brasil.", revision=0, by=alone, at=NOW)
        capital.session.commit()
        path = f"/deliverables/{theirs.id}"
    assert 'value="ask"' not in capital.desk.get(capital.path).text
    capital.ask()
    assert "still missing" in capital.desk.read(capital.path)
    visit = Visit(app, alone)
    assert "the Secretariat can invite somebody" in visit.read(path)
    visit.post(path, summary="Brasil.", **{"summary.revision": "1"}, do="ask")
    assert "Nobody of your country clears texts here" in visit.read(path)
    assert (capital.letters(), how_many(Clearance)) == ([], 0)


def test_a_call_that_asks_for_no_clearance_offers_it_beside_the_sending(app, capital):
    with app.test_request_context():
        text = deliverable(call())
        saving.save(text, text.call.fields[0], "Peru pays.", revision=0, by=capital.rosa, at=NOW)
        capital.session.commit()
        path = f"/deliverables/{text.id}"
    page = capital.desk.get(path).text
    assert page.index('value="send"') < page.index('value="ask"')
    assert capital.desk.post(path, summary="Peru pays.", **{"summary.revision": "1"}, do="ask").status_code == 302
    assert "One text waits for your clearance" in Visit(app, capital.luis).read("/")


def test_a_request_of_before_the_sending_or_the_withdrawal_stands_no_more(app, capital):
    with app.test_request_context():
        text = capital.found()
        text.call.needs_clearance = False
        asking.ask(text, by=capital.rosa, at=NOW)
        workflow.submit(text, by=capital.rosa, at=NOW, arrived=NOW, once="once")
        text.state, text.call.needs_clearance = State.REOPENED, True
        capital.session.commit()
    assert "waits for your clearance" not in Visit(app, capital.luis).read("/")
    with app.test_request_context():
        later = NOW + timedelta(hours=1)
        text = capital.found()
        asking.ask(text, by=capital.rosa, at=later)
        capital.session.commit()
    assert "One text waits for your clearance" in Visit(app, capital.luis).read("/")
    with app.test_request_context():
        text = capital.found()
        text.state, text.changed_at = State.WITHDRAWN, later + timedelta(hours=1)
        capital.session.commit()
    assert "waits for your clearance" not in Visit(app, capital.luis).read("/")


def test_a_home_costs_the_same_for_one_request_and_for_three(app, capital):
    visit = Visit(app, capital.luis)
    counted = []
    for number in (1, 2):
        with app.test_request_context():
            for _each in range(number):
                text = deliverable(call(needs_clearance=True))
                saving.save(text, text.call.fields[0], "Peru.", revision=0, by=capital.rosa, at=NOW)
                asking.ask(text, by=capital.rosa, at=NOW)
            capital.session.commit()
        with counting() as asked:
            page = visit.read("/")
        counted.append(len(asked))
    assert "3 texts wait for your clearance" in page
    assert counted[0] == counted[1]
