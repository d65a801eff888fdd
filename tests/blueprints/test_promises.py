"""Promises that stand in a country's texts: who reads of them before the text is published."""

import re

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.people import Role
from secretariat.queries import commitments
from secretariat.rules.predicates import Who
from secretariat.workflow import deliverables, publishing, reviews
from tests.blueprints.test_api import Program
from tests.factories import NOW, call, country, deliverable, field, membership, presidency, user
from tests.texts import counted, focal_point, sent, signed_in

WORDS = "Ten thousand permits"
MARK = "approved, not published yet"
LINE = "The promises of its texts stand here once the text is published."
ROW = {"text": WORDS, "amount": "1500000", "currency": "USD", "target": "10 000", "due": "2026-06-30"}


@pytest.fixture
def officer():
    return user(Role.OFFICER)


@pytest.fixture
def reviewer():
    return user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture(autouse=True)
def eighth_of_september(session, app):
    with time_machine.travel(NOW), app.test_request_context():
        yield


def promised(*, quiet=False):
    """Return a text that Peru has sent, with a promise in it."""
    asked = call(fields=(), quiet=quiet)
    field(asked, "pledges", kind="commitments")
    text = deliverable(asked)
    sent(text, [ROW], by=focal_point(text))
    return text


def approved(text, reviewer):
    reviews.take(text, by=reviewer, at=NOW)
    return reviews.approve(text, by=reviewer, at=NOW)


def page_of(app, person, code="PE"):
    db.session.commit()
    answer = signed_in(app, person).get(f"/countries/{code}")
    return re.sub(r"\s+", " ", answer.text)


def readers():
    """Return those who may read Peru's page and no reviews: its own people, the chair, an auditor."""
    presidency(country("CO"))
    return [
        *(user(role, country("PE")) for role in (Role.FOCAL_POINT, Role.APPROVER, Role.DELEGATE)),
        user(Role.DELEGATE, country("CO")),
        user(Role.AUDITOR),
    ]


@pytest.mark.parametrize("quiet", [True, False])
def test_officers_and_reviewers_read_what_is_approved_marked_as_not_published(app, officer, reviewer, quiet):
    approved(promised(quiet=quiet), reviewer)
    for person in (officer, reviewer):
        page = page_of(app, person)
        assert WORDS in page
        assert f"{MARK}</span>" in page
        assert "are read by officers and reviewers only" in page
        assert "promise" not in page[page.index('class="status"') : page.index("<table")]


@pytest.mark.parametrize("quiet", [True, False])
def test_nobody_else_reads_a_trace_of_it_before(app, officer, reviewer, quiet):
    text = promised(quiet=quiet)
    reviews.take(text, by=reviewer, at=NOW)
    people = readers()
    before = [page_of(app, person) for person in people] if quiet else []
    reviews.approve(text, by=reviewer, at=NOW)
    after = [page_of(app, person) for person in people]
    for page in after:
        assert LINE in page
        assert WORDS not in page
        assert MARK not in page
    if quiet:
        assert [without_tokens(page) for page in after] == [without_tokens(page) for page in before]


def without_tokens(page):
    return re.sub(r'(nonce|value)="[^"]*"', "", page)


def test_once_it_is_published_all_who_may_read_the_page_read_it(app, officer, reviewer):
    text = promised(quiet=True)
    kept = approved(text, reviewer)
    publishing.publish({kept.id: kept.mark}, by=officer, at=NOW)
    deliverables.publish(text, by=officer, at=NOW)
    for person in [officer, reviewer, *readers()]:
        page = page_of(app, person)
        row = re.sub(r"<[^>]+>", "", page[page.index(WORDS) :].partition("</tr>")[0])
        assert row.split() == f"{WORDS} USD 1,500,000 · 10 000 by Tue 30 Jun 2026 1. Contributions".split()
        assert MARK not in page
        assert "and made one promise." in page


def test_a_program_reads_what_its_person_reads_on_the_page(app, officer, reviewer):
    approved(promised(quiet=True), reviewer)
    people = {True: officer, False: user(Role.FOCAL_POINT, country("PE"))}
    for reads, person in people.items():
        db.session.commit()
        told = Program(app, person).get("/countries/PE")
        said = {"text": WORDS, "amount": "1500000", "due_on": "2026-06-30", "published": False}
        assert [{name: one[name] for name in said} for one in told["in_texts"]] == ([said] if reads else [])
        assert WORDS not in str(Program(app, person).get("/commitments"))


def test_an_officer_who_is_of_the_country_reads_as_the_country_does(app, reviewer):
    approved(promised(quiet=True), reviewer)
    both = user(Role.OFFICER)
    membership(both, Role.DELEGATE, country("PE"))
    assert WORDS not in page_of(app, both)


def test_what_is_not_approved_or_was_taken_back_is_no_promise(app, officer, reviewer):
    text = promised()
    assert WORDS not in page_of(app, officer)
    approved(text, reviewer)
    deliverables.publish(text, by=officer, at=NOW)
    deliverables.reopen(text, by=officer, at=NOW, reason="An error")
    assert WORDS not in page_of(app, officer)
    other = promised(quiet=True)
    reviews.take(other, by=reviewer, at=NOW)
    reviews.comment(other.versions[-1], key=None, text="By when?", internal=False, by=reviewer, at=NOW)
    reviews.request_changes(other, by=reviewer, at=NOW)
    assert WORDS not in page_of(app, officer)


def test_promises_of_four_texts_cost_what_those_of_one_cost(officer, reviewer):
    costs = []
    for count in (1, 3):
        for _number in range(count):
            approved(promised(), reviewer)
        db.session.commit()
        db.session.expire_all()
        peru = country("PE")
        who = Who.of(officer, None, NOW)
        with counted() as asked:
            found = commitments.in_texts(peru, who)
            assert {one.version.deliverable.call.number for one in found} >= {1}
        costs.append((len(asked), len(found)))
    assert costs == [(costs[0][0], 1), (costs[0][0], 4)]
