"""A promise in a text that was entered by hand too: asked about, linked by an officer, counted once, taken back."""

import hashlib
import re
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.models.commitments import Commitment, PromiseLink
from secretariat.models.people import Role
from secretariat.rules.commitments import alike
from secretariat.workflow import commitments, deliverables, reviews
from tests.blueprints.test_api import Program
from tests.factories import NOW, call, commitment, country, deliverable, field, how_many, user
from tests.texts import focal_point, sent
from tests.visitors import Visit

ROW = {
    "text": "Ten thousand work permits for migrants",
    "amount": "1500000",
    "currency": "USD",
    "target": "",
    "due": "",
}
ENTERED = "Work permits for ten thousand migrants"


@pytest.fixture(autouse=True)
def eighth_of_september(session, app):
    with time_machine.travel(NOW), app.test_request_context():
        yield


@pytest.fixture
def officer():
    return user(Role.OFFICER)


@pytest.fixture
def text(officer):
    """Peru's published text with a promise; it was entered by hand too."""
    return published(ROW, officer)


def published(row, officer):
    asked = call(fields=())
    field(asked, "pledges", kind="commitments")
    found = deliverable(asked)
    sent(found, [row], by=focal_point(found))
    reviewer = user(Role.REVIEWER)
    reviews.take(found, by=reviewer, at=NOW)
    reviews.approve(found, by=reviewer, at=NOW)
    deliverables.publish(found, by=officer, at=NOW)
    commitment(country("PE"), text=ENTERED, amount=1500000, currency="USD")
    db.session.commit()
    return found


def entered():
    return db.session.scalars(db.select(Commitment)).one()


def press(visit, button):
    """Press a button of the country's page; return where it leads and what is said there."""
    page = visit.get("/countries/PE").text
    forms = re.findall(r'<form class="one" method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    address, form = next((to, form) for to, form in forms if button in form)
    answer = visit.post(address, **dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)))
    assert answer.status_code == 302
    return visit.read("/countries/PE")


def test_what_looks_alike_is_shown_together_and_counts_once_after_an_officer_says_so(app, officer, text):
    visit = Visit(app, officer)
    before = visit.read("/countries/PE")
    assert "and made 2 promises." in before
    assert f"Is it ‘{ENTERED}’, which was entered by hand?" in before
    after = press(visit, "The same promise")
    assert "They are one promise now, and count once." in after
    assert "and made one promise." in after
    assert "Stands in its text too: 1. Contributions" in after
    assert ROW["text"] not in after
    assert "which was entered by hand?" not in after
    assert "said that" in visit.read("/audit")


def test_a_promise_of_many_words_is_linked_like_any_other(app, officer):
    # Nearly as long as two cells may be, and of letters that do not repeat, so that nothing makes it shorter.
    words = "".join(hashlib.sha512(str(one).encode()).hexdigest() for one in range(15))
    published(ROW | {"text": words, "target": words[::-1]}, officer)
    page = press(Visit(app, officer), "The same promise")
    assert "and made one promise." in page


def test_what_was_said_is_taken_back_from_beside_the_promise(app, officer, text):
    visit = Visit(app, officer)
    press(visit, "The same promise")
    assert "and made 2 promises." in press(visit, "Take it back")
    assert how_many(PromiseLink) == 0


def test_of_another_promise_nobody_is_asked_again_but_it_can_still_be_linked_by_hand(app, officer, text):
    visit = Visit(app, officer)
    page = press(visit, "Another one")
    assert "and made 2 promises." in page
    assert "which was entered by hand?" not in page
    assert "Entered by hand too?" in page
    found = visit.post("/countries/PE/promises", entered=entered().id, text=text.id, place=0, same="yes")
    assert found.status_code == 302
    assert "and made one promise." in visit.read("/countries/PE")
    assert how_many(PromiseLink) == 1


def test_others_read_what_is_linked_and_are_not_asked(app, officer, text):
    rosa = user(Role.DELEGATE, country("PE"))
    db.session.commit()
    assert "entered by hand" not in Visit(app, rosa).read("/countries/PE")
    press(Visit(app, officer), "The same promise")
    page = Visit(app, rosa).read("/countries/PE")
    assert "and made one promise." in page
    assert "Stands in its text too" in page
    assert "Take it back" not in page
    assert Visit(app, rosa).post("/countries/PE/promises", entered=1, text=text.id, place=0).status_code == 403


def test_a_promise_is_one_entry_at_most(app, officer, text):
    visit, second = Visit(app, officer), commitment(country("PE"), text="Another entry")
    db.session.commit()
    press(visit, "The same promise")
    answer = visit.post("/countries/PE/promises", entered=second.id, text=text.id, place=0, same="yes")
    assert answer.status_code == 409
    assert "This promise is linked to another entry already." in answer.text


def test_other_words_in_a_later_version_open_the_question_again(app, officer, text):
    visit = Visit(app, officer)
    press(visit, "The same promise")
    link = db.session.scalars(db.select(PromiseLink)).one()
    link.row = ROW | {"target": "5,000"}
    db.session.commit()
    page = visit.read("/countries/PE")
    assert "and made 2 promises." in page
    assert "which was entered by hand?" in page


@pytest.mark.parametrize("wrong", [{"entered": 0}, {"text": 0}, {"place": 7}, {"country": "BR"}])
def test_only_what_the_country_has_is_linked(officer, text, wrong):
    given = {"entered": entered().id, "text": text.id, "place": 0, "country": "PE"} | wrong
    promise = (given["text"], given["place"])
    with pytest.raises(Hidden):
        commitments.answer(country(given["country"]), given["entered"], promise, same=True, by=officer, at=NOW)


def test_a_promise_that_is_not_published_is_asked_about_by_nobody(app, officer, text):
    deliverables.reopen(text, by=officer, at=NOW, reason="An error")
    db.session.commit()
    page = Visit(app, officer).read("/countries/PE")
    assert "which was entered by hand?" not in page
    with pytest.raises(Hidden):
        commitments.answer(country("PE"), entered().id, (text.id, 0), same=True, by=officer, at=NOW)


def test_a_program_says_so_and_takes_it_back(app, officer, text):
    program = Program(app, officer)
    body = {"commitment": entered().id, "deliverable": text.id, "place": 0, "same": True}
    code, made = program.send("POST", "/countries/PE/promises", body)
    assert code == 200
    assert [one["commitment"] for one in program.get("/countries/PE")["in_texts"]] == [entered().id]
    taken = program.send("DELETE", f"/countries/PE/promises/{made['id']}", None)
    assert taken == (200, {"id": made["id"]})
    assert [one["commitment"] for one in program.get("/countries/PE")["in_texts"]] == [None]


@pytest.mark.parametrize(
    ("words", "amount", "currency", "same"),
    [
        ("Anything at all", 1500000, "USD", True),
        (ENTERED, 1500000, "CAD", False),
        (ENTERED, 9, "USD", False),
        (ENTERED, None, None, True),
        ("Schools for children at the border", None, None, False),
        ("", None, None, False),
    ],
)
def test_two_promises_look_alike_by_their_sum_or_by_half_of_their_words(words, amount, currency, same):
    one = Commitment(
        texts={"es": "Otra cosa", "en": words}, amount=amount and Decimal(amount), currency=currency,
        announced_on=date(2025, 9, 1), unit={},
    )  # fmt: skip
    assert alike(one, ROW) is same
