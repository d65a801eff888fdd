"""Clearance by account, and on a page that is printed, signed and filed by its code."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from secretariat.errors import Forbidden, Hidden, Refused, Stale, Unread
from secretariat.models.audit import AuditEntry
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import State
from secretariat.models.people import Role, User
from secretariat.queries import clearances, unsent
from secretariat.rules import snapshots, states
from secretariat.workflow import asking, clearing, saving
from secretariat.workflow import deliverables as workflow
from tests.factories import NOW, call, country, deliverable, field, how_many, stored_file, user


@pytest.fixture
def rosa(session, app):
    with app.test_request_context():
        yield user(Role.FOCAL_POINT, name="Rosa Quispe")


@pytest.fixture
def text(rosa):
    made = deliverable(call(needs_clearance=True))
    write(made, "Peru leads.", by=rosa)
    return made


def write(text, words, *, by, revision=0):
    saving.save(text, text.call.fields[0], words, revision=revision, by=by, at=NOW)


def send(text, by):
    return workflow.submit(text, by=by, at=NOW, arrived=NOW, once="once")


def test_a_signed_page_clears_exactly_the_text_that_it_was_printed_of(session, text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    assert (asked.how, asked.given_at, text.state) == ("paper", None, State.DRAFT)
    assert clearing.file(asked, stored_file(), by=rosa, at=NOW) is True
    assert text.state == State.CLEARED
    version = send(text, rosa)
    assert version.sha256 == asked.fingerprint
    assert clearances.of_version(version) is asked
    session.commit()
    deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert deeds == ["write", "print_clearance", "clear_on_paper", "submit"]


def test_the_page_is_the_same_one_until_the_text_changes(text, rosa):
    first = clearing.ask(text, by=rosa, at=NOW)
    assert clearing.ask(text, by=rosa, at=NOW) is first
    write(text, "Peru leads now.", by=rosa, revision=1)
    assert clearing.ask(text, by=rosa, at=NOW) is not first


def test_a_page_of_a_text_that_was_changed_since_is_filed_and_clears_nothing(text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    write(text, "Peru leads now.", by=rosa, revision=1)
    assert clearing.file(asked, stored_file(), by=rosa, at=NOW) is False
    assert (text.state, clearances.given(text)) == (State.DRAFT, asked)
    with pytest.raises(Refused, match="cleared in the capital"):
        send(text, rosa)


def rename(text, label="What do you not do?"):
    text.call.fields[0].labels = {"en": label}
    text.call.fields[0].helps = {"en": "In a few words."}


def test_a_signed_page_clears_nothing_once_a_question_asks_something_else(text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    rename(text)
    assert clearing.file(asked, stored_file(), by=rosa, at=NOW) is False
    assert text.state == State.DRAFT
    with pytest.raises(Refused, match="cleared in the capital"):
        send(text, rosa)


@pytest.fixture
def cleared(text):
    """Return the text as Ana cleared it by account."""
    clearing.clear(text, by=user(Role.APPROVER, name="Ana"), at=NOW)
    return text


@pytest.mark.parametrize("on_paper", [False, True])
def test_a_cleared_text_whose_question_asks_something_else_is_cleared_again_before_it_is_sent(
    session, cleared, rosa, on_paper
):
    first = clearances.given(cleared)
    rename(cleared)
    with pytest.raises(Refused, match="The questions were changed after the text was cleared"):
        send(cleared, rosa)
    if on_paper:
        page = clearing.ask(cleared, by=rosa, at=NOW)
        assert clearing.file(page, stored_file(), by=rosa, at=NOW) is True
    else:
        page = clearing.clear(cleared, by=user(Role.APPROVER), at=NOW, shown="cleared", read=clearing.mark(cleared))
    version = send(cleared, rosa)
    assert (page is first, clearances.of_version(version), version.sha256) == (False, page, page.fingerprint)
    assert clearances.of_text(cleared) == [page, first]
    session.commit()
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()[-2]
    assert (last.action, last.details["before"]) == ("clear_on_paper" if on_paper else "clear", State.CLEARED)


def test_a_cleared_text_is_sent_once_its_questions_have_their_former_words_again(cleared, rosa):
    before = cleared.call.fields[0].labels["en"]
    rename(cleared)
    assert states.not_ready_to_send(cleared, NOW)
    rename(cleared, before)
    assert clearances.of_version(send(cleared, rosa)) is clearances.given(cleared)


def test_a_text_that_is_cleared_and_stands_is_not_cleared_again(cleared, rosa):
    with pytest.raises(Refused, match="cleared already"):
        clearing.clear(cleared, by=user(Role.APPROVER), at=NOW, shown="cleared")
    with pytest.raises(Stale):
        clearing.ask(cleared, by=rosa, at=NOW)


def test_a_text_whose_chosen_answer_reads_otherwise_is_cleared_again_before_it_is_sent(text, rosa):
    lists = ({"choices": [{"code": "a", "labels": {"en": name}}]} for name in ("By sea", "By no sea"))
    way = field(text.call, "way", kind="choice", details=next(lists))
    saving.save(text, way, "a", revision=0, by=rosa, at=NOW)
    clearing.clear(text, by=user(Role.APPROVER), at=NOW)
    way.details = next(lists)
    with pytest.raises(Refused, match="The questions were changed"):
        send(text, rosa)


def test_where_the_call_wants_no_clearance_a_text_with_renamed_questions_is_sent_but_not_as_cleared(cleared, rosa):
    cleared.call.needs_clearance = False
    rename(cleared)
    assert clearances.of_version(send(cleared, rosa)) is None


def test_an_officer_takes_no_text_as_sent_whose_questions_were_renamed_since_it_was_cleared(session, cleared):
    cleared.due_at = NOW - timedelta(days=2)
    assert [one.id for one in unsent.complete(NOW)] == [cleared.id]
    rename(cleared)
    session.flush()
    assert unsent.complete(NOW) == []


def test_an_approver_is_asked_anew_for_a_text_whose_questions_were_renamed(session, cleared, rosa):
    rename(cleared)
    asked = asking.ask(cleared, by=rosa, at=NOW)
    assert clearances.requests([cleared]) == {cleared.id: asked}
    clearing.clear(cleared, by=session.scalars(select(User).where(User.name == "Ana")).one(), at=NOW)
    assert clearances.requests([cleared]) == {}


def test_who_wrote_an_answer_clears_it_only_under_the_question_that_they_read(text):
    approver = user(Role.APPROVER)
    write(text, "Peru leads all.", by=approver, revision=1)
    read = clearing.mark(text)
    rename(text)
    with pytest.raises(Unread, match="What do you not do"):
        clearing.clear(text, by=approver, at=NOW, read=read)


def test_a_better_picture_of_a_page_does_not_clear_a_text_whose_question_was_renamed(text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    clearing.file(asked, stored_file(b"unsigned"), by=rosa, at=NOW)
    rename(text)
    assert clearing.file(asked, stored_file(b"signed"), by=rosa, at=NOW) is False


def test_a_signed_page_clears_its_text_though_a_question_was_set_apart_otherwise(text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    rename(text, f"{text.call.fields[0].labels['en'].upper()}?")
    assert clearing.file(asked, stored_file(), by=rosa, at=NOW) is True
    version = send(text, rosa)
    assert version.sha256 != asked.fingerprint
    assert clearances.of_version(version) is asked


def test_of_the_pages_of_a_text_that_wait_the_one_that_would_clear_it_goes_first(text, rosa):
    first, before = clearing.ask(text, by=rosa, at=NOW), text.call.fields[0].labels["en"]
    rename(text)
    assert clearances.waiting(text, snapshots.snapshot(text)) is first
    second = clearing.ask(text, by=rosa, at=NOW)
    assert second is not first
    assert clearances.waiting(text, snapshots.snapshot(text)) is second
    rename(text, before)
    assert clearances.waiting(text, snapshots.snapshot(text)) is first


def test_a_page_whose_question_was_renamed_clears_no_other_answer(text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    rename(text)
    write(text, "Peru leads now.", by=rosa, revision=1)
    assert clearances.waiting(text, snapshots.snapshot(text)) is None
    assert clearing.file(asked, stored_file(), by=rosa, at=NOW) is False


def test_a_better_picture_of_the_page_takes_the_place_of_a_bad_one_until_the_text_is_sent(session, text, rosa):
    asked = clearing.ask(text, by=rosa, at=NOW)
    clearing.file(asked, stored_file(b"unsigned"), by=rosa, at=NOW)
    better = stored_file(b"signed")
    assert clearing.file(asked, better, by=rosa, at=NOW) is True
    assert (asked.file, text.state) == (better, State.CLEARED)
    send(text, rosa)
    with pytest.raises(Refused, match="filed already"):
        clearing.file(asked, stored_file(b"too late"), by=rosa, at=NOW)
    session.commit()
    deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert deeds == ["write", "print_clearance", "clear_on_paper", "replace_picture", "submit"]


def test_a_page_is_filed_once_by_the_country_itself_and_only_where_nothing_is_missing(text, rosa):
    asked, picture = clearing.ask(text, by=rosa, at=NOW), stored_file()
    with pytest.raises(Hidden):
        clearing.file(asked, picture, by=user(Role.FOCAL_POINT, country("BR")), at=NOW)
    with pytest.raises(Forbidden):
        clearing.file(asked, picture, by=user(Role.DELEGATE), at=NOW)
    clearing.file(asked, picture, by=rosa, at=NOW)
    with pytest.raises(Refused, match="filed already"):
        clearing.file(asked, picture, by=rosa, at=NOW)
    with pytest.raises(Stale):
        clearing.ask(text, by=rosa, at=NOW)
    bare = deliverable(call())
    field(bare.call, "more")
    write(bare, "One of two.", by=rosa)
    with pytest.raises(Refused, match="still missing"):
        clearing.ask(bare, by=rosa, at=NOW)


def test_a_text_that_a_colleague_changed_since_it_was_read_is_not_cleared(text, rosa):
    approver, read = user(Role.APPROVER), clearing.mark(text)
    write(text, "Peru leads nothing.", by=rosa, revision=1)
    label = text.call.fields[0].labels["en"]
    with pytest.raises(Unread, match=f"Changed since you read the text: {label}. Read it again"):
        clearing.clear(text, by=approver, at=NOW, read=read)
    assert (text.state, how_many(Clearance)) == (State.DRAFT, 0)
    write(text, "Peru leads again.", by=approver, revision=2)
    clearing.clear(text, by=approver, at=NOW, read=read)
    assert text.state == State.CLEARED


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.REOPENED])
@pytest.mark.parametrize("on_paper", [False, True])
def test_what_came_back_is_cleared_and_sent_as_it_stands(text, rosa, state, on_paper):
    approver = user(Role.APPROVER)
    clearing.clear(text, by=approver, at=NOW)
    first = send(text, rosa)
    text.state = state
    with pytest.raises(Refused, match="cleared in the capital"):
        workflow.submit(text, by=rosa, at=NOW, arrived=NOW, once="again")
    if on_paper:
        assert clearing.file(clearing.ask(text, by=rosa, at=NOW), stored_file(), by=rosa, at=NOW) is True
    else:
        clearing.clear(text, by=approver, at=NOW, shown=state, read=clearing.mark(text))
    again = workflow.submit(text, by=rosa, at=NOW, arrived=NOW, once="again")
    assert (again.number, again.sha256, text.state) == (2, first.sha256, State.SUBMITTED)


def test_a_text_that_came_back_is_cleared_only_as_it_was_read(text, rosa):
    approver, read = user(Role.APPROVER), clearing.mark(text)
    write(text, "Peru leads nothing.", by=rosa, revision=1)
    text.state = State.WITHDRAWN
    with pytest.raises(Unread):
        clearing.clear(text, by=approver, at=NOW, shown=State.WITHDRAWN, read=read)


def test_a_text_is_not_cleared_while_nothing_is_new_since_changes_were_asked_for(text, rosa):
    printed, approver = clearing.ask(text, by=rosa, at=NOW), user(Role.APPROVER)
    clearing.clear(text, by=approver, at=NOW)
    send(text, rosa)
    text.state = State.CHANGES_REQUESTED
    for clear in (clearing.ask, clearing.clear):
        with pytest.raises(Refused, match="Nothing is new"):
            clear(text, by=approver, at=NOW)
    assert clearing.file(printed, stored_file(), by=rosa, at=NOW) is False
    assert text.state == State.CHANGES_REQUESTED


def test_a_clearance_by_account_keeps_what_was_cleared(text, rosa):
    approver = user(Role.APPROVER)
    clearing.clear(text, by=approver, at=NOW)
    kept = clearances.given(text)
    assert (kept.how, kept.given_by, kept.answers[0]["value"]) == ("account", approver, "Peru leads.")
    write(text, "Peru leads now.", by=rosa, revision=1)
    assert (text.state, how_many(Clearance)) == (State.DRAFT, 1)
    assert kept.fingerprint != workflow.fingerprint(*snapshots.snapshot(text))
