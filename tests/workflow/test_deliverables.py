"""What a country does with its deliverable."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State, Version
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.rules import answers
from secretariat.workflow import clearing, saving
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, call, country, deliverable, field, how_many, membership, stored_file, user


@pytest.fixture
def call_with_a_summary(session, app):
    with app.test_request_context():
        yield call(fields=("summary",))


@pytest.fixture
def focal_point(call_with_a_summary):
    return user(Role.FOCAL_POINT, country("PE"), name="Rosa Quispe")


@pytest.fixture
def text(call_with_a_summary):
    return deliverable(call_with_a_summary)


def write(text, words, *, by, revision=0, at=NOW):
    return saving.save(text, text.call.fields[0], words, revision=revision, by=by, at=at)


def send(text, *, by, once="once", arrived=NOW):
    return workflow.submit(text, by=by, at=arrived, arrived=arrived, once=once)


def test_the_first_word_begins_the_draft(text, focal_point):
    saved = write(text, "Peru leads.", by=focal_point)
    assert (text.state, saved.value, saved.revision) == (State.DRAFT, "Peru leads.", 1)


def test_two_people_in_one_field_are_told_of_each_other_and_nothing_is_overwritten(text, focal_point):
    martin = user(Role.FOCAL_POINT, country("PE"), name="Martín Salas")
    write(text, "one", by=focal_point)
    write(text, "two", by=martin, revision=1)
    clash = write(text, "three", by=focal_point, revision=1)
    assert isinstance(clash, saving.Clash)
    assert (clash.value, clash.name, clash.revision) == ("two", "Martín Salas", 2)


def test_the_same_words_twice_are_no_clash(text, focal_point):
    write(text, "one", by=focal_point)
    again = write(text, "one", by=focal_point, revision=0)
    assert (again.value, again.revision) == ("one", 1)


def test_sending_freezes_a_version_with_its_fingerprint_and_writes_the_receipt(session, text, focal_point):
    write(text, "Peru leads.", by=focal_point)
    version = send(text, by=focal_point)
    assert (text.state, version.number, version.late, text.late) == (State.SUBMITTED, 1, False, False)
    assert version.answers[0]["value"] == "Peru leads."
    assert version.sha256 == workflow.fingerprint(version.answers, version.files)
    assert session.scalars(select(Message.kind)).all() == ["receipt"]


def test_the_same_sending_twice_is_one_version(text, focal_point):
    write(text, "Peru leads.", by=focal_point)
    assert send(text, by=focal_point).id == send(text, by=focal_point).id
    assert how_many(Version) == 1


def test_what_is_missing_holds_the_sending_back(text, focal_point):
    with pytest.raises(Stale):
        send(text, by=focal_point)
    write(text, "   ", by=focal_point)
    with pytest.raises(Refused, match="missing"):
        send(text, by=focal_point)
    assert (text.state, how_many(Version)) == (State.DRAFT, 0)


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (59, False), (60, False), (61, True)])
def test_lateness_is_decided_by_the_moment_the_last_byte_arrived(text, focal_point, minutes, late):
    write(text, "Peru leads.", by=focal_point)
    version = send(text, by=focal_point, arrived=text.due_at + timedelta(minutes=minutes))
    assert (version.late, text.late) == (late, late)


def test_an_extension_reopens_at_once_even_after_a_hard_date(text, focal_point):
    text.call.soft = False
    write(text, "Peru leads.", by=focal_point)
    after = text.due_at + timedelta(days=2)
    with pytest.raises(Refused, match="extension"):
        send(text, by=focal_point, arrived=after)
    officer = user(Role.OFFICER)
    workflow.extend(text, until=text.due_at + timedelta(days=3), reason="Elections", by=officer, at=after)
    assert send(text, by=focal_point, arrived=after).late is False


@pytest.mark.parametrize("state", [State.SUBMITTED, State.IN_REVIEW, State.APPROVED, State.WAIVED, State.REJECTED])
def test_nobody_gets_more_time_for_a_text_that_they_need_not_write(text, focal_point, state):
    officer, due = user(Role.OFFICER), text.due_at
    text.state = state
    with pytest.raises(Refused, match=r"^This cannot be done while the text is: "):
        workflow.extend(text, until=due + timedelta(days=1), reason="Elections", by=officer, at=NOW)
    assert (text.due_at, how_many(Message)) == (due, 0)


def test_an_extension_needs_a_reason_and_a_later_date(text, focal_point):
    officer = user(Role.OFFICER)
    with pytest.raises(Refused):
        workflow.extend(text, until=text.due_at, reason="x", by=officer, at=NOW)
    with pytest.raises(Refused):
        workflow.extend(text, until=text.due_at + timedelta(days=1), reason=" ", by=officer, at=NOW)
    with pytest.raises(Forbidden):
        workflow.extend(text, until=text.due_at + timedelta(days=1), reason="x", by=focal_point, at=NOW)


def test_an_extension_to_the_wrong_year_is_corrected_by_an_earlier_one_and_the_letter_says_so(text, focal_point):
    officer, own = user(Role.OFFICER), text.due_at
    workflow.extend(text, until=own + timedelta(days=367), reason="Elections", by=officer, at=NOW)
    with pytest.raises(Refused, match="ends after the date that it extends"):
        workflow.extend(text, until=own, reason="The year was wrong.", by=officer, at=NOW)
    workflow.extend(text, until=own + timedelta(days=2), reason="The year was wrong.", by=officer, at=NOW)
    assert (text.due_at, text.extension_reason) == (own + timedelta(days=2), "The year was wrong.")
    last = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert "This corrects an earlier mail, which named" in " ".join(last.text.split())


def test_another_country_is_told_nothing(text):
    foreign = user(Role.FOCAL_POINT, country("BR"))
    with pytest.raises(Hidden):
        write(text, "ours", by=foreign)
    with pytest.raises(Hidden):
        send(text, by=foreign)


def test_a_delegate_reads_and_does_not_write(text):
    with pytest.raises(Forbidden):
        write(text, "mine", by=user(Role.DELEGATE, country("PE")))


def test_a_call_that_wants_clearance_is_not_sent_without_it(text, focal_point):
    text.call.needs_clearance = True
    approver = user(Role.APPROVER, country("PE"))
    write(text, "Peru leads.", by=focal_point)
    with pytest.raises(Refused, match="cleared"):
        send(text, by=focal_point)
    with pytest.raises(Forbidden):
        clearing.clear(text, by=focal_point, at=NOW)
    clearing.clear(text, by=approver, at=NOW)
    assert send(text, by=focal_point).number == 1


def test_a_change_after_the_clearance_takes_it_away(text, focal_point):
    write(text, "Peru leads.", by=focal_point)
    clearing.clear(text, by=user(Role.APPROVER, country("PE")), at=NOW)
    write(text, "Peru leads now.", by=focal_point, revision=1)
    assert text.state == State.DRAFT


def test_what_is_with_the_secretariat_cannot_be_written(text, focal_point):
    write(text, "Peru leads.", by=focal_point)
    send(text, by=focal_point)
    with pytest.raises(
        Stale, match=r"^You changed this yourself in another tab, Mon 8 Sep.*, .{5}; it is now: Submitted\.$"
    ):
        write(text, "too late", by=focal_point, revision=1)


def test_a_text_that_arrived_before_the_hard_date_is_taken_however_long_it_waited(text, focal_point):
    text.call.soft = False
    write(text, "Peru leads.", by=focal_point)
    last = text.due_at + timedelta(minutes=text.call.grace_minutes)
    with pytest.raises(Refused, match="passed for good"):
        workflow.submit(text, by=focal_point, at=last, arrived=last + timedelta(milliseconds=1), once="late")
    version = workflow.submit(text, by=focal_point, at=last + timedelta(seconds=30), arrived=last, once="in time")
    assert (version.late, version.submitted_at, text.state) == (False, last, State.SUBMITTED)


def test_a_file_that_was_taken_out_stays_in_the_version_that_was_sent_with_it(text, focal_point):
    report = field(text.call, "report", kind="file")
    attachment = workflow.attach(text, report, stored_file(), name="report.pdf", by=focal_point, at=NOW)
    write(text, "Peru leads.", by=focal_point)
    version = send(text, by=focal_point)
    workflow.withdraw(text, by=focal_point, at=NOW)
    workflow.detach(attachment, by=focal_point, at=NOW)
    assert [one["name"] for one in version.files] == ["report.pdf"]
    assert [gap.field.key for gap in answers.missing(text, NOW)] == ["report"]
    workflow.put_back(attachment, by=focal_point, at=NOW)
    assert answers.missing(text, NOW) == []


def test_the_same_file_twice_in_a_field_counts_once_by_the_name_it_was_given_last(text, focal_point):
    report = field(text.call, "report", kind="file")
    first = workflow.attach(text, report, stored_file(), name="a.pdf", by=focal_point, at=NOW)
    assert workflow.attach(text, report, first.file, name="a.pdf", by=focal_point, at=NOW) is first
    renamed = workflow.attach(text, report, first.file, name="b.pdf", by=focal_point, at=NOW)
    assert [one.name for one in text.attachments] == ["b.pdf"]
    assert (renamed.file, first.removed_at) == (first.file, NOW)


def test_a_file_that_is_put_back_takes_the_place_of_the_same_one_under_another_name(session, text, focal_point):
    report = field(text.call, "report", kind="file")
    first = workflow.attach(text, report, stored_file(), name="a.pdf", by=focal_point, at=NOW)
    workflow.detach(first, by=focal_point, at=NOW)
    workflow.attach(text, report, first.file, name="b.pdf", by=focal_point, at=NOW)
    workflow.put_back(first, by=focal_point, at=NOW)
    workflow.put_back(first, by=focal_point, at=NOW)
    assert [one.name for one in text.attachments] == ["a.pdf"]
    session.commit()
    deeds = session.execute(select(AuditEntry.action, AuditEntry.details["name"].as_string()).order_by("number")).all()
    assert deeds[2:] == [("detach", "a.pdf"), ("attach", "b.pdf"), ("detach", "b.pdf"), ("attach", "a.pdf")]


def test_each_step_writes_one_entry_with_what_was_before_and_after(session, text, focal_point):
    write(text, "Peru leads.", by=focal_point)
    send(text, by=focal_point)
    workflow.withdraw(text, by=focal_point, at=NOW)
    session.commit()
    steps = session.execute(select(AuditEntry.action, AuditEntry.details).order_by(AuditEntry.number)).all()
    moves = [(action, details["before"], details["after"]) for action, details in steps]
    assert moves == [
        ("write", "not_started", "draft"),
        ("submit", "draft", "submitted"),
        ("withdraw", "submitted", "withdrawn"),
    ]


def test_a_stale_form_is_told_who_was_faster(text, focal_point):
    write(text, "Peru leads.", by=focal_point)
    with pytest.raises(Stale, match="Draft"):
        workflow.withdraw(text, by=focal_point, at=NOW, shown=State.SUBMITTED)


def test_waiving_and_reopening_need_a_reason_and_an_officer(text, focal_point):
    officer = user(Role.OFFICER)
    with pytest.raises(Refused):
        workflow.waive(text, reason="", by=officer, at=NOW)
    with pytest.raises(Forbidden):
        workflow.waive(text, reason="x", by=focal_point, at=NOW)
    workflow.waive(text, reason="No programme in this pillar", by=officer, at=NOW)
    workflow.reopen(text, reason="A programme after all", by=officer, at=NOW)
    assert text.state == State.REOPENED


STEERED = {
    "extended": lambda text, given: workflow.extend(text, until=text.due_at + timedelta(days=3), **given),
    "waived": lambda text, given: workflow.waive(text, **given),
    "reopened": lambda text, given: (setattr(text, "state", State.APPROVED), workflow.reopen(text, **given)),
}


def told(session):
    return session.execute(select(Message.kind, Message.user_id, Message.language).order_by(Message.id)).all()


@pytest.mark.parametrize("kind", STEERED)
def test_what_an_officer_does_for_a_country_is_told_to_its_focal_points_in_their_language(
    session, text, focal_point, kind
):
    martin = user(Role.FOCAL_POINT, country("PE"), language="es")
    user(Role.APPROVER, country("PE"))
    user(Role.FOCAL_POINT, country("BR"))
    STEERED[kind](text, {"reason": "Elections in April", "by": user(Role.OFFICER), "at": NOW})
    assert told(session) == [(kind, focal_point.id, "en"), (kind, martin.id, "es")]
    assert all("Elections in April" in one for one in session.scalars(select(Message.text)))


@pytest.mark.parametrize("kind", STEERED)
def test_an_officer_who_is_a_focal_point_too_is_not_told_of_their_own_deed(session, text, focal_point, kind):
    both = user(Role.OFFICER)
    membership(both, Role.FOCAL_POINT)
    STEERED[kind](text, {"reason": "Elections", "by": both, "at": NOW})
    assert told(session) == [(kind, focal_point.id, "en")]


@pytest.mark.parametrize("kind", STEERED)
def test_what_is_refused_is_told_to_nobody(session, text, focal_point, kind):
    with pytest.raises(Refused, match="2000"):
        STEERED[kind](text, {"reason": "x" * 2001, "by": user(Role.OFFICER), "at": NOW})
    assert told(session) == []
