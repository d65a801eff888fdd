"""Which text an answer by mail belongs to, whether it takes one still, and what letters say of answering."""

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.mail import compose, outbox
from secretariat.models.forms import ReturnedForm
from secretariat.models.people import Role
from tests.factories import NOW, call, country, deliverable, user
from tests.inbox import mails
from tests.inbox.test_filing import FILED, TOLD, answer, form, told

INVITED = "You may answer this mail with the filled-in form attached"
OTHER_NUMBERS = "The numbers that stand in this mail are other ones."


@pytest.fixture(autouse=True)
def reads_mail(app, house_of_peru, monkeypatch):
    monkeypatch.setitem(app.config, "SETTINGS", house_of_peru.settings)


def test_the_form_of_another_text_of_the_same_country_is_filed_there(app, house_of_peru):
    other = deliverable(call(), country("PE"))
    db.session.commit()
    content = form(app, house_of_peru.rosa, other, "text").replace(b"Your answer: ", b"Your answer: Peru leads.", 1)
    assert answer(house_of_peru, "The form is attached.", files={"form.txt": content})[1] == FILED
    assert db.session.scalars(select(ReturnedForm.deliverable_id)).one() == other.id
    assert f"/deliverables/{other.id}/form/" in house_of_peru.letter("form_read").text


def test_a_call_that_takes_nothing_more_takes_no_answer_by_mail(house_of_peru):
    house_of_peru.call.closed_at = NOW
    assert answer(house_of_peru, "1. Peru leads.")[1] == TOLD
    assert "The date of this call has passed for good; ask the Secretariat for an extension." in told(house_of_peru)
    assert house_of_peru.written() == [[], []]


def test_whoever_cannot_answer_by_mail_is_not_invited_to(house_of_peru):
    approver = user(Role.APPROVER, country("PE"), email="elena@rree.gob.pe")
    db.session.commit()
    house_of_peru.hand_in(mails.mail(approver.email, house_of_peru.to, "1. Peru leads."))
    letter = told(house_of_peru)
    assert "Only a focal point of the country that the text is from can answer by mail." in letter
    assert INVITED not in letter


@pytest.mark.parametrize(("kind", "other"), [("reminder", True), ("call_opened", False)])
def test_a_letter_with_numbers_of_its_own_says_that_answers_go_under_others(house_of_peru, kind, other):
    texts = [house_of_peru.text, deliverable(call(), country("PE"))]
    letter = (
        compose.reminder(house_of_peru.rosa, texts, NOW)
        if kind == "reminder"
        else compose.call_opened(house_of_peru.call, house_of_peru.rosa, house_of_peru.text)
    )
    said = outbox.rendered(letter, house_of_peru.rosa)
    for words in (said["text"], said["html"]):
        flat = " ".join(words.split())
        assert (INVITED in flat, OTHER_NUMBERS in flat) == (True, other)
