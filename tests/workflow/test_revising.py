"""Changing a call that is open: drafts keep their answers, countries are told once, what was sent stays as it was."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.errors import Refused
from secretariat.mail import replies
from secretariat.models.calls import CallChange
from secretariat.models.countries import Holiday
from secretariat.models.deliverables import State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries import calendars
from secretariat.rules import changes, net
from secretariat.rules.changes import Capital
from secretariat.workflow import deliverables as texts
from secretariat.workflow import drafts as workflow
from secretariat.workflow import revising, saving
from secretariat.workflow.drafts import Question, Wanted
from tests.factories import NOW, add, call, country, deliverable, field, how_many, pillar, stored_file, user

pytestmark = pytest.mark.usefixtures("in_2025")


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER, name="Inés Robles")


@pytest.fixture
def focal(officer):
    return user(Role.FOCAL_POINT, country("PE"))


@pytest.fixture
def asked(focal):
    return call(fields=("first", "second"), due_at=None, due_on=date(2025, 9, 19))


@pytest.fixture
def text(asked, focal):
    """Peru's draft, with an answer to the first question."""
    text = deliverable(asked, country("PE"))
    saving.save(text, asked.fields[0], "One.", revision=0, by=focal, at=NOW)
    return text


def question(**facts):
    given = {"kind": "text", "labels": {"en": "What?"}, "helps": {}, "required": False}
    return Question(**given | facts)


def wanted(of, **facts):
    given = {name: getattr(of, name) for name in Wanted.__dataclass_fields__}
    return Wanted(**given | facts)


def told(of):
    found = db.session.scalars(select(CallChange).where(CallChange.call_id == of.id).order_by(CallChange.number))
    labels = {one.key: one.labels for one in of.fields}
    return [changes.sentences(one.changes, labels, "en") for one in found]


def net_of(of):
    rows = db.session.scalars(select(CallChange).where(CallChange.call_id == of.id).order_by(CallChange.number))
    labels = {one.key: one.labels for one in of.fields}
    return changes.sentences(net.to_tell(one for row in rows for one in row.changes), labels, "en")


def letters():
    return db.session.scalars(select(Message).where(Message.kind == "call_changed").order_by(Message.id)).all()


def test_a_burst_of_changes_is_one_letter_that_waits_half_an_hour_and_says_all_of_them(asked, text, officer):
    workflow.ask(asked, question(), by=officer, at=NOW)
    workflow.ask_otherwise(asked.fields[1], question(labels={"en": "Second, please"}), by=officer, at=NOW)
    workflow.change(asked, wanted(asked, titles={"en": "Better"}), by=officer, at=NOW)
    [letter] = letters()
    assert all(said in letter.text for said in ("New question: What?", "Second, please", "It is called: Better"))
    waits = letter.next_attempt_at - db.session.scalar(select(db.func.now()))
    assert timedelta(minutes=29) < waits <= timedelta(minutes=30)


def test_a_letter_that_has_left_is_followed_by_one_with_only_what_is_new(asked, text, officer):
    workflow.ask(asked, question(), by=officer, at=NOW)
    letters()[0].state = "sent"
    workflow.ask(asked, question(labels={"en": "And why?"}), by=officer, at=NOW)
    first, second = letters()
    assert ("And why?" in second.text, "What?" in second.text, "And why?" in first.text) == (True, False, False)


def test_a_letter_that_an_officer_put_into_other_words_is_not_written_over(asked, text, officer):
    workflow.ask(asked, question(), by=officer, at=NOW)
    only = letters()[0]
    only.edited_at, only.text = NOW, "Other words."
    db.session.flush()
    workflow.ask(asked, question(labels={"en": "And why?"}), by=officer, at=NOW)
    assert [one.text == "Other words." for one in letters()] == [True, False]


def test_a_draft_keeps_every_answer_when_a_question_goes_is_added_or_asked_otherwise(asked, text, focal, officer):
    first, _second = asked.fields
    workflow.ask_otherwise(first, question(kind="long_text", labels={"en": "First?"}), by=officer, at=NOW)
    workflow.drop(first, by=officer, at=NOW)
    workflow.ask(asked, question(labels={"en": "First"}), by=officer, at=NOW)
    assert [(one.key, one.position) for one in asked.fields] == [("second", 1), ("first_2", 2)]
    assert [one.value for one in text.answers] == ["One."]
    assert told(asked) == [
        ["Asked otherwise: First? (it was: First; optional now)"],
        ["No longer asked: First?"],
        ["New question: First"],
    ]


def test_a_version_that_was_sent_stays_as_it_was(asked, text, focal, officer):
    saving.save(text, asked.fields[1], "Two.", revision=0, by=focal, at=NOW)
    version = texts.submit(text, by=focal, at=NOW, arrived=NOW, once="k")
    before = (version.answers, version.sha256, version.due_at)
    workflow.ask_otherwise(asked.fields[0], question(kind="long_text", labels={"en": "First?"}), by=officer, at=NOW)
    workflow.drop(asked.fields[1], by=officer, at=NOW)
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 26)), by=officer, at=NOW)
    db.session.refresh(version)
    assert (version.answers, version.sha256, version.due_at) == before
    assert "withdraw it to answer anew" in letters()[0].text


def test_a_question_that_is_answered_keeps_its_kind_and_its_choices(asked, text, focal, officer):
    with pytest.raises(Refused, match="ask a new one") as refused:
        workflow.ask_otherwise(asked.fields[0], question(kind="money"), by=officer, at=NOW)
    assert refused.value.field == "kind"
    db.session.expire(asked.fields[0])
    rows = [{"code": code, "labels": {"en": code}} for code in ("a", "b", "c")]
    picked = field(asked, "pick", kind="choice", details={"choices": rows[:2]})
    saving.save(text, picked, "b", revision=0, by=focal, at=NOW)
    more = question(kind="choice", details={"choices": rows})
    workflow.ask_otherwise(picked, more, by=officer, at=NOW)
    with pytest.raises(Refused, match="reworded, not removed"):
        workflow.ask_otherwise(picked, question(kind="choice", details={"choices": rows[::2]}), by=officer, at=NOW)


def test_a_day_wins_over_required_at_once_and_each_change_of_it_names_what_holds(asked, text, officer):
    first, day = asked.fields[0], date(2025, 9, 15)
    labels = {"labels": first.labels, "kind": first.kind}
    for facts in (
        {"required": True, "required_from": day},
        {"required": False, "required_from": day, "frozen_from": day},
        {"required": False},
    ):
        workflow.ask_otherwise(first, question(**labels | facts), by=officer, at=NOW)
    assert told(asked) == [
        ["Asked otherwise: First (required from Monday 15 September)"],
        ["Asked otherwise: First (fixed from Monday 15 September on)"],
        ["Asked otherwise: First (optional now; no longer fixed)"],
    ]


def test_a_limit_that_goes_is_named_where_the_other_may_stay(asked, text, officer):
    first = asked.fields[0]
    limits = [(200, 1000), (None, 1000), (None, None), (100, 500), (None, None), (None, 900), (80, None)]
    for words, characters in limits:
        facts = {"labels": first.labels, "kind": "long_text", "required": True}
        workflow.ask_otherwise(
            first, question(**facts, limit_words=words, limit_characters=characters), by=officer, at=NOW
        )
    assert [one.partition("(")[2].rstrip(")") for (one,) in told(asked)] == [
        "at most 200 words; at most 1,000 characters",
        "no limit of words any more",
        "no limit of characters any more",
        "at most 100 words; at most 500 characters",
        "no longer limited",
        "at most 900 characters",
        "at most 80 words",
    ]


def test_another_limit_is_named_with_the_one_before_and_what_one_does_not_read_is_not_said_to_have_changed(
    asked, officer
):
    first = asked.fields[0]
    words = ({"en": "Summary", "es": "Resumen"}, {"en": "Summary for the chair", "es": "Resumen"})
    for label, limit in ((words[0], 60), (words[1], 15), (words[0], 15)):
        wish = question(labels=label, kind="long_text", required=True, limit_words=limit)
        workflow.ask_otherwise(first, wish, by=officer, at=NOW)
    rows = db.session.scalars(select(CallChange).order_by(CallChange.number)).all()[1:]
    assert [changes.sentences(row.changes, {}, language) for language in ("en", "es") for row in rows] == [
        ["Asked otherwise: Summary for the chair (it was: Summary; at most 15 words, until now 60)"],
        ["Asked otherwise: Summary (it was: Summary for the chair)"],
        ["Asked otherwise: Resumen (at most 15 words, until now 60)"],
        ["Asked otherwise: Resumen (in another language only)"],
    ]


def test_a_new_date_moves_every_text_but_never_shortens_an_extension(asked, text, officer):
    other = deliverable(asked, country("BR"), due_at=NOW + timedelta(days=60), extension_reason="Elections")
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 26), due_time=time(12)), by=officer, at=NOW)
    assert (text.due_at.isoformat(), other.due_at) == ("2025-09-26T17:00:00+00:00", NOW + timedelta(days=60))


def test_another_date_is_told_with_the_one_before_an_instant_on_the_clock_of_the_capital(asked, text, officer):
    workflow.change(asked, wanted(asked, due_on=None, due_at=NOW + timedelta(days=9)), by=officer, at=NOW)
    (row,) = db.session.scalars(select(CallChange))
    assert changes.sentences(row.changes, {}, "en", Capital(text.country, set())) == [
        "It is due on Wednesday 17 September, 09:00 Lima. Until now it was Friday 19 September, 18:00 Lima."
    ]
    before = "Until now it was Friday 19 September, 18:00 in each capital."
    assert told(asked) == [[f"It is due on Wednesday 17 September, 10:00 Washington. {before}"]]
    assert "Wednesday 17 September, 09:00 Lima" in letters()[0].text


def test_a_new_date_is_told_as_the_capitals_own_working_day_after_its_holiday(asked, text, officer):
    day = date(2025, 9, 26)
    add(Holiday(country_id=text.country_id, day=day, names={"en": "A day off"}))
    ladder = [{"on": day.isoformat(), "texts": {"en": "Bound."}}]
    workflow.change(asked, wanted(asked, due_on=day, ladder=ladder), by=officer, at=NOW)
    sentence = "It is due on Monday 29 September, 18:00 Lima. Until now it was Friday 19 September, 18:00 Lima."
    follows = "This follows now when the date passes. Until Monday 29 September: Bound."
    (row,) = db.session.scalars(select(CallChange))
    capital = Capital(text.country, calendars.holidays(text.country_id))
    assert changes.sentences(row.changes, {}, "en", capital) == [sentence, follows]
    letter = " ".join(letters()[0].text.split())
    assert (sentence in letter, follows in letter) == (True, True)
    assert text.due_at.isoformat() == "2025-09-29T23:00:00+00:00"


def test_a_date_that_days_off_make_the_same_in_a_capital_is_still_that_date(asked, text, officer):
    capital = Capital(text.country, {date(2025, 9, 19)})
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 22)), by=officer, at=NOW)
    (row,) = db.session.scalars(select(CallChange))
    assert changes.sentences(row.changes, {}, "en", capital) == ["It is still due on Monday 22 September, 18:00 Lima."]


def test_whoever_has_an_extension_beyond_the_new_date_is_told_that_it_stands(asked, text, officer):
    text.due_at, text.extension_reason = text.due_at + timedelta(days=14), "Elections."
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 24)), by=officer, at=NOW)
    assert (
        "The call is now due on Wednesday 24 September, 18:00 Lima. Your extension stands: you have until "
        "Friday 3 October, 09:00 Lima." in " ".join(letters()[0].text.split())
    )


def test_only_the_countries_that_have_the_call_are_told_and_not_those_who_are_waived(asked, text, officer):
    user(Role.FOCAL_POINT, country("BR"))
    user(Role.FOCAL_POINT, country("CO"))
    deliverable(asked, country("BR"), state=State.WAIVED)
    workflow.ask(asked, question(), by=officer, at=NOW)
    assert [one.user.country_ids(NOW, Role.FOCAL_POINT) for one in letters()] == [{country("PE").id}]


@pytest.mark.parametrize("state", [State.APPROVED, State.PUBLISHED, State.REJECTED])
def test_whoever_has_nothing_more_to_do_for_a_call_gets_no_mail_of_its_changes(asked, text, officer, state):
    text.state = state
    workflow.change(asked, wanted(asked, titles={"en": "Another title"}), by=officer, at=NOW)
    assert letters() == []


def test_an_extension_that_the_calls_own_date_has_passed_is_none_any_more(asked, text, officer):
    text.due_at, text.extension_reason = text.due_at + timedelta(days=1), "Storm"
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 26)), by=officer, at=NOW)
    assert (text.due_at.date(), text.extension_reason) == (date(2025, 9, 26), None)


def test_what_the_countries_do_not_see_is_kept_but_not_told(asked, text, officer):
    distance = (asked.meeting.starts_on - asked.due_on).days
    workflow.change(asked, wanted(asked, due_days=distance), by=officer, at=NOW)
    workflow.change(asked, wanted(asked), by=officer, at=NOW)
    assert (how_many(CallChange), letters()) == (1, [])


def test_another_pillar_is_told_and_another_grace_beside_it_is_not(asked, text, officer):
    workflow.change(asked, wanted(asked, grace_minutes=90, pillar_id=pillar(2).id), by=officer, at=NOW)
    workflow.change(asked, wanted(asked, grace_minutes=0, pillar_id=None), by=officer, at=NOW)
    assert told(asked) == [["It belongs to the pillar: Legal pathways"], ["It belongs to no pillar any more."]]
    assert "grace" not in letters()[0].text


def test_another_grace_alone_is_kept_but_not_told(asked, text, officer):
    workflow.change(asked, wanted(asked, grace_minutes=1440), by=officer, at=NOW)
    [kept] = db.session.scalars(select(CallChange)).all()
    assert (kept.changes[0]["after"]["grace_minutes"], told(asked), letters()) == (1440, [[]], [])


def test_another_order_of_the_questions_is_told_once_as_it_is_at_last(asked, text, officer):
    third = field(asked, "third")
    db.session.expire(asked, ["fields"])
    workflow.move(third, up=True, by=officer, at=NOW)
    workflow.move(third, up=True, by=officer, at=NOW)
    [letter] = letters()
    words = " ".join(letter.text.split())
    assert words.count("another order") == 1
    assert "The questions stand in another order: 1. Third; 2. First; 3. Second" in words


def test_an_order_that_was_put_back_is_not_spoken_of(asked, text, officer):
    first, second = asked.fields
    workflow.order(asked, [second.id, first.id], by=officer, at=NOW)
    workflow.order(asked, [first.id, second.id], by=officer, at=NOW)
    assert net_of(asked) == []


def test_a_file_of_a_question_that_is_no_longer_asked_is_not_sent(asked, text, focal, officer):
    paper = field(asked, "paper", kind="file", required=False)
    texts.attach(text, paper, stored_file(), name="a.pdf", by=focal, at=NOW)
    saving.save(text, asked.fields[1], "Two.", revision=0, by=focal, at=NOW)
    workflow.drop(paper, by=officer, at=NOW)
    version = texts.submit(text, by=focal, at=NOW, arrived=NOW, once="k")
    assert (version.files, [one["key"] for one in version.answers]) == ([], ["first", "second"])


def test_what_was_changed_and_changed_back_is_not_spoken_of_and_its_letter_does_not_leave(asked, text, officer):
    first, before = asked.fields[0], wanted(asked)
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 26), titles={"en": "B"}), by=officer, at=NOW)
    workflow.ask_otherwise(first, question(kind="long_text", labels={"en": "First?"}), by=officer, at=NOW)
    back = question(kind="long_text", labels={"en": "First"}, required=True)
    workflow.ask_otherwise(first, back, by=officer, at=NOW)
    assert letters()[0].state == "waiting"
    workflow.change(asked, before, by=officer, at=NOW)
    [letter] = letters()
    assert (net_of(asked), letter.state, letter.reply) == ([], "cancelled", replies.UNDONE)
    workflow.change(asked, wanted(asked, titles={"en": "C"}), by=officer, at=NOW)
    assert [one.state for one in letters()] == ["cancelled", "waiting"]


def test_two_changes_of_one_thing_are_one_from_what_it_was_to_what_it_is(asked, text, officer):
    for title, day in (("B", 22), ("C", 26)):
        wish = wanted(asked, titles={"en": title}, due_on=date(2025, 9, day))
        workflow.change(asked, wish, by=officer, at=NOW)
    for label in ("Second?", "Second, please"):
        workflow.ask_otherwise(asked.fields[1], question(labels={"en": label}), by=officer, at=NOW)
    ends = "18:00 in each capital."
    said = [
        "It is called: C",
        f"It is due on Friday 26 September, {ends} Until now it was Friday 19 September, {ends}",
        "Asked otherwise: Second, please (it was: Second; optional now)",
    ]
    assert net_of(asked) == said
    [letter] = letters()
    words = " ".join(letter.text.split())
    assert ("Until now it was Friday 19 September" in words, "22 September" in words) == (True, False)


def test_a_question_that_was_added_and_taken_out_again_is_not_mentioned_and_one_that_stays_is_named_as_it_is(
    asked, text, officer
):
    first, second = asked.fields
    passing = workflow.ask(asked, question(labels={"en": "Passing?"}), by=officer, at=NOW)
    stays = workflow.ask(asked, question(labels={"en": "Stays?"}), by=officer, at=NOW)
    workflow.order(asked, [passing.id, first.id, stays.id, second.id], by=officer, at=NOW)
    workflow.ask_otherwise(stays, question(labels={"en": "Stays, reworded?"}), by=officer, at=NOW)
    workflow.drop(passing, by=officer, at=NOW)
    workflow.ask_otherwise(second, question(labels={"en": "Second?"}), by=officer, at=NOW)
    workflow.drop(second, by=officer, at=NOW)
    assert net_of(asked) == ["New question: Stays, reworded?", "No longer asked: Second"]


def only_letter() -> str:
    [letter] = letters()
    assert letter.state == "waiting"
    return " ".join(letter.text.split())


def test_what_was_put_back_after_the_country_looked_is_said_as_it_is_now_in_the_letter_that_waits(asked, text, officer):
    before = wanted(asked)
    workflow.change(asked, wanted(asked, titles={"en": "B"}), by=officer, at=NOW)
    revising.seen(text, upto=1)
    workflow.change(asked, before, by=officer, at=NOW)
    assert ("It is called: Contributions" in only_letter(), "It is called: B" in only_letter()) == (True, False)


def test_a_letter_that_waits_says_the_last_word_on_all_that_it_spoke_of_though_the_country_has_looked(
    asked, text, officer
):
    workflow.change(asked, wanted(asked, titles={"en": "B"}, due_on=date(2025, 9, 26)), by=officer, at=NOW)
    stays = workflow.ask(asked, question(labels={"en": "Stays?"}), by=officer, at=NOW)
    passing = workflow.ask(asked, question(labels={"en": "Passing?"}), by=officer, at=NOW)
    revising.seen(text, upto=3)
    workflow.change(asked, wanted(asked, titles={"en": "C"}, due_on=date(2025, 9, 19)), by=officer, at=NOW)
    workflow.ask_otherwise(stays, question(labels={"en": "Stays, reworded?"}), by=officer, at=NOW)
    workflow.drop(passing, by=officer, at=NOW)
    said = only_letter()
    for words in (
        "It is called: C", "New question: Stays, reworded?", "No longer asked: Passing?",
        "It is due on Friday 19 September, 18:00 Lima. Until now it was Friday 26 September, 18:00 Lima.",
    ):  # fmt: skip
        assert words in said, words
    assert "It is called: B" not in said


def test_a_letter_whose_changes_were_undone_before_and_after_the_country_looked_does_not_leave(asked, text, officer):
    before = wanted(asked)
    for title in ("B", "Contributions"):
        workflow.change(asked, wanted(asked, titles={"en": title}), by=officer, at=NOW)
        revising.seen(text, upto=2)
    workflow.change(asked, wanted(asked, due_on=date(2025, 9, 26)), by=officer, at=NOW)
    assert "It is called" not in letters()[-1].text
    workflow.change(asked, before, by=officer, at=NOW)
    assert [one.state for one in letters()] == ["cancelled"]


def test_a_letter_that_has_left_is_followed_by_one_that_says_it_was_changed_back(asked, text, officer):
    before = wanted(asked)
    workflow.change(asked, wanted(asked, titles={"en": "B"}), by=officer, at=NOW)
    letters()[0].state = "sent"
    workflow.change(asked, before, by=officer, at=NOW)
    assert "It is called: Contributions" in letters()[1].text
