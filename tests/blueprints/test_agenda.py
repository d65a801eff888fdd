"""The pages of an agenda: who reads which version, in whose hours, and how it is built and circulated."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.agendas import AgendaItem, Circulation
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries import agendas as queries
from secretariat.rules import ordering
from secretariat.workflow import circulation
from tests.factories import NOW, country, document, how_many, item, meeting, pillar, presidency, stored_file, user
from tests.visitors import Visit, counting, words

AGENDA = "/meetings/fifth-ministerial/agenda"


@pytest.fixture
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def fifth(session, now):
    return meeting()


@pytest.fixture
def officer(fifth):
    return user(Role.OFFICER, name="Inés Robles")


@pytest.fixture
def circulated(app, fifth, officer):
    """An agenda of two items that was circulated, and changed since."""
    with app.test_request_context():
        one = item(fifth, "Asylum", purposes={"en": "To hear a trial."}, minutes=30, pillar=pillar(2))
        item(fifth, "Lunch", kind="pause", minutes=90)
        item(fifth, "Closing", country=country("CO"))
        circulation.circulate(fifth, "provisional", by=officer, at=NOW)
        one.titles = {"en": "Refuge"}
        item(fifth, "Late item")
    return fifth


def visit(app, session, person=None):
    session.commit()
    return Visit(app, person)


READERS = [
    (Role.FOCAL_POINT, False),
    (Role.APPROVER, False),
    (Role.DELEGATE, False),
    (Role.OBSERVER, False),
    (Role.OFFICER, True),
    (Role.REVIEWER, True),
    (Role.AUDITOR, True),
]


@pytest.mark.parametrize(("role", "draft"), READERS)
def test_delegations_and_observers_read_what_was_circulated_the_house_reads_the_draft(
    app, session, circulated, role, draft
):
    browser = visit(app, session, user(role))
    page = browser.read(AGENDA)
    assert ("Late item" in page, "Refuge" in page) == (draft, draft)
    assert ("Provisional agenda" in page, "Agenda, working draft" in page) == (not draft, draft)
    assert browser.get(f"{AGENDA}?v=draft").status_code == (200 if draft else 404)
    assert "Asylum" in browser.read(f"{AGENDA}?v=0")


def test_the_chair_reads_the_draft_and_loses_it_at_the_handover(app, session, circulated):
    presidency(country("CO"))
    presidency(country("CR"), 2026)
    colombia, costa_rica = user(Role.DELEGATE, country("CO")), user(Role.DELEGATE, country("CR"))
    session.commit()
    seen = []
    for moment in ("2026-01-01T04:59:59+00:00", "2026-01-01T05:00:00+00:00"):
        with time_machine.travel(moment, tick=False):
            browsers = [Visit(app, one) for one in (colombia, costa_rica)]
            seen.append([browser.get(f"{AGENDA}?v=draft").status_code for browser in browsers])
            seen.append([browser.get(f"{AGENDA}/circulate").status_code for browser in browsers])
    assert seen == [[200, 404], [200, 403], [404, 200], [403, 200]]


def test_a_visitor_is_asked_to_sign_in_and_whoever_has_no_role_is_told_no(app, session, circulated):
    answer = visit(app, session).get(AGENDA)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/login?next={AGENDA}")
    assert visit(app, session, user(None)).get(AGENDA).status_code == 403


@pytest.mark.parametrize("version", ["1", "-1", "nine", "0/", "٣"])
def test_a_version_that_was_never_circulated_is_not_found(app, session, circulated, officer, version):
    assert visit(app, session, officer).get(AGENDA, query_string={"v": version}).status_code == 404


def test_delegations_are_told_when_nothing_has_been_circulated(app, session, fifth):
    item(fifth, "Asylum")
    page = visit(app, session, user(Role.DELEGATE)).read(AGENDA)
    assert "No agenda has been circulated for this meeting yet." in page
    assert "Asylum" not in page


def test_a_row_says_number_purpose_presenter_minutes_hour_and_what_is_missing(app, session, circulated):
    page = visit(app, session, user(Role.DELEGATE)).read(AGENDA)
    assert "2 items in 40 min; Thursday 23 October, 09:00 to 11:10 Cartagena (10:00 to 12:10 in Washington)" in page
    assert "breaks included. 1 item lacks a document." in page
    assert "1 Asylum II no document yet To hear a trial. 09:00 30 30 min" in page
    assert "Lunch 09:30 90 2 Closing Colombia 11:00 10 40 min" in page


@pytest.mark.parametrize(
    ("zone", "sentence", "hour"),
    [
        ("place", "09:00 to 11:10 Cartagena (10:00 to 12:10 in Washington)", "Starts Cartagena"),
        ("washington", "10:00 to 12:10 Washington (09:00 to 11:10 in Cartagena)", "Starts Washington"),
        ("mine", "11:00 to 13:10 Brasília (09:00 to 11:10 in Cartagena)", "Starts Brasília"),
        ("nowhere", "09:00 to 11:10 Cartagena (10:00 to 12:10 in Washington)", "Starts Cartagena"),
    ],
)
def test_hours_are_those_of_the_place_of_washington_or_of_my_capital(app, session, circulated, zone, sentence, hour):
    page = visit(app, session, user(Role.DELEGATE, country("BR"))).read(f"{AGENDA}?z={zone}")
    assert sentence in page
    assert hour in page


def test_another_day_is_named_where_it_begins(app, session, fifth, officer):
    item(fifth, "Long", minutes=600)
    item(fifth, "Night", kind="pause", minutes=840)
    item(fifth, "Second day")
    page = visit(app, session, officer).read(AGENDA)
    assert "Thursday 23 October, 09:00 to Friday 24 October, 09:10 Cartagena" in page
    assert "Friday 24 October 09:00" in page


def test_the_page_of_a_revision_names_what_changed(app, session, circulated, officer):
    with app.test_request_context():
        circulation.circulate(circulated, "provisional", by=officer, at=NOW)
    page = visit(app, session, user(Role.DELEGATE)).read(AGENDA)
    assert "What changed since LAD/MIN.5/AG.1" in page
    assert "Changed: 1 Refuge (its title, before: Asylum)" in page
    assert "Added: 3 Late item" in page
    assert "What changed" not in visit(app, session, user(Role.DELEGATE)).read(f"{AGENDA}?v=0")


def test_symbols_lead_to_the_files_that_the_reader_may_open(app, session, fifth, officer):
    papers = [
        document(fifth, "DOC.1", file=stored_file(b"1")),
        document(fifth, "DOC.2", file=stored_file(b"2"), distribution="secretariat"),
        document(fifth, "DOC.3"),
    ]
    item(fifth, "Asylum", documents=papers)
    with app.test_request_context():
        circulation.circulate(fifth, "provisional", by=officer, at=NOW)
    links = re.compile(r'href="[^"]*/documents/(\d+)"')
    ids = [one.id for one in papers]
    read = [links.findall(visit(app, session, one).get(AGENDA).text) for one in (officer, user(Role.DELEGATE))]
    assert read == [[str(ids[0]), str(ids[1])], [str(ids[0])]]


def test_a_page_costs_the_same_for_one_item_and_for_three(app, session, fifth, officer):
    def cost(version):
        browser = visit(app, session, officer)
        with counting() as seen:
            browser.read(f"{AGENDA}?v={version}")
        return len(seen)

    paper = document(fifth)
    item(fifth, "Asylum", country=country("CA"), pillar=pillar(2), documents=[paper])
    with app.test_request_context():
        circulation.circulate(fifth, "provisional", by=officer, at=NOW)
    one = [cost("draft"), cost("0")]
    for alpha2 in ("PE", "BR"):
        item(fifth, alpha2, country=country(alpha2), pillar=pillar(1), documents=[paper, document(fifth, alpha2)])
    with app.test_request_context():
        circulation.circulate(fifth, "provisional", by=officer, at=NOW)
    assert [cost("draft"), cost("1")] == one == [8, 6]


class Desk:
    """An officer at her agenda of three items, the second with a part."""

    def __init__(self, app, session, fifth, officer):
        self.meeting = fifth
        tops = [item(fifth, name) for name in ("Opening", "Asylum", "Closing")]
        part = item(fifth, "Guide", parent=tops[1])
        self.opening, self.asylum, self.closing, self.guide = (one.id for one in (*tops, part))
        self.browser = visit(app, session, officer)

    def post(self, path, **form):
        return self.browser.post(f"{AGENDA}{path}", **form)

    def said(self):
        """Return the agenda in one line."""
        db.session.expire_all()
        return ", ".join(
            f"{place.id if not (row := db.session.get(AgendaItem, place.id)) else row.titles['en']}"
            f"{' below ' + db.session.get(AgendaItem, place.parent).titles['en'] if place.parent else ''}"
            for place in ordering.places(queries.items(self.meeting))
        )

    def undo(self):
        """Press the button of the last message on the next page."""
        page = self.browser.get(AGENDA).text
        form = page.rpartition('<div class="strip"')[2].partition("</form>")[0]
        action = re.search(r'action="([^"]+)"', form)[1]
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))
        return self.browser.post(action, **{name: value for name, value in fields.items() if name != "csrf_token"})


@pytest.fixture
def desk(app, session, fifth, officer):
    return Desk(app, session, fifth, officer)


ALL = "Opening, Asylum, Guide below Asylum, Closing"


def typed(**facts):
    return {"title.en": "Resettlement", "minutes": "25"} | facts


def test_an_item_is_added_with_all_that_it_holds_and_taken_out_again_by_the_message(desk):
    country("CA"), pillar(2), document(desk.meeting, "DOC.6"), document(desk.meeting, "DOC.6", language="es")
    db.session.commit()
    form = {
        "title.es": "Reasentamiento", "title.pt": "", "purpose.en": "To announce.", "country": "CA", "pillar": "2",
        "symbol": ["LAD/MIN.5/DOC.6"], "parent": str(desk.asylum), "presenter": "",
    }  # fmt: skip
    assert desk.post("/items", **typed(**form)).status_code == 302
    made = db.session.scalars(select(AgendaItem).order_by(AgendaItem.id.desc())).first()
    assert (made.titles, made.purposes, made.minutes, made.parent_id, made.position) == (
        {"en": "Resettlement", "es": "Reasentamiento"},
        {"en": "To announce."},
        25,
        desk.asylum,
        2,
    )
    assert (made.country.alpha2, made.pillar.number, len(made.documents)) == ("CA", 2, 2)
    assert desk.undo().status_code == 302
    assert desk.said() == ALL


def test_a_pause_is_added_and_may_last_a_night(desk):
    assert desk.post("/items", kind="pause", **typed(minutes="840")).status_code == 302
    assert db.session.scalars(select(AgendaItem.minutes).where(AgendaItem.kind == "pause")).one() == 840


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"title.en": "  "}, "Write a title in English; the other languages may stay empty."),
        ({"title.en": "x" * 301}, "This text has 301 characters; at most 300 fit."),
        ({"title.es": "a\x07b"}, "This text contains control characters; paste it again as plain text."),
        ({"purpose.fr": "x" * 2001}, "This text has 2001 characters; at most 2000 fit."),
        ({"minutes": "twelve"}, "Write whole minutes from 0 to 600, such as 15."),
        ({"minutes": "-5"}, "Write whole minutes from 0 to 600, such as 15."),
        ({"minutes": "٣٠"}, "Write whole minutes from 0 to 600, such as 15."),
        ({"minutes": "601"}, "Write whole minutes from 0 to 600, such as 15."),
        ({"minutes": "1" + "0" * 30}, "Write whole minutes from 0 to 600, such as 15."),
        ({"minutes": ""}, "Write whole minutes from 0 to 600, such as 15."),
        ({"country": "XX"}, "Choose one of the list; what was chosen is not there any more."),
        ({"pillar": "9"}, "Choose one of the list; what was chosen is not there any more."),
        ({"parent": "99999"}, "Choose one of the list; what was chosen is not there any more."),
        ({"symbol": "LAD/MIN.5/DOC.99"}, "One of the documents is not there any more; choose again."),
    ],
)
def test_what_is_wrong_stands_beside_the_field_and_what_was_typed_is_kept(desk, facts, sentence):
    answer = desk.post("/items", **typed(**{"title.fr": "Réinstallation"} | facts))
    assert answer.status_code == 422
    assert words(answer.text).count(sentence) == 1
    assert 'value="Réinstallation"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert desk.said() == ALL


def test_an_item_of_another_meeting_is_neither_parent_nor_found(app, desk):
    foreign = item(meeting("sixth"), "Foreign").id
    db.session.commit()
    assert desk.post("/items", **typed(parent=str(foreign))).status_code == 422
    assert desk.browser.get(f"{AGENDA}/items/{foreign}").status_code == 404
    assert desk.post(f"/items/{foreign}", **typed(revision="1")).status_code == 404
    assert desk.post(f"/items/{foreign}/remove").status_code == 404
    assert desk.post("/move", move=f"{foreign}:up").status_code == 404


def test_an_item_is_edited_and_reads_as_before_by_the_message(desk):
    page = desk.browser.get(f"{AGENDA}/items/{desk.asylum}").text
    assert 'value="Asylum"' in page
    assert desk.post(f"/items/{desk.asylum}", **typed(revision="1")).status_code == 302
    assert "Resettlement" in desk.said()
    assert desk.undo().status_code == 302
    assert desk.said() == ALL


def test_saving_without_a_change_says_so(desk):
    desk.post(f"/items/{desk.opening}", **{"title.en": "Opening", "minutes": "10", "revision": "1"})
    assert "Nothing was changed" in desk.browser.read(AGENDA)


def test_a_stale_edit_gets_409_shows_both_texts_and_can_be_sent_again_knowingly(app, session, desk):
    colleague = visit(app, session, user(Role.OFFICER, name="Tomás Ibarra"))
    colleague.post(f"{AGENDA}/items/{desk.asylum}", **{"title.en": "Theirs", "minutes": "10", "revision": "1"})
    answer = desk.post(f"/items/{desk.asylum}", **{"title.en": "Mine", "minutes": "10", "revision": "1"})
    page = words(answer.text)
    assert answer.status_code == 409
    assert "Tomás Ibarra changed this item in the meantime; your text is kept below." in page
    assert "As it is now: Theirs" in page
    assert page.count("As it is now") == 1
    assert 'value="Mine"' in answer.text
    shown = re.search(r'name="revision" value="(\d+)"', answer.text)[1]
    assert (
        desk.post(f"/items/{desk.asylum}", **{"title.en": "Mine", "minutes": "10", "revision": shown}).status_code
        == 302
    )
    assert "Mine" in desk.said()


def test_a_stale_edit_of_a_removed_item_keeps_what_was_typed(desk):
    desk.post(f"/items/{desk.closing}/remove")
    answer = desk.post(f"/items/{desk.closing}", **typed(revision="1"))
    assert answer.status_code == 404
    assert "Resettlement" in answer.text


def test_an_item_is_removed_and_put_back_in_its_place_by_the_message(desk):
    assert desk.post(f"/items/{desk.guide}/remove", revision="1").status_code == 302
    assert desk.said() == "Opening, Asylum, Closing"
    assert desk.post(f"/items/{desk.opening}/remove", revision="1").status_code == 302
    assert desk.said() == "Asylum, Closing"
    assert desk.undo().status_code == 302
    assert desk.said() == "Opening, Asylum, Closing"


def test_an_item_with_parts_is_not_removed(desk):
    answer = desk.post(f"/items/{desk.asylum}/remove", revision="1")
    assert answer.status_code == 422
    assert "Items hang below this one" in answer.text
    assert desk.said() == ALL


@pytest.mark.parametrize(
    ("name", "way", "after"),
    [
        ("closing", "up", "Opening, Closing, Asylum, Guide below Asylum"),
        ("opening", "down", "Asylum, Guide below Asylum, Opening, Closing"),
        ("closing", "in", "Opening, Asylum, Guide below Asylum, Closing below Asylum"),
        ("guide", "out", "Opening, Asylum, Guide, Closing"),
    ],
)
def test_the_buttons_of_a_row_move_it_without_a_script_and_the_message_moves_it_back(desk, name, way, after):
    assert desk.post("/move", move=f"{getattr(desk, name)}:{way}").status_code == 302
    assert desk.said() == after
    assert desk.undo().status_code == 302
    assert desk.said() == ALL


@pytest.mark.parametrize("value", ["", "1", "x:up", "1:sideways", f"{'9' * 30}:up", "-1:up"])
def test_a_step_that_nobody_offered_is_no_request(desk, value):
    assert desk.post("/move", move=value).status_code == 400


def test_a_step_that_leads_nowhere_is_refused(desk):
    assert desk.post("/move", move=f"{desk.opening}:up").status_code == 422


def test_a_page_offers_the_steps_that_an_item_can_take(desk):
    page = desk.browser.get(AGENDA).text
    buttons = re.findall(r'<button[^>]*value="(\d+):(\w+)"[^>]*>', page)
    possible = [one for one in re.findall(r"<button[^>]*name=\"move\"[^>]*>", page) if "disabled" not in one]
    assert (str(desk.guide), "out") in buttons
    assert (str(desk.closing), "in") in buttons
    assert not [one for one in possible if f'value="{desk.opening}:up"' in one]


def test_dragging_posts_the_whole_order_and_gets_an_answer_for_scripts(desk):
    order = [f"{desk.closing}:", f"{desk.opening}:", f"{desk.guide}:{desk.opening}", f"{desk.asylum}:"]
    answer = desk.post("/order", json=True, order=order)
    assert (answer.status_code, answer.json) == (200, {"done": True})
    assert desk.said() == "Closing, Opening, Guide below Opening, Asylum"


def test_an_order_with_a_foreign_item_is_refused_with_a_sentence_for_the_script(desk):
    foreign = item(meeting("sixth"), "Foreign").id
    db.session.commit()
    mine = [f"{desk.opening}:", f"{desk.asylum}:", f"{desk.guide}:{desk.asylum}"]
    for order in ([*mine, f"{foreign}:"], mine, [*mine, f"{desk.closing}:", f"{foreign}:"]):
        answer = desk.post("/order", json=True, order=order)
        assert answer.status_code == 409
        assert "Somebody added or removed an item" in answer.json["error"]
    below = [*mine, f"{desk.closing}:{foreign}"]
    assert desk.post("/order", json=True, order=below).status_code == 422
    assert desk.said() == ALL


@pytest.mark.parametrize("order", ["seven", "7", ":7", "7:x", "7:7:7"])
def test_an_order_that_is_none_is_no_request(desk, order):
    assert desk.post("/order", json=True, order=[order]).status_code == 400


@pytest.mark.parametrize(
    ("role", "sees_draft"),
    [(Role.REVIEWER, True), (Role.AUDITOR, True), (Role.FOCAL_POINT, False), (Role.OBSERVER, False)],
)
def test_nobody_but_an_officer_gets_to_the_forms_or_through_them(app, session, desk, role, sees_draft):
    browser = visit(app, session, user(role))
    # An item of the draft is not there for whoever may not see the draft.
    of_item = 403 if sees_draft else 404
    paths = ["/items/new", f"/items/{desk.asylum}", "/circulate"]
    assert [browser.get(f"{AGENDA}{path}").status_code for path in paths] == [403, of_item, 403]
    deeds = ["/items", "/move", "/order", "/circulate", "/order/former", f"/items/{desk.closing}/back"]
    assert {browser.post(f"{AGENDA}{path}").status_code for path in deeds} == {403}
    deeds = [f"/items/{desk.asylum}", f"/items/{desk.closing}/remove", f"/items/{desk.closing}/former"]
    assert {browser.post(f"{AGENDA}{path}").status_code for path in deeds} == {of_item}
    assert desk.said() == ALL


def test_a_form_without_its_token_is_refused(desk):
    assert desk.post("/items", csrf_token="", **typed()).status_code == 400


def test_before_it_goes_out_the_officer_sees_as_what_to_how_many_and_what_is_missing(desk):
    for role in (Role.FOCAL_POINT, Role.DELEGATE):
        user(role, country("PE"))
    user(Role.FOCAL_POINT, country("BR"))
    item(desk.meeting, "Labor", pillar=pillar(2))
    db.session.commit()
    page = desk.browser.read(f"{AGENDA}/circulate")
    assert "becomes LAD/MIN.5/AG.1. It is mailed to 3 people of 2 endorsing countries." in page
    assert "4 Labor has no document yet" in page
    assert "a purpose is missing for: 1, 2.1, 3, 4." in page


def send(desk, status):
    page = desk.browser.get(f"{AGENDA}/circulate").text
    shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
    return desk.post("/circulate", status=status, shown=shown)


def test_the_item_that_names_the_agenda_leads_to_the_version_that_was_circulated_last(desk):
    one = item(desk.meeting, "Adoption of the agenda", documents=[document(desk.meeting, "AG.1")])
    db.session.commit()
    send(desk, "provisional")
    one.minutes = 45
    db.session.commit()
    send(desk, "provisional")
    link = f'href="{AGENDA}?v=%s">LAD/MIN.5/AG.1%s</a>'
    told = [link % ("1", "/Rev.1") in desk.browser.get(f"{AGENDA}?v={version}").text for version in ("draft", "1", "0")]
    assert told == [True, True, False]
    assert link % ("0", "") in desk.browser.get(f"{AGENDA}?v=0").text


def test_circulating_freezes_mails_and_shows_what_went_out(desk):
    user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    answer = send(desk, "provisional")
    assert answer.headers["Location"] == f"{AGENDA}?v=0"
    assert "Circulated as LAD/MIN.5/AG.1. 1 person gets a mail." in desk.browser.read(f"{AGENDA}?v=0")
    assert how_many(Message) == 1


def test_what_a_colleague_changed_since_the_page_was_opened_does_not_go_out_unseen(desk):
    shown = re.search(r'name="shown" value="([^"]+)"', desk.browser.get(f"{AGENDA}/circulate").text)[1]
    desk.post("/move", move=f"{desk.opening}:down")
    assert desk.post("/circulate", status="provisional", shown=shown).status_code == 409
    assert desk.post("/circulate", status="provisional").status_code == 409
    assert how_many(Circulation) == 0


def test_a_status_that_does_not_exist_is_no_request_and_one_that_does_not_follow_is_refused(desk):
    assert send(desk, "final").status_code == 400
    assert send(desk, "annotated").status_code == 422
    assert how_many(Circulation) == 0


def test_an_adopted_agenda_offers_no_button_and_refuses_every_form(desk):
    assert send(desk, "adopted").status_code == 302
    page = desk.browser.get(AGENDA).text
    assert "Adopted agenda" in words(page)
    assert "only a corrigendum changes it now" in words(page)
    assert not re.search(r'name="move"|/items/|data-order-url', page)
    assert "/circulate" not in page
    assert desk.post("/items", **typed()).status_code == 422
    assert desk.post("/move", move=f"{desk.opening}:down").status_code == 422
    assert "only a corrigendum" in desk.browser.read(f"{AGENDA}/circulate")
    assert desk.said() == ALL


def at_once(*deeds):
    """Do things at the same moment; return the codes of the answers, sorted."""
    with ThreadPoolExecutor(len(deeds)) as crowd:
        return sorted(answer.status_code for answer in crowd.map(lambda deed: deed(), deeds))


def test_of_two_officers_who_save_the_same_item_at_once_one_is_told(app, desk, officer):
    other = Visit(app, officer)
    path = f"{AGENDA}/items/{desk.asylum}"
    answers = at_once(
        lambda: desk.browser.post(path, **{"title.en": "One", "minutes": "10", "revision": "1"}),
        lambda: other.post(path, **{"title.en": "Other", "minutes": "10", "revision": "1"}),
    )
    assert answers == [302, 409]
    assert how_many(AuditEntry, action="edit_item") == 1


def test_pressing_circulate_twice_at_once_makes_one_version_and_one_mail_each(app, desk, officer):
    user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    other = Visit(app, officer)
    shown = re.search(r'name="shown" value="([^"]+)"', desk.browser.get(f"{AGENDA}/circulate").text)[1]
    form = {"status": "provisional", "shown": shown}
    answers = at_once(*(lambda one=one: one.post(f"{AGENDA}/circulate", **form) for one in (desk.browser, other)))
    assert answers == [302, 422]
    assert (how_many(Circulation), how_many(Message)) == (1, 1)


def test_two_orders_at_once_leave_one_of_them_whole(app, desk, officer):
    other = Visit(app, officer)
    orders = [
        [f"{desk.closing}:", f"{desk.opening}:", f"{desk.asylum}:", f"{desk.guide}:{desk.asylum}"],
        [f"{desk.asylum}:", f"{desk.guide}:{desk.asylum}", f"{desk.opening}:", f"{desk.closing}:"],
    ]
    deeds = zip((desk.browser, other), orders, strict=True)
    answers = at_once(
        *(lambda one=one, how=how: one.post(f"{AGENDA}/order", json=True, order=how) for one, how in deeds)
    )
    assert answers == [200, 200]
    assert desk.said() in {
        "Closing, Opening, Asylum, Guide below Asylum",
        "Asylum, Guide below Asylum, Opening, Closing",
    }


def test_an_item_put_back_by_two_at_once_comes_back_once(app, desk, officer):
    other = Visit(app, officer)
    desk.post(f"/items/{desk.closing}/remove", revision="1")
    path = f"{AGENDA}/items/{desk.closing}/back"
    assert at_once(lambda: desk.browser.post(path), lambda: other.post(path)) == [302, 422]
    assert desk.said() == ALL
