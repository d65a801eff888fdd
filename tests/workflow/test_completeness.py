"""Completeness, judged apart from quality; and the closing of points."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State
from secretariat.models.handing import HandedField
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.models.reviews import Comment, Completeness, Review
from secretariat.queries import deliverables as queries
from secretariat.queries import home
from secretariat.rules.points import asked as points_asked
from secretariat.workflow import answering, completeness, deliverables, handing, points, reviews
from secretariat.workflow.reviews import Shown, Words
from tests.factories import NOW, add, call, deliverable, field, how_many, membership, user
from tests.texts import MACHINE, focal_point, sent, taken

YESTERDAY = (NOW - timedelta(days=1)).date()


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture
def version(reviewer):
    asked = call(fields=("summary",))
    field(asked, "costs", required=False)
    text = deliverable(asked)
    return sent(text, by=focal_point(text, language="es"))


def send_back(version, missing, by, words="", shown=None):
    shown = shown or Shown(version.deliverable.state, version.number)
    return completeness.send_back(version.deliverable, missing, words, shown=shown, by=by, at=NOW, machine=MACHINE)


def test_a_text_found_complete_stays_where_it_is_and_nobody_is_told(version, reviewer):
    told = how_many(Message)
    completeness.find_complete(version.deliverable, shown=Shown(State.SUBMITTED, 1), by=reviewer, at=NOW)
    assert (version.completeness.complete, version.deliverable.state) == (True, State.SUBMITTED)
    assert (how_many(Message), how_many(Review)) == (told, 0)


def test_an_officer_judges_completeness_though_they_decide_nothing(version):
    review = send_back(version, ["costs"], user(Role.OFFICER))
    assert (review.verdict, version.deliverable.state) == ("incomplete", State.CHANGES_REQUESTED)


def test_what_a_colleague_has_is_given_back_after_it_was_taken_over_and_by_an_officer_at_once(version, reviewer):
    text = version.deliverable
    text.state, text.reviewer = State.IN_REVIEW, user(Role.REVIEWER, name="Grace Campbell", email="grace@example.org")
    with pytest.raises(Stale, match="Grace Campbell has this text; take it over first"):
        send_back(version, ["costs"], reviewer)
    assert send_back(version, ["costs"], user(Role.OFFICER)).verdict == "incomplete"


def test_something_missing_becomes_points_and_a_letter_of_its_own(version, reviewer):
    send_back(version, ["costs", "summary"], reviewer, "Please fill this in.")
    assert [(one.number, one.key, one.text) for one in version.points] == [
        (1, "summary", "Please fill this in."),
        (2, "costs", "Please fill this in."),
    ]
    assert not version.completeness.complete
    told = db.session.scalars(select(Message.kind).where(Message.kind != "receipt")).all()
    assert told == ["incomplete"]
    assert [one.number for one in points_asked(version.deliverable)] == [1, 2]


def test_where_nothing_was_typed_the_country_reads_a_sentence_in_the_language_of_its_text(version, reviewer):
    assert version.language == "es"
    send_back(version, ["costs"], reviewer)
    assert [one.text for one in version.points] == ["La respuesta falta o no está completa."]


@pytest.fixture
def handed(version):
    """Both questions, of which a colleague has the costs and another one the summary, since before the sending."""
    focal, text = db.session.get(User, version.submitted_by_id), version.deliverable
    ana, luis = (user(Role.DELEGATE, text.country, name=name) for name in ("Ana Torres", "Luis Paz"))
    for one, person in zip(text.call.fields, (luis, ana), strict=True):
        given = {"until": YESTERDAY, "made_at": NOW, "made_by_id": focal.id}
        add(HandedField(deliverable_id=text.id, field=one, user=person, **given))
    db.session.expire(text, ["handed"])
    return ana


def test_the_colleague_who_has_what_is_missing_is_asked_anew_by_one_mail_and_on_her_first_page(
    version, reviewer, handed
):
    send_back(version, ["costs"], reviewer, "No word on the costs.")
    letter = db.session.scalars(select(Message).where(Message.kind == "handed")).one()
    assert (letter.user_id, letter.subject.startswith("Fill in by ")) == (handed.id, True)
    said = " ".join(letter.text.split())
    assert "Costs No word on the costs." in said
    assert "The Secretariat gave the text back, since this is missing or not complete." in said
    ((text, held),) = home.handed_to(handed.id)
    assert (text, [one.field.key for one in held]) == (version.deliverable, ["costs"])
    assert held[0].until > NOW.date()
    db.session.commit()
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ask_again")).one()
    assert (entry.actor_id, entry.details["name"], entry.details["count"]) == (reviewer.id, "Ana Torres", 1)


def test_she_writes_at_once_and_the_text_is_a_draft_again(version, reviewer, handed):
    send_back(version, ["costs"], reviewer)
    text = version.deliverable
    handing.save(text, text.call.fields[1], "Twelve.", revision=0, by=handed, at=NOW)
    assert text.state == State.DRAFT
    assert [one.number for one in points_asked(text)] == [1]


def test_a_colleague_writes_in_no_text_that_was_taken_back(version, handed):
    text = version.deliverable
    deliverables.withdraw(text, by=focal_point(text), at=NOW)
    with pytest.raises(Stale):
        handing.save(text, text.call.fields[1], "Twelve.", revision=0, by=handed, at=NOW)


def test_whoever_gave_the_question_back_has_it_no_more(version, reviewer, handed):
    version.deliverable.handed[1].ended_at = NOW
    db.session.flush()
    db.session.expire(version.deliverable, ["handed"])
    send_back(version, ["costs"], reviewer)
    assert how_many(Message, kind="handed") == 0


def test_a_focal_point_who_has_the_question_gets_the_one_letter_of_the_verdict(version, reviewer, handed):
    membership(handed, Role.FOCAL_POINT, version.deliverable.country)
    send_back(version, ["costs"], reviewer)
    told = db.session.scalars(select(Message.kind).where(Message.user_id == handed.id)).all()
    assert told == ["incomplete"]


def test_a_colleague_without_a_password_is_asked_anew_by_an_invitation(version, reviewer, handed):
    handed.password_hash = None
    send_back(version, ["costs"], reviewer)
    letter = db.session.scalars(select(Message).where(Message.user_id == handed.id)).one()
    assert (letter.kind, "/welcome/" in letter.text) == ("invitation", True)


@pytest.mark.parametrize("missing", [[], ["password"]])
def test_without_a_question_of_the_version_nothing_goes_back(version, reviewer, missing):
    with pytest.raises(Refused, match="Tick the questions"):
        send_back(version, missing, reviewer)
    assert (how_many(Comment), how_many(Completeness)) == (0, 0)


def test_a_point_on_quality_that_waited_goes_along(version, reviewer):
    reviews.take(version.deliverable, by=reviewer, at=NOW)
    reviews.add(version, Words("summary", point="Say when."), by=reviewer, at=NOW)
    send_back(version, ["costs"], reviewer)
    assert [(one.number, one.key) for one in version.points] == [(1, "summary"), (2, "costs")]


def test_completeness_goes_out_at_once_in_a_quiet_call_too(version, reviewer):
    version.deliverable.call.quiet = True
    send_back(version, ["costs"], reviewer)
    assert version.deliverable.state == State.CHANGES_REQUESTED


def test_what_changed_since_the_page_was_shown_is_not_judged(version, reviewer):
    reviews.take(version.deliverable, by=reviewer, at=NOW)
    for shown in (Shown(State.SUBMITTED, 1), Shown(State.IN_REVIEW, 2)):
        with pytest.raises(Stale):
            send_back(version, ["costs"], reviewer, shown=shown)
        with pytest.raises(Stale):
            completeness.find_complete(version.deliverable, shown=shown, by=reviewer, at=NOW)


def test_nobody_of_the_country_judges(version):
    both = user(Role.REVIEWER)
    membership(both, Role.DELEGATE)
    with pytest.raises(Forbidden):
        send_back(version, ["costs"], both)


@pytest.fixture
def asked(reviewer):
    made = taken(by=reviewer)
    for words in ("Say when.", "Say who."):
        reviews.add(made, Words(point=words), by=reviewer, at=NOW)
    return made


def test_a_reviewer_closes_points_and_opens_one_again_and_the_trail_tells_it(asked, reviewer):
    reviews.request_changes(asked.deliverable, by=reviewer, at=NOW)
    first, second = asked.points
    assert points.close([first, second], by=reviewer, at=NOW) == 2
    assert points.close([first], by=reviewer, at=NOW) == 0
    points.open_again(second, by=reviewer, at=NOW)
    assert [(one.closed_at, one.closed_by_id) for one in asked.points] == [(NOW, reviewer.id), (None, None)]
    db.session.commit()
    told = db.session.execute(select(AuditEntry.action, AuditEntry.details["number"].as_integer())).all()
    assert told[-3:] == [("close_point", 1), ("close_point", 2), ("open_point", 2)]


def test_a_point_that_the_country_does_not_have_yet_cannot_be_closed(asked, reviewer):
    with pytest.raises(Hidden):
        points.close(asked.comments, by=reviewer, at=NOW)


def test_the_country_answers_points_but_closes_none(asked, reviewer):
    reviews.request_changes(asked.deliverable, by=reviewer, at=NOW)
    writer = focal_point(asked.deliverable)
    answering.answer(asked.points[0], text="In June.", by=writer, at=NOW)
    with pytest.raises(Forbidden):
        points.close(asked.points, by=writer, at=NOW)
    assert [one.closed_at for one in asked.points] == [None, None]


def test_a_point_that_was_closed_before_the_country_answered_is_owed_no_more(asked, reviewer):
    reviews.request_changes(asked.deliverable, by=reviewer, at=NOW)
    points.close(asked.points[:1], by=reviewer, at=NOW)
    (owed,) = queries.owed([asked.deliverable], NOW)
    assert (owed.points, owed.open_points) == (2, 1)
