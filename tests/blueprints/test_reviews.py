"""The queue and the reading page."""

import functools
import re
from datetime import timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reviews import Comment, Phrase, Reading, Review
from secretariat.queries import neighbours, people
from secretariat.queries.neighbours import Place
from secretariat.workflow import answering, clearing, deliverables, reading, reviews, saving
from secretariat.workflow.reviews import Words
from tests.factories import NOW, call, country, deliverable, field, how_many, membership, user
from tests.texts import counted, focal_point, sent, signed_in, taken, token_of

BEFORE = NOW - timedelta(days=1)


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def reviewer(session, app):
    with app.test_request_context():
        yield user(Role.REVIEWER, name="Daniel Ortiz")


@pytest.fixture
def grace(reviewer):
    return user(Role.REVIEWER, name="Grace Campbell")


class Desk:
    """A reviewer at a text."""

    def __init__(self, app, person, text):
        self.id = text.id
        db.session.commit()
        self.client = signed_in(app, person)

    def read(self, query=""):
        return self.client.get(f"/reviews/{self.id}{query}").text

    @functools.cached_property
    def token(self):
        return token_of(self.client.get("/account").text)

    def press(self, deed, state="in_review", version=1, **form):
        given = {"csrf_token": self.token, "state": state, "version": version}
        return self.client.post(f"/reviews/{self.id}/{deed}", data=given | form)

    def text(self):
        db.session.expire_all()
        return db.session.get(Deliverable, self.id)


@pytest.fixture
def desk(app, reviewer):
    return Desk(app, reviewer, taken(by=reviewer).deliverable)


def rows(page):
    return re.findall(r'role="rowheader"[^>]*><a href="/reviews/\d+">([^<]+)', page)


def test_ones_own_come_first_then_what_nobody_has_then_others_and_the_oldest_first(app, reviewer, grace):
    asked = call()
    taken(deliverable(asked, country("PE")), by=reviewer)
    sent(deliverable(asked, country("BR")), at=NOW)
    sent(deliverable(asked, country("HT")), at=BEFORE)
    taken(deliverable(asked, country("CA")), by=grace, at=BEFORE)
    db.session.commit()
    client = signed_in(app, reviewer)
    assert rows(client.get("/reviews/").text) == ["Peru", "Haiti", "Brazil", "Canada"]
    assert rows(client.get("/reviews/?whose=mine").text) == ["Peru"]
    assert rows(client.get("/reviews/?whose=free").text) == ["Haiti", "Brazil"]
    assert rows(client.get(f"/reviews/?whose={grace.id}").text) == ["Canada"]
    nothing = client.get("/reviews/?call=999")
    assert (nothing.status_code, rows(nothing.text)) == (200, [])
    assert "Nothing in the queue is like that." in nothing.text


def test_an_empty_queue_says_what_comes_next_and_what_one_did_last(app, reviewer):
    asked = call(titles={"en": "Progress report"})
    version = taken(deliverable(asked, country("PE")), by=reviewer)
    reviews.approve(version.deliverable, by=reviewer, at=NOW)
    deliverable(asked, country("BR"))
    db.session.commit()
    page = re.sub(r"\s+", " ", signed_in(app, reviewer).get("/reviews/").text)
    assert "Nothing waits for you." in page
    assert "Progress report, of which one is still to come." in page
    assert "Peru: Progress report</a>, version 1" in page


def test_the_queue_costs_the_same_for_one_text_and_for_three(app, reviewer):
    asked = call()
    sent(deliverable(asked, country("PE")))
    db.session.commit()
    client = signed_in(app, reviewer)
    with counted() as one:
        client.get("/reviews/")
    for code in ("BR", "HT"):
        sent(deliverable(asked, country(code)))
    db.session.commit()
    with counted() as three:
        client.get("/reviews/")
    assert len(one) == len(three) == 10


def test_the_reading_page_costs_the_same_for_two_versions_and_for_four(app, reviewer):
    text = taken(by=reviewer).deliverable
    asked_again(text, reviewer, 1)
    desk = Desk(app, reviewer, text)
    with counted() as two:
        desk.read()
    asked_again(text, reviewer, 2)
    asked_again(text, reviewer, 3)
    db.session.commit()
    with counted() as four:
        desk.read()
    assert len(two) == len(four) == 7


def test_a_verdict_asks_little_and_no_more_where_much_waits_and_many_are_told(app, reviewer):
    asked = call()
    texts = [taken(deliverable(asked, country(code)), by=reviewer).deliverable for code in ("PE", "BR")]
    few, many = (Desk(app, reviewer, text) for text in texts)
    assert few.token
    assert many.token  # the page that has it is not the verdict's
    with counted() as two:
        few.press("approve")
    for code in ("HT", "CA", "US"):
        sent(deliverable(asked, country(code)))
        focal_point(texts[1])
    db.session.commit()
    with counted() as five:
        many.press("approve")
    assert len(two) == len(five) == 17


def test_a_script_that_has_the_next_text_gets_the_report_and_where_to_go(app, reviewer, desk):
    waits = sent(deliverable(call(), country("BR"))).deliverable_id
    db.session.commit()
    form = {"csrf_token": token_of(desk.read()), "state": "in_review", "version": 1}
    answer = desk.client.post(f"/reviews/{desk.id}/approve", data=form, headers={"Accept": "application/json"})
    assert (answer.json["to"], answer.json["word"]) == (f"/reviews/{waits}", "Done")
    assert f'Peru: approved. <a href="/reviews/{desk.id}">Back to it</a>' in answer.json["report"]
    assert "Peru: approved" not in desk.client.get(answer.json["to"]).text
    late = desk.client.post(f"/reviews/{desk.id}/approve", data=form, headers={"Accept": "application/json"})
    assert (late.status_code, late.mimetype) == (409, "text/html")
    assert "You changed this yourself in another tab" in late.text


def test_places_and_neighbours_go_by_whose_a_text_is_and_when_it_came(app, reviewer, grace):
    asked = call()
    codes = ("PE", "BR", "HT", "CA", "US")
    mine, free, other, older, gone = (sent(deliverable(asked, country(code))).deliverable for code in codes)
    older.sent_at = BEFORE
    reviews.take(mine, by=reviewer, at=NOW)
    reviews.take(other, by=grace, at=NOW)
    reviews.take(gone, by=reviewer, at=NOW)
    reviews.approve(gone, by=reviewer, at=NOW)
    reading.mark(older.latest, by=reviewer, at=NOW)
    asking = people.who(reviewer, NOW)
    assert [neighbours.place(one, asking) for one in (mine, older, free, other, gone)] == [
        Place(1, 4, None, older.id, free.id, 1),
        Place(2, 4, mine.id, free.id, free.id, 2),
        Place(3, 4, older.id, other.id, mine.id, 1),
        Place(4, 4, free.id, mine.id, mine.id, 2),
        Place(0, 4, None, mine.id, mine.id, 2),
    ]
    assert [neighbours.onward(one, asking) for one in (mine, free)] == [free.id, mine.id]


@pytest.mark.parametrize(
    ("how", "words"), [("account", "Cleared by account: Ana"), ("paper", "signed page, filed by Ana")]
)
def test_the_reviewer_reads_who_cleared_the_text_how_and_which_answers_changed_since(app, reviewer, how, words):
    text = deliverable()
    ana = user(Role.APPROVER, text.country, name="Ana")
    writer = focal_point(text)
    saving.save(text, text.call.fields[0], "Cleared words.", revision=0, by=writer, at=BEFORE)
    made = clearing.clear(text, by=ana, at=BEFORE)
    made.how = how
    deliverables.submit(text, by=writer, at=NOW, arrived=NOW, once="first")
    same = Desk(app, reviewer, text).read()
    assert words in same
    assert "The text is still the one that was cleared." in same
    reviews.take(text, by=reviewer, at=NOW)
    asked_again(text, reviewer, 1)
    after = Desk(app, reviewer, text).read()
    assert "One answer has changed since" in after
    assert '<a href="#q-summary">' in after


def test_the_reviewer_reads_that_a_choice_was_called_otherwise_when_the_text_was_cleared(app, reviewer):
    text = deliverable()
    writer, (way, *_others) = focal_point(text), text.call.fields
    lists = ({"choices": [{"code": "a", "labels": {"en": name}}]} for name in ("By sea", "By no sea"))
    way.kind, way.details = "choice", next(lists)
    saving.save(text, way, "a", revision=0, by=writer, at=BEFORE)
    clearing.clear(text, by=user(Role.APPROVER, text.country, name="Ana"), at=BEFORE)
    way.details = next(lists)
    deliverables.submit(text, by=writer, at=NOW, arrived=NOW, once="first")
    page = Desk(app, reviewer, text).read()
    assert "Cleared before question 1 was changed." in page
    assert "“Summary”, now reads differently: “By sea” has become “By no sea”." in page


def test_a_clearance_that_is_wanted_and_missing_is_said_and_else_nothing(app, reviewer):
    wanted = sent(deliverable(call())).deliverable
    wanted.call.needs_clearance = True
    assert "Nobody in the capital has cleared this version here." in Desk(app, reviewer, wanted).read()
    assert "Clearance in the capital" not in Desk(app, reviewer, sent().deliverable).read()


def asked_again(text, reviewer, number):
    """Ask for a change, and let the country send another version."""
    reviews.add(text.latest, Words(point="Say when.", internal="Weak."), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    taken(text, by=reviewer, words=f"We will, {number}.")


def test_a_text_is_taken_from_the_page_and_belongs_to_whoever_took_it(app, reviewer):
    desk = Desk(app, reviewer, sent().deliverable)
    assert "Take it</button>" in desk.read()
    assert desk.press("take", state="submitted").status_code == 302
    assert (desk.text().state, desk.text().reviewer_id) == (State.IN_REVIEW, reviewer.id)


def test_a_note_and_a_point_go_into_their_own_boxes_and_the_page_shows_both_voices_apart(desk):
    desk.press("comments", key="summary", internal="Weak <b>text</b>", point="Say when.")
    page = desk.read()
    assert "Weak &lt;b&gt;text&lt;/b&gt;" in page
    waiting = page[page.index('class="box-out') :]
    assert "Say when." in waiting
    assert "Weak" not in waiting
    assert "Ask for one change" in page


def test_after_the_verdict_the_next_unread_text_comes_with_a_way_back(app, reviewer, desk):
    read, waits = (sent(deliverable(call(titles={"en": "Sheet"}), country(code))) for code in ("BR", "HT"))
    reading.mark(read, by=reviewer, at=NOW)
    waits_id = waits.deliverable_id
    db.session.commit()
    answer = desk.press("approve")
    assert answer.headers["Location"] == f"/reviews/{waits_id}"
    page = desk.client.get(answer.headers["Location"]).text
    assert f'Peru: approved. <a href="/reviews/{desk.id}">Back to it</a>' in page
    assert desk.text().state == State.APPROVED


def test_after_a_verdict_the_report_names_the_way_back_that_the_rules_know(desk):
    desk.press("approve")
    assert "If it was a mistake, an officer can give it back to the country." in desk.client.get("/reviews/").text


def test_after_asking_for_changes_no_way_back_is_named(desk):
    desk.press("request-changes", point="Say when.")
    assert "an officer can give it back" not in desk.client.get("/reviews/").text


def test_after_the_last_verdict_the_queue_says_that_nothing_else_waits(desk):
    answer = desk.press("approve")
    assert answer.headers["Location"] == "/reviews/"
    assert "Nothing else waits." in desk.client.get("/reviews/").text


def test_a_verdict_on_a_text_that_nobody_has_takes_it_and_decides(app, reviewer):
    desk = Desk(app, reviewer, sent().deliverable)
    assert "whoever decides takes it" in desk.read()
    desk.press("request-changes", state="submitted", point="Say when.")
    assert (desk.text().state, desk.text().reviewer_id) == (State.CHANGES_REQUESTED, reviewer.id)
    taken_and_decided = [one.action for one in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.number))]
    assert taken_and_decided[-3:] == ["take", "comment", "request_changes"]


def test_a_point_on_a_text_that_nobody_has_takes_it_and_a_note_does_not(app, reviewer):
    desk = Desk(app, reviewer, sent().deliverable)
    desk.press("comments", state="submitted", internal="Weak.")
    assert desk.text().state == State.SUBMITTED
    desk.press("comments", state="submitted", point="Say when.")
    assert (desk.text().state, desk.text().reviewer_id) == (State.IN_REVIEW, reviewer.id)


def test_the_next_unread_text_is_neither_read_nor_somebody_elses_and_a_new_version_is_unread_again(
    app, reviewer, grace
):
    asked = call()
    taken(deliverable(asked, country("BR")), by=grace)
    free, other = (sent(deliverable(asked, country(code)), at=NOW).deliverable for code in ("HT", "CA"))
    desk = Desk(app, reviewer, taken(deliverable(asked, country("PE")), by=reviewer).deliverable)
    assert unread_link(desk) == f"/reviews/{free.id}"
    Desk(app, reviewer, free).press("read")
    assert unread_link(desk) == f"/reviews/{other.id}"
    Desk(app, reviewer, other).press("read")
    assert unread_link(desk) is None
    deliverables.withdraw(free, by=focal_point(free), at=NOW)
    sent(free, "Another.")
    db.session.commit()
    assert unread_link(desk) == f"/reviews/{free.id}"


def unread_link(desk):
    found = re.search(r'href="([^"]+)" data-key="n"', desk.read())
    return found and found[1]


def test_a_version_that_came_in_meanwhile_is_not_marked_as_read(app, reviewer):
    desk = Desk(app, reviewer, sent().deliverable)
    assert desk.press("read", version=7).status_code == 204
    assert how_many(Reading) == 0
    assert [desk.press("read").status_code for _twice in range(2)] == [204, 204]
    assert how_many(Reading) == 1


def test_the_text_is_set_against_the_countrys_answer_to_the_earlier_call(app, reviewer):
    before = call(titles={"en": "Sheet of 2024"})
    old = deliverable(before, country("PE"))
    sent(old, "One stays.\n\nTwo was.")
    sent(deliverable(before, country("BR")), "Brazil says this.")
    again = deliverable(call(follows_id=before.id), country("PE"))
    desk = Desk(app, reviewer, taken(again, by=reviewer, words="One stays.\n\nTwo is, since June.").deliverable)
    whole, bare = desk.read(), desk.read("?vs=0")
    assert "<del>was</del> <ins>is, since June</ins>" in whole
    assert "unchanged</b> since the answer to ‘Sheet of 2024’" in whole
    assert "Brazil says this." not in whole
    assert '<option value="earlier" selected>the answer to ‘Sheet of 2024’' in whole
    assert "<ins>" not in bare


def test_a_draft_of_the_earlier_call_is_not_read_by_the_back_door(app, reviewer):
    before = call()
    old = deliverable(before, country("PE"))
    writer = focal_point(old)
    sent(old, "Sent once.", by=writer)
    deliverables.withdraw(old, by=writer, at=NOW)
    desk = Desk(app, reviewer, taken(deliverable(call(follows_id=before.id), country("PE")), by=reviewer).deliverable)
    assert "Sent once." not in desk.read("?vs=earlier")


def test_a_comment_on_a_passage_finds_its_question_and_shows_the_words(app, reviewer):
    desk = Desk(app, reviewer, taken(by=reviewer, words="We **will** act\nin June.").deliverable)
    assert desk.press("comments", point="Which year?", quote="will act in  June").status_code == 302
    (made,) = db.session.scalars(db.select(Comment)).all()
    assert (made.key, made.quote) == ("summary", "will act in June")
    assert "<q>will act in June</q>" in desk.read()


def test_passages_are_marked_in_the_text_both_ways_and_one_that_is_gone_later_says_so(app, reviewer):
    text = taken(by=reviewer, words="We will act in June.\n\nWe will pay.").deliverable
    desk = Desk(app, reviewer, text)
    desk.press("comments", internal="Weak.", quote="will act in")
    desk.press("comments", point="Which year?", quote="act in June")
    note, point = db.session.scalars(db.select(Comment).order_by(Comment.id)).all()
    page = desk.read()
    assert f'We <mark id="m-{note.id}">will <mark id="m-{point.id}">act in</mark></mark>' in page
    assert f'<mark> June</mark><sup><a href="#c-{point.id}">point 1</a></sup>.' in page
    assert [f'id="c-{one.id}"' in page for one in (note, point)] == [True, True]
    assert [page.count(f'href="#m-{one.id}"') for one in (note, point)] == [1, 1]
    desk.press("request-changes")
    writer = focal_point(desk.text())
    db.session.commit()
    version = signed_in(app, writer).get(f"/deliverables/{desk.id}/versions/1").text
    assert f'<mark id="m-{point.id}">act in June</mark><sup><a href="#c-{point.id}">point 1</a></sup>' in version
    assert f'<a href="#m-{point.id}"><q>act in June</q></a>' in version
    assert f"m-{note.id}" not in version
    draft = signed_in(app, writer).get(f"/deliverables/{desk.id}").text
    assert f'href="/deliverables/{desk.id}/versions/1#m-{point.id}"' in draft
    sent(desk.text(), "We will pay.")
    db.session.commit()
    later = desk.read()
    assert later.count("These words do not stand in version 2.") == 2
    assert "<mark" not in later


def test_an_answer_reads_as_its_country_sees_it_where_nothing_is_new_and_its_lists_can_be_quoted(app, reviewer):
    text = taken(by=reviewer, words="**Peru** leads:\n\n1. schools\n2. clinics").deliverable
    desk = Desk(app, reviewer, text)
    assert "<p><strong>Peru</strong> leads:</p>\n<ol>\n<li>schools</li>" in desk.read()
    assert desk.press("comments", internal="Which?", quote="schools clinics").status_code == 302
    assert "<li><mark" in desk.read()
    reviews.add(text.latest, Words(point="Say when."), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    taken(text, by=reviewer, words="**Peru** leads:\n\n1. schools\n2. clinics, in May")
    db.session.commit()
    assert '<p class="keeps-lines">1. schools\n2. clinics<ins>, in May</ins></p>' in desk.read()


def test_a_day_is_quoted_as_the_reviewer_reads_it_whatever_the_language_of_the_text(app, reviewer):
    asked = call(fields=())
    field(asked, "begins", kind="date")
    text = deliverable(asked)
    writer = focal_point(text, language="pt")
    reviews.take(sent(text, "2026-06-01", by=writer).deliverable, by=reviewer, at=NOW)
    desk = Desk(app, reviewer, text)
    assert 'data-answer="begins"><p class="keeps-lines">Monday 1 June 2026</p>' in desk.read()
    days = ("Monday 1 June 2026", "1 de junho de 2026", "1 de junio de 2026")
    taken_as = [desk.press("comments", key="begins", point="So late?", quote=day).status_code for day in days]
    assert taken_as == [302, 302, 422]


def test_a_selection_is_measured_by_paragraphs_where_others_are_left_out(app, reviewer):
    text = taken(by=reviewer, words="We will act.\n\nWe will pay.").deliverable
    desk = Desk(app, reviewer, text)
    desk.press("comments", point="When?")
    desk.press("request-changes")
    sent(desk.text(), "We will act soon.\n\nWe will pay.")
    db.session.commit()
    whole, new = desk.read(), desk.read("?show=new")
    assert re.findall(r'<(\w+) [^>]*data-answer="summary"', whole) == ["div"]
    assert re.findall(r'<(\w+) [^>]*data-answer="summary"', new) == ["p"]


def test_words_that_do_not_stand_in_the_answer_are_no_passage(desk):
    answer = desk.press("comments", point="Which year?", quote="in August")
    assert answer.status_code == 422
    assert "These words do not stand in the answer" in answer.text
    assert "Which year?</textarea>" in answer.text
    assert how_many(Comment) == 0


def test_a_phrase_goes_into_the_box_behind_what_is_typed_and_nothing_is_kept(app, reviewer, grace, desk):
    for person, shared in ((reviewer, False), (grace, True)):
        reading.add_phrase(f"By {person.name}.", shared=shared, by=person, at=NOW)
    reading.add_phrase("Hers alone.", shared=False, by=grace, at=NOW)
    db.session.commit()
    page = desk.read()
    assert [f">{one}</option>" in page for one in ("By Daniel Ortiz.", "By Grace Campbell.", "Hers alone.")] == [
        True,
        True,
        False,
    ]
    answer = desk.press("phrase", point="Half a sentence", phrase="By Grace Campbell.")
    assert "Half a sentence\n\nBy Grace Campbell.</textarea>" in answer.text
    assert how_many(Comment) == 0


def test_a_phrase_is_kept_once_and_taken_out_by_whoever_wrote_it_only(app, reviewer, grace):
    db.session.commit()
    mine, hers = signed_in(app, reviewer), signed_in(app, grace)
    for shared in ({}, {"shared": "1"}):
        keep(mine, "/reviews/phrases", text="Say when.", **shared)
    (made,) = db.session.scalars(db.select(Phrase)).all()
    assert (made.text, made.shared) == ("Say when.", True)
    assert keep(hers, f"/reviews/phrases/{made.id}/remove").status_code == 403
    assert keep(hers, "/reviews/phrases", text=" ").status_code == 422
    assert keep(mine, f"/reviews/phrases/{made.id}/remove").status_code == 302
    assert how_many(Phrase) == 0


def keep(client, path, **form):
    return client.post(path, data=form | {"csrf_token": token_of(client.get("/account").text)})


def test_the_slower_one_gets_409_naming_the_faster_one_and_finds_what_was_typed_in_its_box(app, desk, grace):
    slower = Desk(app, grace, desk.text())
    desk.press("approve")
    answer = slower.press("request-changes", key="summary", point="Say when.", internal="Weak.")
    assert answer.status_code == 409
    assert "Daniel Ortiz was faster; it is now: Approved." in answer.text
    assert "To keep it, copy it into the internal note." in answer.text
    assert re.search(r'<textarea[^>]*id="point"[^>]*>\s*Say when\.</textarea>', answer.text)
    assert re.search(r'<textarea[^>]*id="internal"[^>]*>\s*Weak\.</textarea>', answer.text)
    assert '<option value="summary" selected>' in answer.text
    assert (how_many(Review), how_many(Comment)) == (1, 0)


def test_a_request_without_a_point_is_refused_and_the_internal_note_is_still_in_its_box(desk):
    answer = desk.press("request-changes", internal="Weak.")
    assert answer.status_code == 422
    assert "Write at least one point that the country can act on." in answer.text
    assert re.search(r'id="internal"[^>]*>\s*Weak\.</textarea>', answer.text)
    assert how_many(Comment) == 0


def test_a_point_is_taken_out_without_losing_what_is_being_typed(desk):
    desk.press("comments", point="Say when.")
    (made,) = db.session.scalars(db.select(Comment)).all()
    answer = desk.press(f"comments/{made.id}/take-out", point="Half a sentence")
    assert re.search(r'id="point"[^>]*>\s*Half a sentence</textarea>', answer.text)
    assert how_many(Comment) == 0


def test_a_comment_on_a_question_of_another_call_is_nothing(desk):
    other = call(fields=("secret",))
    deliverable(other)
    db.session.commit()
    assert desk.press("comments", key="secret", point="Say when.").status_code == 404
    assert how_many(Comment) == 0


def test_a_comment_of_another_text_cannot_be_taken_out_through_this_one(app, reviewer, desk):
    (made,) = reviews.add(taken(deliverable(call()), by=reviewer), Words(internal="Weak."), by=reviewer, at=NOW)
    db.session.commit()
    assert desk.press(f"comments/{made.id}/take-out").status_code == 404
    assert how_many(Comment) == 1


def test_the_country_sees_exactly_the_points_and_only_after_the_verdict(app, reviewer):
    text = taken(by=reviewer).deliverable
    reviews.add(text.latest, Words("summary", "Weak, as last year.", "Say when."), by=reviewer, at=NOW)
    writer = focal_point(text)
    desk = Desk(app, reviewer, text)
    country_page = signed_in(app, writer)
    before = country_page.get(f"/deliverables/{desk.id}").text
    desk.press("request-changes", point="Name the office.")
    after = country_page.get(f"/deliverables/{desk.id}").text
    assert [word in before for word in ("Say when.", "Name the office.", "Weak")] == [False, False, False]
    assert [word in after for word in ("Say when.", "Name the office.", "Weak")] == [True, True, False]


def test_the_second_version_is_set_against_the_first_and_only_what_is_new_can_be_shown(app, reviewer):
    asked = call(fields=("summary",))
    field(asked, "costs", kind="money", required=False)
    text = deliverable(asked)
    writer = focal_point(text)
    taken(text, by=reviewer, words="One stays.\n\nTwo was.")
    reviews.add(text.latest, Words("summary", point="Say when."), by=reviewer, at=NOW)
    reviews.request_changes(text, by=reviewer, at=NOW)
    answering.answer(text.latest.comments[0], text="In June.", by=writer, at=NOW)
    taken(text, by=reviewer, words="One stays.\n\nTwo is, since June.")
    desk = Desk(app, reviewer, text)
    whole, new, bare = desk.read(), desk.read("?show=new"), desk.read("?vs=0")
    assert "<del>was</del> <ins>is, since June</ins>" in whole
    assert "answers the one point of version 1" in whole
    assert "In June." in whole
    assert "One stays." in whole
    assert "One stays." not in new
    assert "One paragraph is as it was and left out." in new
    assert "2. Costs</h2>" in whole
    assert "2. Costs</h2>" not in new
    assert "<ins>" not in bare


@pytest.mark.parametrize("deed", ["take", "release", "comments", "approve", "request-changes", "reject"])
def test_an_officer_reads_but_neither_comments_nor_decides(app, reviewer, deed):
    officer = user(Role.OFFICER)
    desk = Desk(app, officer, taken(by=reviewer).deliverable)
    assert "Approve</button>" not in desk.read()
    assert desk.press(deed, point="Say when.").status_code == (302 if deed == "release" else 403)
    assert how_many(Review) == 0


def test_whoever_submitted_it_reads_it_without_the_buttons(app, reviewer, grace):
    seat = membership(grace, Role.FOCAL_POINT)
    text = sent(by=grace).deliverable
    seat.until = NOW - timedelta(seconds=1)
    reviews.take(text, by=reviewer, at=NOW)
    desk = Desk(app, grace, text)
    assert "You sent this text yourself" in desk.read()
    assert desk.press("approve").status_code == 403


@pytest.mark.parametrize(("role", "code"), [(Role.FOCAL_POINT, 403), (Role.AUDITOR, 403), (Role.OBSERVER, 404)])
def test_the_page_with_the_internal_notes_is_the_secretariats(app, reviewer, role, code):
    person = user(role)
    desk = Desk(app, person, taken(by=reviewer).deliverable)
    assert desk.client.get(f"/reviews/{desk.id}").status_code == code
    assert desk.client.get("/reviews/").status_code == 403


def test_a_reviewer_who_belongs_to_the_country_does_not_read_what_is_noted_about_it(app, reviewer, grace):
    membership(grace, Role.DELEGATE)
    desk = Desk(app, grace, taken(by=reviewer).deliverable)
    assert desk.client.get(f"/reviews/{desk.id}").status_code == 403
    assert rows(desk.client.get("/reviews/").text) == []


def test_a_text_that_was_never_sent_is_nothing_to_a_reviewer(app, reviewer):
    text = deliverable()
    saving.save(text, text.call.fields[0], "Secret draft", revision=0, by=focal_point(text), at=NOW)
    desk = Desk(app, reviewer, text)
    assert desk.client.get(f"/reviews/{desk.id}").status_code == 404
    assert desk.client.get("/reviews/999999").status_code == 404


def test_before_the_verdict_the_page_says_until_when_a_country_gets_time_for_changes(app, reviewer):
    past = NOW - timedelta(days=3)
    text = taken(deliverable(call(due_at=past)), by=reviewer, at=past).deliverable
    page = Desk(app, reviewer, text).read()
    assert page.count("Where the text goes back to it, it gets until") == 2
    assert "Monday 15 September" in page


def test_where_the_date_is_to_come_the_page_speaks_of_no_other(desk):
    assert "it gets until" not in desk.read()


def test_what_a_colleague_has_taken_is_taken_over_before_it_is_decided_on_and_they_are_told_once(
    app, reviewer, grace, desk
):
    hers = Desk(app, grace, desk.text())
    page, seen = hers.read(), {"from": reviewer.email}
    assert re.search(r'take-over" data-key="a r"[^>]*>Take it over from Daniel Ortiz<', page)
    assert f'formaction="/reviews/{desk.id}/approve"' not in page
    assert hers.press("take-over", **seen).status_code == hers.press("take-over", **seen).status_code == 302
    assert (desk.text().state, desk.text().reviewer_id) == (State.IN_REVIEW, grace.id)
    assert (how_many(Message, kind="released", user_id=reviewer.id), how_many(Message, kind="released")) == (1, 1)
    page = hers.read()
    assert ("You have taken it;" in page, f'formaction="/reviews/{desk.id}/approve"' in page) == (True, True)
    hers.press("approve")
    assert hers.press("take-over", **seen).status_code == 409


def test_a_verdict_on_what_a_colleague_has_waits_for_the_take_over_and_what_was_typed_is_kept(
    app, reviewer, grace, desk
):
    hers = Desk(app, grace, desk.text())
    answer = hers.press("request-changes", point="Say when.")
    assert (answer.status_code, "Daniel Ortiz has this text; take it over first." in answer.text) == (409, True)
    assert (desk.text().state, how_many(Comment)) == (State.IN_REVIEW, 0)
    answer = hers.press("take-over", **{"from": reviewer.email, "point": "Say when."})
    assert (answer.status_code, "It is yours now; whoever had it is told." in answer.text) == (200, True)
    assert re.search(r'<textarea[^>]*id="point"[^>]*>\nSay when.</textarea>', answer.text)
    assert hers.press("request-changes", point="Say when.").status_code == 302


def test_what_is_assigned_to_a_colleague_is_taken_over_too(app, reviewer, grace):
    text = sent().deliverable
    text.reviewer_id = reviewer.id
    hers = Desk(app, grace, text)
    page = hers.read()
    assert ("Take it over from Daniel Ortiz" in page, "Take it<" in page) == (True, False)
    for deed in ("take", "approve"):
        answer = hers.press(deed, state="submitted")
        assert (answer.status_code, "Daniel Ortiz has this text" in answer.text) == (409, True)
    hers.press("take-over", state="submitted", **{"from": reviewer.email})
    assert (hers.text().state, hers.text().reviewer_id) == (State.IN_REVIEW, grace.id)
