"""The pages of calls: writing one, opening it, what a country sees of it, what an officer does for one country."""

import re
from datetime import date, time, timedelta

import pytest
import time_machine
from sqlalchemy import select

from secretariat import formats
from secretariat.database import db
from secretariat.models.calls import Call
from secretariat.models.countries import Holiday
from secretariat.models.deliverables import Answer, Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.workflow import reviews
from tests import visitors
from tests.factories import NOW, add, call, country, deliverable, field, how_many, meeting, presidency, user
from tests.texts import counted, signed_in, taken, token_of

FORM = {
    "number": "3", "title.en": "Notes", "instructions.en": "Write.", "due": "capitals", "day": "2025-09-19",
    "hour": "18:00", "grace": "60", "soft": "soft", "rung.0.on": "2025-09-19", "rung.0.text.en": "Bound.",
    "rung.1.text.en": "Read aloud.", "rung.1.goes": "oral",
}  # fmt: skip


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


class Desk:
    """An officer at the calls."""

    def __init__(self, app, person):
        db.session.commit()
        self.client = signed_in(app, person)
        self.token = token_of(self.client.get("/account").text)

    def get(self, path):
        return re.sub(r"\s+", " ", self.client.get(path).text)

    def post(self, path, **form):
        return self.client.post(path, data={"csrf_token": self.token} | form)


@pytest.fixture
def desk(app, session):
    meeting(host=country("CO"))
    country("PE")
    return Desk(app, user(Role.OFFICER, name="Inés Robles"))


@pytest.fixture
def asked(app, session):
    """A call that is open to Peru and to Brazil."""
    made = call(at=meeting(), due_at=None, due_on=date(2025, 9, 19))
    deliverable(made, country("PE"))
    deliverable(made, country("BR"), state=State.APPROVED)
    return made


def only_call():
    db.session.expire_all()
    return db.session.scalars(select(Call)).one()


def test_a_call_is_written_saved_and_shown_with_its_ladder(desk):
    answer = desk.post("/calls/new", **FORM)
    page = desk.get(answer.headers["Location"])
    assert "Not open yet; no country sees it." in page
    assert only_call().ladder == [
        {"on": "2025-09-19", "texts": {"en": "Bound."}, "goes": "main"},
        {"on": None, "texts": {"en": "Read aloud."}, "goes": "oral"},
    ]
    assert "A call needs at least one question." in page


@pytest.mark.parametrize(
    ("changed", "beside"),
    [
        ({"number": "three"}, "Write a whole number from 1 to 999."),
        ({"number": "9" * 400}, "Write a whole number from 1 to 999."),
        ({"title.en": ""}, "Give the call a title"),
        ({"title.en": "x" * 201}, "At most 200 characters"),
        ({"title.en": "a\x07b"}, "control characters"),
        ({"day": "2025-02-30"}, "Choose a day"),
        ({"day": "19/09/2025"}, "Choose a day"),
        ({"day": "0001-01-01"}, "Choose a day of the years 2022 to 2100."),
        ({"hour": "25:00"}, "Write an hour"),
        ({"grace": "-5"}, "Write a whole number from 0 to 1440."),
        ({"rung.0.on": ""}, "Nothing can follow"),
        ({"rung.1.on": "2025-09-18"}, "must come after"),
        ({"rung.1.on": "2025-09-19"}, "must come after"),
        ({"day": "2025-09-22"}, "Until Monday 22 September a text is in time"),
        ({"rung.0.goes": "oral", "rung.1.goes": "supplement"}, "A later text would fare better"),
        ({"soft": "hard", "rung.1.on": "2025-09-26"}, "nothing is taken after Friday 19 September"),
        ({"soft": "hard", "rung.1.goes": "supplement"}, "what is late is not taken"),
        ({"rung.0.text.en": ""}, "Say what follows."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_everything_typed_is_kept(desk, changed, beside):
    answer = desk.post("/calls/new", **FORM | {"instructions.es": "Notas <tildes>"} | changed)
    assert answer.status_code == 422
    assert beside in answer.text
    assert "Notas &lt;tildes&gt;" in answer.text
    assert how_many(Call) == 0


def test_the_lines_of_a_copied_ladder_keep_their_distance_from_the_new_date(desk):
    first = desk.post("/calls/new", **FORM | {"rung.1.on": "2025-09-22"}).headers["Location"].rpartition("/")[2]
    page = desk.get(f"/calls/new?from={first}")
    apart = dict(re.findall(r'name="(rung\.\d\.apart)" value="(-?\d+)"', page))
    assert (apart, "3 days after the due day" in page) == ({"rung.0.apart": "0", "rung.1.apart": "3"}, True)
    copied = FORM | apart | {"number": "4", "day": "2025-10-10", "rung.0.on": "", "from": first}
    assert desk.post("/calls/new", **copied).status_code == 302
    latest = db.session.scalars(select(Call).where(Call.number == 4)).one()
    assert [one["on"] for one in latest.ladder] == ["2025-10-10", "2025-10-13"]


def test_a_long_form_is_saved_at_its_end_as_well_and_a_new_question_may_be_followed_by_another(desk):
    assert desk.get("/calls/new").count("Save the call</button>") == 2
    page = desk.post("/calls/new", **FORM).headers["Location"]
    assert desk.get(f"{page}/questions/new").count("Save the question</button>") == 2
    asked = {"kind": "text", "label.en": "Why?", "do": "another"}
    answer = desk.post(f"{page}/questions/new", **asked)
    assert (answer.headers["Location"], len(only_call().fields)) == (f"{page}/questions/new", 1)
    assert "Save and add another" not in desk.get(f"{page}/questions/{only_call().fields[0].id}")


def test_the_form_of_a_question_says_that_its_help_is_plain_text_and_which_files_are_taken(desk):
    page = desk.get(desk.post("/calls/new", **FORM).headers["Location"] + "/questions/new")
    assert "The help is plain text" in page
    assert '<option value="file">file (PDF, Office or picture)</option>' in page


def test_a_number_that_is_taken_is_said_beside_the_number(desk):
    desk.post("/calls/new", **FORM)
    answer = desk.post("/calls/new", **FORM)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Another call of this meeting has this number." in answer.text


def test_while_a_day_is_chosen_the_page_says_what_it_is_in_the_capitals_and_saves_nothing(desk):
    add(Holiday(country_id=country("PE").id, day=date(2025, 9, 19), names={"en": "A day"}))
    db.session.commit()
    answer = desk.post("/calls/new", **FORM | {"do": "preview", "title.en": ""})
    assert answer.status_code == 200
    assert "holiday in one country. Holiday: Peru. Thursday 18 September touches none." in answer.text
    assert "weekend in 2 countries" in desk.post("/calls/new", **FORM | {"do": "preview", "day": "2025-09-20"}).text
    assert how_many(Call) == 0


def test_one_instant_for_all_is_an_hour_of_washington(desk):
    desk.post("/calls/new", **FORM | {"due": "instant"})
    made = only_call()
    assert (made.due_on, made.due_at.isoformat()) == (None, "2025-09-19T22:00:00+00:00")
    assert "Washington" in desk.get(f"/calls/{made.id}")


def test_a_call_that_somebody_changed_meanwhile_gets_409_and_keeps_what_was_typed(app, desk):
    desk.post("/calls/new", **FORM)
    path = f"/calls/{only_call().id}/edit"
    shown = re.search(r'name="shown" value="(\w+)"', desk.get(path))[1]
    assert desk.post(path, **FORM | {"title.en": "Ours", "shown": shown}).status_code == 302
    answer = desk.post(path, **FORM | {"title.en": "Theirs", "shown": shown})
    assert answer.status_code == 409
    assert "You changed this call yourself in another tab" in answer.text
    assert 'value="Theirs"' in answer.text
    assert only_call().titles == {"en": "Ours"}


def test_questions_are_added_changed_moved_and_taken_out_without_javascript(desk):
    desk.post("/calls/new", **FORM)
    path = f"/calls/{only_call().id}"
    for label, kind in (("One", "text"), ("Two", "money"), ("Three", "file")):
        desk.post(f"{path}/questions/new", **{"label.en": label, "kind": kind, "required": "1", "limit_words": ""})
    first, second, third = (one.id for one in only_call().fields)
    desk.post(f"{path}/questions/{second}", **{"label.en": "Second", "kind": "yes_no"})
    desk.post(f"{path}/questions/{third}/move", do="up")
    desk.post(f"{path}/questions/{first}/move", do="drop")
    found = [(one.position, one.label("en"), one.kind, one.required) for one in only_call().fields]
    assert found == [(1, "Three", "file", True), (2, "Second", "yes_no", False)]


LANGUAGES = {"label.en": "Which?", "label.es": "¿Cuál?"}
KINDS = [
    ({"kind": "number", "unit.en": "people", "decimals": "1", "least": "0", "most": "1,000"},
     {"unit": {"en": "people"}, "decimals": 1, "least": "0", "most": "1000"}),
    ({"kind": "choice", "choice.0.en": "Art", "choice.0.es": "Arte", "choice.3.en": "Bread"},
     {"choices": [{"code": "c1", "labels": {"en": "Art", "es": "Arte"}}, {"code": "c2", "labels": {"en": "Bread"}}]}),
    ({"kind": "table", "column.0.en": "What", "column.1.en": "People", "column.1.figures": "1"},
     {"columns": [{"code": "c1", "labels": {"en": "What"}, "figures": False},
                  {"code": "c2", "labels": {"en": "People"}, "figures": True}]}),
    ({"kind": "commitments", "choice.0.en": "of another kind"}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "details"), KINDS, ids=[form["kind"] for form, _details in KINDS])
def test_a_question_of_any_kind_is_written_shown_again_as_it_was_and_seen_as_a_country_sees_it(desk, form, details):
    made = call(fields=(), opened_at=None)
    db.session.commit()
    days = {"required_from": "2025-09-10", "frozen_from": "2025-09-12"}
    assert desk.post(f"/calls/{made.id}/questions/new", **LANGUAGES | days | form).status_code == 302
    [asked] = only_call().fields
    assert (asked.details, asked.required, asked.required_from) == (details, False, date(2025, 9, 10))
    page = desk.get(f"/calls/{made.id}/questions/{asked.id}")
    assert all(f'value="{said}"' in page for name, said in form.items() if name[-3:] in {".en", ".es"} and details)
    desk.post(f"/calls/{made.id}/questions/{asked.id}", **LANGUAGES | form)
    assert only_call().fields[0].details == details
    seen = desk.get(f"/calls/{made.id}/preview?country=PE")
    assert ("¿Cuál?" in seen, 'lang="es"' in seen, "Preview" in seen, "data-save-url" in seen) == (
        True,
        True,
        True,
        False,
    )
    assert desk.client.get("/calls/").text.count('<html lang="en"') == 1


def test_a_preview_leaves_nothing_behind_and_is_there_in_each_language(desk):
    made = call(fields=("one",), opened_at=None)
    db.session.commit()
    pages = {code: desk.get(f"/calls/{made.id}/preview?in={code}") for code in ("en", "es", "pt", "fr", "xx", "")}
    assert [re.search(r'<html lang="(..)"', page)[1] for page in pages.values()] == ["en", "es", "pt", "fr", "es", "es"]
    assert how_many(Deliverable) == 0


def test_a_code_of_a_choice_stays_when_its_words_change_and_a_new_one_gets_another(desk):
    made = call(fields=(), opened_at=None)
    db.session.commit()
    first = {"kind": "choices", "choice.0.en": "Art", "choice.1.en": "Bread"}
    desk.post(f"/calls/{made.id}/questions/new", **LANGUAGES | first)
    path = f"/calls/{made.id}/questions/{only_call().fields[0].id}"
    changed = {"kind": "choices", "choice.0.en": "Cake", "choice.1.en": "Breads", "choice.1.code": "c2"}
    desk.post(
        path,
        **LANGUAGES
        | changed
        | {"choice.2.en": "Art", "choice.2.code": "c1", "choice.3.code": "c2", "choice.3.en": "Twice"},
    )
    found = [(one["code"], one["labels"]["en"]) for one in only_call().fields[0].details["choices"]]
    assert found == [("c3", "Cake"), ("c2", "Breads"), ("c1", "Art"), ("c4", "Twice")]


def test_an_order_that_was_dragged_is_taken_and_answered_as_json(desk):
    made = call(fields=("one", "two", "three"), opened_at=None)
    db.session.commit()
    ids = [field.id for field in made.fields]
    answer = desk.post(f"/calls/{made.id}/order", order=[f"{one}:" for one in reversed(ids)])
    assert answer.json == {"order": ids[::-1]}
    assert [one.key for one in only_call().fields] == ["three", "two", "one"]


@pytest.mark.parametrize(
    ("form", "beside"),
    [
        ({"kind": "text"}, "Write the question"),
        ({"kind": "song", "label.en": "Sing"}, "Choose what kind"),
        ({"kind": "text", "label.en": "One", "limit_words": "many"}, "Write a whole number from 1 to 20000."),
        ({"kind": "choice", "label.en": "One", "choice.0.en": "Art"}, "Write at least two choices."),
        ({"kind": "table", "label.en": "One"}, "Write at least one column."),
        ({"kind": "number", "label.en": "One", "least": "x"}, "Write a number"),
        ({"kind": "number", "label.en": "One", "least": "5", "most": "4"}, "The largest number is below the smallest."),
        ({"kind": "number", "label.en": "One", "least": "0.2", "most": "0.8"}, "No number with so many decimals"),
        ({"kind": "text", "label.en": "One", "frozen_from": "soon"}, "Choose a day"),
        (
            {"kind": "text", "label.en": "One", "required_from": "2025-09-15", "frozen_from": "2025-09-15"},
            "From the day on which the answer is fixed",
        ),
        ({"kind": "text", "label.en": "One", "limit_words": "0"}, "Write a whole number from 1 to"),
        (
            {"kind": "choice", "label.en": "One", "choice.0.en": "Sea", "choice.5.en": " sea "},
            "The same words stand above",
        ),
        (
            {"kind": "table", "label.en": "One", "column.0.es": "Año", "column.1.es": "Año"},
            "The same words stand above",
        ),
        ({"kind": "choice", "label.en": "One", "choice.0.en": "A", "choice.1.en": "x" * 501}, "At most 500 characters"),
    ],
)
def test_a_question_that_cannot_be_read_is_said_beside_its_field(desk, form, beside):
    made = call(fields=(), opened_at=None)
    db.session.commit()
    answer = desk.post(f"/calls/{made.id}/questions/new", **form)
    assert (answer.status_code, beside in answer.text) == (422, True)
    assert all(f'value="{typed}"' in answer.text for name, typed in form.items() if name[-3:] in {"rom", "ost", ".es"})


def test_a_question_of_another_call_is_nothing_here(desk):
    mine, other = call(opened_at=None), call(opened_at=None)
    db.session.commit()
    path = f"/calls/{mine.id}/questions/{other.fields[0].id}"
    assert desk.client.get(path).status_code == 404
    assert desk.post(path, **{"label.en": "Mine", "kind": "text"}).status_code == 404
    assert desk.post(f"{path}/move", do="drop").status_code == 404


def test_the_opening_says_whom_it_reaches_before_it_does_and_where_nobody_by_name(desk):
    user(Role.FOCAL_POINT, country("PE"), last_seen_at=NOW)
    user(Role.FOCAL_POINT, country("PE"), address_dead_at=NOW)
    user(Role.FOCAL_POINT, country("BR"), address_dead_at=NOW, name="Ana Souza")
    for _each in range(2):
        user(Role.DELEGATE, country("BR"), last_seen_at=NOW)
    made = call(opened_at=None, due_at=NOW + timedelta(days=11))
    db.session.commit()
    page = visitors.words(desk.get(f"/calls/{made.id}/open"))
    assert "It will be mailed to one focal point. Nobody is reached in Brazil and Colombia." in page
    assert "Open it and mail one person" in page
    hard = page.partition("none is reached. ")[2].partition("Whom mail reaches")[0]
    assert re.fullmatch(
        r"Brazil Ana Souza, focal point.* mail has come back since Monday 8 September 2025 "
        r"Colombia Nobody was ever named. Of the whole country, mail reaches one person only: Peru. ",
        hard,
        re.IGNORECASE,
    ), hard
    assert how_many(Message) == 0
    chosen = {"countries": [country("PE").id, country("BR").id], "do": "open"}
    done = desk.client.post(f"/calls/{made.id}/open", data={"csrf_token": desk.token} | chosen, follow_redirects=True)
    assert f"Call {made.number} is open; one person gets a mail. Nobody is reached in Brazil." in visitors.words(
        done.text
    )
    assert (how_many(Deliverable), how_many(Message, kind="call_opened")) == (2, 3)
    assert desk.post(f"/calls/{made.id}/open", **chosen).status_code == 409


@pytest.mark.parametrize(
    ("day", "words", "code"),
    [
        ("2025-09-08", "‘Why?’ must be answered, but is fixed from Monday 8 September on", 422),
        ("2025-09-12", "‘Why?’ can be answered only before Friday 12 September; the call is due on Friday 19", 302),
        ("2025-09-20", "Everything is said", 302),
    ],
    ids=["today", "before the due day", "after it"],
)
def test_a_question_that_is_fixed_too_early_is_said_before_the_opening_and_stops_it_where_none_can_answer(
    desk, day, words, code
):
    four = {f"{name}.{one}": "Why?" for name in ("title", "instructions") for one in ("en", "es", "pt", "fr")}
    page = desk.post("/calls/new", **FORM | four).headers["Location"]
    labels = {f"label.{one}": "Why?" for one in ("en", "es", "pt", "fr")}
    desk.post(f"{page}/questions/new", kind="text", required="1", frozen_from=day, **labels)
    assert words in desk.get(page)
    assert f"fixed from {formats.day(date.fromisoformat(day), 'en')} on" in desk.get(page)
    opened = desk.post(f"{page}/open", do="open", countries=str(country("PE").id))
    assert (opened.status_code, "nobody could answer it" in opened.text) == (code, code == 422)


def test_what_is_odd_in_a_call_is_asked_before_it_is_opened_and_while_it_is_open(desk):
    page = desk.post("/calls/new", **FORM | {"rung.1.on": "2025-09-26"}).headers["Location"]
    odd = {"required_from": "2025-09-22", "limit_words": "500", "limit_characters": "100"}
    for label in ("Why?", "WHY?"):
        desk.post(f"{page}/questions/new", **{"kind": "text", "label.en": label} | odd)
    asked = (
        "‘Why?’ must be answered only from Monday 22 September on; who sends by the due day, Friday 19 September, may",
        "‘Why?’: 100 characters never hold 500 words",
        "‘WHY?’ is asked twice",
        "what the date decides ends on Friday 26 September",
    )
    for place in (page, f"{page}/open"):
        shown = desk.get(place)
        assert all(words in shown for words in asked)
    assert desk.post(f"{page}/open", do="open", countries=str(country("PE").id)).status_code == 302
    shown = desk.get(page)
    assert all(words in shown for words in ("Worth a look", *asked))


def test_a_new_question_of_an_open_call_is_not_fixed_from_the_start_nor_an_old_one_for_days_gone_by(desk):
    made = call(due_at=None, due_on=date(2025, 9, 19))
    db.session.commit()
    asked = {"kind": "text", "label.en": "Why?"}
    new = desk.post(f"/calls/{made.id}/questions/new", **asked, frozen_from="2025-09-08")
    assert (new.status_code, "nobody could answer the new question" in new.text) == (422, True)
    place = f"/calls/{made.id}/questions/{made.fields[0].id}"
    old = desk.post(place, **asked, frozen_from="2025-09-07")
    assert (old.status_code, "This day has passed already; choose today" in old.text) == (422, True)
    assert desk.post(place, **asked, frozen_from="2025-09-08").status_code == 302
    with time_machine.travel(NOW.replace(day=12)):
        assert desk.post(place, **asked | {"label.en": "Why not?"}, frozen_from="2025-09-08").status_code == 302


def test_a_day_from_which_on_a_question_is_required_wins_over_the_tick_and_the_list_shows_it(desk):
    page = desk.post("/calls/new", **FORM).headers["Location"]
    desk.post(f"{page}/questions/new", **{"kind": "text", "label.en": "Why?", "required": "1"})
    assert "one line of text · required</small>" in desk.get(page)
    days = {"required_from": "2025-09-15", "frozen_from": "2025-09-22"}
    desk.post(f"{page}/questions/new", **{"kind": "text", "label.en": "Who?", "required": "1"} | days)
    words = "one line of text · required from Monday 15 September · fixed from Monday 22 September on</small>"
    assert words in desk.get(page)
    assert [one.required for one in only_call().fields] == [True, False]


def test_a_call_to_nobody_is_refused_on_the_same_page(desk):
    made = call(opened_at=None)
    db.session.commit()
    answer = desk.post(f"/calls/{made.id}/open", do="open")
    assert answer.status_code == 422
    assert "Address the call to at least one country." in answer.text


@pytest.mark.parametrize("place", ["edit", "questions/new"])
def test_a_closed_call_cannot_be_changed_and_its_form_leads_to_what_can_be_done(desk, place):
    made = call(number=9, closed_at=NOW)
    deliverable(made)
    db.session.commit()
    answer = desk.client.get(f"/calls/{made.id}/{place}")
    assert (answer.status_code, "Nobody can answer it any more" in answer.text) == (409, True)
    ways = set(re.findall(r'href="(/calls/[^"]+)"', answer.text.partition("<main")[2]))
    assert ways == {f"/calls/{made.id}", f"/calls/new?from={made.id}"}
    assert [desk.client.get(way).status_code for way in sorted(ways)] == [200, 200]
    assert desk.post(f"/calls/{made.id}/edit", **FORM).status_code == 409


def test_an_open_call_is_changed_its_countries_are_told_and_see_it_until_they_say_so(app, desk):
    focal = user(Role.FOCAL_POINT, country("PE"), language="es")
    made = call(number=3, due_at=None, due_on=date(2025, 9, 19))
    text = deliverable(made, country("PE"), state=State.DRAFT)
    add(Holiday(country_id=text.country_id, day=date(2025, 9, 26), names={"en": "A day off"}))
    db.session.commit()
    asked = {"kind": "text", "label.en": "Who signs?", "label.es": "¿Quién firma?", "required": "1"}
    assert desk.post(f"/calls/{made.id}/questions/new", **asked).status_code == 302
    later = {"day": "2025-09-26", "rung.0.on": "2025-09-26"}
    assert desk.post(f"/calls/{made.id}/edit", **FORM | later).status_code == 302
    page = signed_in(app, focal).get(f"/deliverables/{text.id}?lang=en").text
    assert ("The call has changed" in page, "New question: Who signs?" in page) == (True, True)
    assert "It is due on Monday 29 September, 18:00 Lima. Until now it was Friday 19 September, 18:00 Lima." in page
    assert "This follows now when the date passes. Until Monday 29 September: Bound. Later: Read aloud." in page
    writer = Desk(app, focal)
    assert "The call changed on" in writer.get("/?lang=en")
    for label in ("Who signed?", "Who signs?"):
        again = asked | {"label.en": label}
        assert desk.post(f"/calls/{made.id}/questions/{only_call().fields[-1].id}", **again).status_code == 302
    page = writer.get(f"/deliverables/{text.id}?lang=en")
    assert (page.count("New question: Who signs?"), "Who signed?" in page, 'value="4"' in page) == (1, False, True)
    writer.post(f"/deliverables/{text.id}/changes", upto="4")
    assert "The call changed on" not in writer.get("/")
    assert "The call has changed" not in writer.get(f"/deliverables/{text.id}")
    for title in ("Others", "Notes"):
        assert desk.post(f"/calls/{made.id}/edit", **FORM | later | {"title.en": title}).status_code == 302
    assert "The call changed on" not in writer.get("/")
    assert "The call has changed" not in writer.get(f"/deliverables/{text.id}")
    [letter] = db.session.scalars(select(Message))
    assert (letter.state, "Others" in letter.text) == ("waiting", False)
    assert ("¿Quién firma?" in letter.text, "29 de septiembre" in letter.subject) == (True, True)


def test_before_a_question_is_taken_out_its_writers_are_counted_and_they_can_read_their_words_after_it(app, desk):
    made = call(fields=("why", "how"), due_at=None, due_on=date(2025, 9, 19))
    person = user(Role.FOCAL_POINT, country("PE"))
    texts = [deliverable(made, country(one)) for one in ("PE", "BR", "CO")]
    for text, words in zip(texts, ("Because of **work**.", "Words.", ""), strict=True):
        add(Answer(deliverable=text, field=made.fields[0], value=words, saved_at=NOW, saved_by_id=person.id))
    db.session.commit()
    first, second = (f"/calls/{made.id}/questions/{one.id}" for one in made.fields)
    counted_words = "countries have written here already"
    assert (f"<summary>2 {counted_words}" in desk.get(first), counted_words in desk.get(second)) == (True, False)
    desk.post(f"{first}/move", do="drop")
    pages = [signed_in(app, person).get(f"/deliverables/{text.id}").text for text in texts[:1]]
    assert all("no longer asked</b>" in page and "<strong>work</strong>" in page for page in pages)


@pytest.mark.parametrize("wanted", [True, False])
def test_before_a_question_is_changed_the_texts_are_counted_that_must_be_cleared_again(desk, wanted):
    made = call(needs_clearance=wanted)
    for code, state in (("PE", State.CLEARED), ("BR", State.CLEARED), ("CO", State.DRAFT)):
        deliverable(made, country(code), state=state)
    db.session.commit()
    said = "2 texts are cleared already. Once what is asked is changed"
    pages = [desk.get(f"/calls/{made.id}/questions/{one}") for one in (made.fields[0].id, "new")]
    assert [said in page for page in pages] == [wanted, False]


def test_what_an_open_call_cannot_change_is_said_beside_the_field(desk):
    made = call(number=3)
    deliverable(made)
    db.session.commit()
    refused = desk.post(f"/calls/{made.id}/edit", **FORM | {"number": "4"})
    assert (refused.status_code, "The number of an open call stays" in refused.text) == (422, True)
    late = desk.post(f"/calls/{made.id}/edit", **FORM | {"day": "2025-09-05"})
    assert (late.status_code, "This date has passed already" in late.text) == (422, True)
    drop = desk.post(f"/calls/{made.id}/questions/{made.fields[0].id}/move", do="drop")
    assert (drop.status_code, "at least one question" in drop.text) == (422, True)


def test_a_distance_from_the_meeting_is_kept_shown_and_moves_with_it(desk):
    desk.post("/calls/new", **FORM | {"due": "distance", "days": "30", "day": "", "rung.0.on": "2025-09-23"})
    made = only_call()
    assert (made.due_on, made.due_days) == (date(2025, 9, 23), 30)
    assert 'name="days" value="30"' in desk.get(f"/calls/{made.id}/edit")
    assert "Both days move with the meeting" in desk.get(f"/calls/{made.id}/questions/new")
    asked = {"kind": "text", "label.en": "Who?", "required_from": "2025-09-15", "frozen_from": "2025-09-18"}
    desk.post(f"/calls/{made.id}/questions/new", **asked)
    there = {"starts_on": "2025-11-06", "ends_on": "2025-11-07"}
    look = desk.post("/meetings/fifth-ministerial/dates", **there, do="look")
    assert ("Tue 7 Oct" in look.text, only_call().due_on) == (True, date(2025, 9, 23))
    assert all(words in look.text for words in ("fixed from Thu 18 Sep on", "fixed from Thu 2 Oct on"))
    assert desk.post("/meetings/fifth-ministerial/dates", **there, do="move").status_code == 302
    assert only_call().due_on == date(2025, 10, 7)
    wrong = desk.post("/meetings/fifth-ministerial/dates", starts_on="soon", ends_on="2025-11-07", do="move")
    assert (wrong.status_code, 'value="soon"' in wrong.text) == (422, True)


def test_a_move_onto_a_day_off_says_what_that_means_in_the_capitals(desk):
    call(at=meeting("late", number=5), due_at=None, due_on=date(2025, 9, 23), due_days=30)
    add(Holiday(country_id=country("PE").id, day=date(2025, 10, 8), names={"en": "Battle of Angamos"}))
    db.session.commit()

    def then(starts_on):
        page = desk.post("/meetings/late/dates", starts_on=starts_on, ends_on=starts_on, do="look").text
        return visitors.words(page).partition("Due then")[2]

    assert "Sat 11 Oct weekend in 2 countries; there it is due on the next working day" in then("2025-11-10")
    assert "Wed 8 Oct holiday in one country; there it is due on the next working day" in then("2025-11-07")
    assert "next working day" not in then("2025-11-06")


def test_a_move_that_would_fix_an_answer_at_once_is_foreseen_and_refused_beside_the_day(desk):
    made = call(at=meeting("late", number=5), fields=(), due_at=None, due_on=date(2025, 9, 23), due_days=30)
    field(made, "who", frozen_from=date(2025, 9, 18))
    db.session.commit()
    early = {"starts_on": "2025-10-10", "ends_on": "2025-10-10"}
    look = desk.post("/meetings/late/dates", **early, do="look")
    assert (look.status_code, "Fri 5 Sep is too soon: change the question first" in look.text) == (200, True)
    refused = desk.post("/meetings/late/dates", **early, do="move")
    assert (refused.status_code, "would be fixed from Friday 5 September on" in refused.text) == (422, True)


@pytest.mark.parametrize("days", ["", "-1", "1e3", "731", "thirty"])
def test_a_distance_that_is_no_number_is_said_beside_it(desk, days):
    answer = desk.post("/calls/new", **FORM | {"due": "distance", "days": days})
    assert (answer.status_code, "Write a whole number from 0 to 730." in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("day=2025-09-20", "weekend"),
        ("due=distance&days=33", "Saturday 20 September 2025: "),
        ("due=distance&days=x", ""),
        ("day=soon", ""),
    ],
)
def test_while_a_date_is_chosen_its_words_come_by_themselves(desk, query, words):
    said = desk.client.get(f"/calls/that-day?{query}").json["words"]
    assert words in said if words else said == ""


def test_the_capital_that_a_holiday_moves_is_named_with_its_own_moment(desk, session):
    add(Holiday(country_id=country("PE").id, day=date(2025, 9, 19), names={"en": "A day of rest"}))
    made = call(due_at=None, due_on=date(2025, 9, 19), opened_at=None)
    db.session.commit()
    page = desk.get(f"/calls/{made.id}")
    assert "Peru: A day of rest; due" in page
    assert "Monday 22 September, 18:00 Lima" in page


def test_closing_is_undone_from_the_message_that_reports_it(desk):
    made = call(number=9)
    deliverable(made)
    db.session.commit()
    page = desk.get(desk.post(f"/calls/{made.id}/close").headers["Location"])
    assert "takes nothing more" in page
    assert f'action="/calls/{made.id}/open-again"' in page
    desk.post(f"/calls/{made.id}/open-again")
    assert only_call().closed_at is None


def test_an_extension_is_an_hour_of_the_capital_and_needs_its_reason(desk):
    text = deliverable(call(number=9))
    db.session.commit()
    path = f"/calls/{text.call_id}/PE"
    refused = desk.post(f"{path}/extend", day="2025-09-30", hour="12:00")
    assert (refused.status_code, 'value="2025-09-30"' in refused.text) == (422, True)
    desk.post(f"{path}/extend", day="2025-09-30", hour="12:00", reason="Elections")
    db.session.expire_all()
    assert (text.due_at.isoformat(), text.extension_reason) == ("2025-09-30T17:00:00+00:00", "Elections")


def test_publishing_asks_once_more_and_then_publishes_one(app, desk):
    with app.test_request_context():
        reviewer = user(Role.REVIEWER)
        text = taken(deliverable(call(number=9)), by=reviewer).deliverable
        reviews.approve(text, by=reviewer, at=NOW)
        db.session.commit()
    path = f"/calls/{text.call_id}/PE"
    assert "Publish the text" in desk.get(path)
    assert desk.post(f"{path}/publish", state="approved").status_code == 422
    assert desk.post(f"{path}/publish", state="approved", sure="1").status_code == 302
    db.session.expire_all()
    assert text.state == State.PUBLISHED


def test_waiving_with_a_stale_page_is_refused(desk):
    text = deliverable(call(number=9))
    db.session.commit()
    answer = desk.post(f"/calls/{text.call_id}/PE/waive", reason="No programme", state="draft")
    assert answer.status_code == 409


def test_a_country_reads_its_own_date_and_nothing_of_the_others(app, asked):
    writer = user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    client = signed_in(app, writer)
    page = client.get(f"/calls/{asked.id}").text
    assert "Lima" in page
    assert "Brazil" not in page
    assert "Approved" not in page
    assert "you owe one text" in client.get("/calls/").text


def test_the_chair_too_has_the_page_of_its_own_country_there(app, asked):
    presidency(country("CO"))
    chair = user(Role.DELEGATE, country("CO"))
    db.session.commit()
    page = signed_in(app, chair).get(f"/calls/{asked.id}").text
    assert "It is not addressed to your country." in page


@pytest.mark.parametrize("path", ["/calls/", "/deliverables/"])
def test_nothing_is_asked_of_whoever_belongs_to_no_country_and_the_page_says_so(app, session, path):
    call()
    observer = user(Role.OBSERVER)
    db.session.commit()
    page = signed_in(app, observer).get(path).text
    assert "you belong to none: nothing is asked of you here." in page
    assert "focal points" not in page
    assert 'href="/meetings"' in page


@pytest.mark.parametrize(
    ("role", "code"), [(Role.FOCAL_POINT, 404), (Role.OBSERVER, 404), (Role.AUDITOR, 200), (Role.REVIEWER, 200)]
)
def test_a_call_that_is_not_open_is_nothing_to_a_country(app, session, role, code):
    made = call(opened_at=None)
    person = user(role)
    db.session.commit()
    assert signed_in(app, person).get(f"/calls/{made.id}").status_code == code


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR])
def test_only_officers_write_and_open(app, session, role):
    made = call(opened_at=None)
    text = deliverable(call())
    person = user(role)
    db.session.commit()
    desk = Desk(app, person)
    paths = ["/calls/new", f"/calls/{made.id}/edit", f"/calls/{made.id}/open", f"/calls/{made.id}/order"]
    paths += [f"/calls/{made.id}/close", f"/calls/{text.call_id}/PE/extend", f"/calls/{text.call_id}/PE/waive"]
    assert {desk.post(path, **FORM).status_code for path in paths} == {403}
    assert "Write a new call" not in desk.get("/calls/")


def test_the_list_and_the_call_cost_the_same_for_one_country_and_for_three(app, session):
    made = call()
    deliverable(made, country("PE"))
    desk = Desk(app, user(Role.OFFICER))
    with counted() as one:
        desk.client.get("/calls/")
        desk.client.get(f"/calls/{made.id}")
    for code in ("BR", "HT"):
        deliverable(made, country(code))
    call(number=2, opened_at=None)
    db.session.commit()
    with counted() as three:
        desk.client.get("/calls/")
        desk.client.get(f"/calls/{made.id}")
    assert len(one) == len(three) == 12


def test_a_saved_question_of_an_open_call_is_reported_at_the_top_with_when_countries_are_told(desk):
    made = call()
    db.session.commit()
    saved = desk.post(f"/calls/{made.id}/questions/{made.fields[0].id}", kind="text", **{"label.en": "Who speaks?"})
    assert saved.location == f"/calls/{made.id}"
    assert "told half an hour after the first change" in desk.get(f"/calls/{made.id}")


def test_a_day_of_a_year_whose_holidays_nobody_entered_is_not_called_a_working_day(desk):
    made = call(opened_at=None, due_at=None, due_on=date(2031, 1, 1), due_time=time(18))
    db.session.commit()
    page = visitors.words(desk.get(f"/calls/{made.id}"))
    assert "Wednesday 1 January 2031: the holidays of that time are not known here." in page
    assert "working day in all" not in page


def test_a_draft_and_its_opening_name_what_is_not_said_in_a_language_and_lead_there(desk):
    made = call(opened_at=None, titles={"en": "Sheet", "es": "Ficha", "pt": "Ficha", "fr": "Fiche"})
    made.fields[0].labels = {"en": "Who speaks?", "es": "¿Quién habla?", "pt": "Quem fala?"}
    db.session.commit()
    for path in (f"/calls/{made.id}", f"/calls/{made.id}/open"):
        page = desk.get(path)
        assert "‘Who speaks?’: not written in French; whoever reads that gets another language" in visitors.words(
            page
        ), path
        assert f'<a href="/calls/{made.id}/questions/{made.fields[0].id}">‘Who speaks?’' in page


def test_the_page_of_a_quiet_call_says_so(desk):
    made = call(quiet=True)
    db.session.commit()
    assert "its verdicts are kept and published together" in desk.get(f"/calls/{made.id}")


def test_an_officer_reads_that_a_call_is_quiet_wherever_it_is_steered_and_no_country_reads_it(app, desk):
    made, quiet = call(quiet=True), "its verdicts are kept and published together"
    text = deliverable(made, country("PE"))
    focal_point, auditor = user(Role.FOCAL_POINT, country("PE")), user(Role.AUDITOR)
    db.session.commit()
    for path in (f"/calls/{made.id}/edit", f"/calls/{made.id}", f"/calls/{made.id}/PE"):
        assert quiet in desk.get(path), path
    assert " · quiet" in desk.get("/calls/")
    page = visitors.Visit(app, auditor).get(f"/calls/{made.id}").text
    assert (quiet in page, "/reviews/decided" in page) == (True, False)
    browser = visitors.Visit(app, focal_point)
    for path in ("/calls/", f"/calls/{made.id}", f"/deliverables/{text.id}"):
        assert "quiet" not in browser.read(path).lower()
    made.quiet = False
    db.session.commit()
    assert "Each verdict is told to its country at once." in desk.get(f"/calls/{made.id}/edit")


def test_a_kept_verdict_is_read_on_the_officers_page_of_its_country(desk, session):
    reviewer = user(Role.REVIEWER)
    text = taken(deliverable(call(quiet=True), country("PE")), by=reviewer).deliverable
    reviews.approve(text, by=reviewer, at=NOW)
    db.session.commit()
    page = visitors.words(desk.get(f"/calls/{text.call_id}/PE"))
    assert "A verdict is kept: Approved. The country learns of it when the verdicts are published." in page
