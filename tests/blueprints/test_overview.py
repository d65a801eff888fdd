"""Lists beside the matrix, their files, their picture, a country's page, and the letter to whoever stands on a list."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import pytest
import time_machine

from secretariat import sheets
from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries.arrivals import arrivals
from secretariat.rules.filters import View
from secretariat.rules.predicates import Who
from tests.factories import NOW, call, commitment, country, deliverable, how_many, membership, pillar, presidency, user
from tests.texts import counted, sent
from tests.visitors import Visit

LATE = NOW - timedelta(days=3)


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield user(Role.OFFICER)


@pytest.fixture
def texts(officer):
    """Haiti is late with the sheet, Peru has sent it, Brazil's is approved; the report is owed by Peru."""
    sheet, report = call(titles={"en": "Sheet"}, pillar=pillar(2)), call(titles={"en": "Report"})
    made = {
        "HT": deliverable(sheet, country("HT"), state=State.DRAFT, due_at=LATE),
        "PE": sent(deliverable(sheet, country("PE"))).deliverable,
        "BR": deliverable(sheet, country("BR"), state=State.APPROVED, sent_at=LATE, late=True),
        "report": deliverable(report, country("PE")),
    }
    user(Role.FOCAL_POINT, country("HT"), name="Marie Joseph", language="fr", last_seen_at=NOW)
    db.session.commit()
    return made


def listed(page):
    return re.findall(r'<th role="rowheader" scope="row"><a href="([^"]+)">([^<]+)</a>', page)


def test_the_list_shows_what_its_address_asks_for_and_counts_it(app, officer, texts):
    visit = Visit(app, officer)
    everything = visit.read("/deliverables/list")
    assert "4 texts 2 in, 2 still owed, 1 overdue; 1 waits for a verdict, 1 came late." in everything
    page = visit.get("/deliverables/list?state=overdue").text
    assert listed(page) == [(f"/calls/{texts['HT'].call_id}/HT", "Haiti")]
    assert '<option value="overdue" selected>' in page
    waits = visit.get("/deliverables/list?state=waits&pillar=2&country=PE").text
    assert listed(waits) == [(f"/reviews/{texts['PE'].id}", "Peru")]


def test_a_link_shares_the_view_between_matrix_list_and_picture(app, officer, texts):
    visit = Visit(app, officer)
    for path in ("/deliverables/matrix", "/deliverables/list", "/deliverables/over-time"):
        page = visit.get(f"{path}?state=overdue&pillar=2").text
        for other in {"/deliverables/matrix", "/deliverables/list", "/deliverables/over-time"} - {path}:
            assert re.search(rf'href="{other}\?[^"]*state=overdue&amp;pillar=2"', page), (path, other)


def test_what_no_filter_knows_is_refused_instead_of_showing_everything(app, officer, texts):
    assert Visit(app, officer).get("/deliverables/list?state=overdeu").status_code == 422
    assert Visit(app, officer).get("/deliverables/write?call=x").status_code == 422


def test_sorting_stands_in_the_address(app, officer, texts):
    visit = Visit(app, officer)
    by_due = [name for _way, name in listed(visit.get("/deliverables/list").text)]
    turned = [name for _way, name in listed(visit.get("/deliverables/list?sort=-due").text)]
    assert by_due[0] == "Haiti"
    assert turned == by_due[::-1]
    assert [name for _way, name in listed(visit.get("/deliverables/list?sort=sent").text)][:2] == ["Peru", "Brazil"]


@pytest.mark.parametrize("path", ["/deliverables/list", "/deliverables/over-time", "/deliverables/list.csv"])
def test_a_list_costs_the_same_for_three_rows_and_for_fifty(app, officer, texts, path):
    visit = Visit(app, officer)
    with counted() as few:
        assert visit.get(path).status_code == 200
    for number in range(46):
        deliverable(call(number=100 + number), country(("PE", "BR", "HT")[number % 3]))
    db.session.commit()
    with counted() as many:
        assert visit.get(path).status_code == 200
    assert len(few) == len(many)


def test_a_country_that_presides_sees_what_was_handed_in_and_no_reviewers(app, officer, texts):
    presidency(country("CO"))
    chair = user(Role.DELEGATE, country("CO"))
    texts["PE"].reviewer = user(Role.REVIEWER, name="Daniel Ortiz")
    db.session.commit()
    reviewer = texts["PE"].reviewer_id
    page = Visit(app, chair).get("/deliverables/list").text
    assert {name for _way, name in listed(page)} == {"Peru", "Brazil"}
    assert "Reviewer" not in page
    assert "Daniel Ortiz" not in page
    narrowed = Visit(app, chair).get(f"/deliverables/list?reviewer={reviewer}").text
    assert {name for _way, name in listed(narrowed)} == {"Peru", "Brazil"}
    assert "Daniel Ortiz" not in Visit(app, chair).get("/deliverables/list.csv").text
    assert "Daniel Ortiz" in Visit(app, officer).get("/deliverables/list.csv").text


# ------------------------------------------------------------------- files

NASTY = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", '"=1', "'=1", "\uff1d1+1", "a;=cmd|' /C calc'!A0",
    "a,=1", "a\n=1", 'a";"=1', "a|+1",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_csv_begins_a_formula_whatever_a_spreadsheet_takes_for_the_end_of_a_cell(text):
    line = io.StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL).writerow(["x", sheets.inert(text)])
    for mark in (",", ";", "\t", "|"):
        cells = [one.strip(' "\r\t') for row in line.getvalue().splitlines() for one in row.split(mark)]
        assert not [one for one in cells if one[:1] in set("=+-@\uff1d")], mark


@pytest.mark.parametrize("text", ["Peru", "5 September", "non-binding", "a@b.org", "x = y", "2025-09-08 14:00"])
def test_plain_words_stay_as_they_are(text):
    assert sheets.inert(text) == text


def test_a_list_is_saved_with_its_filters_and_without_anything_to_execute(app, officer, texts):
    country("BR").names = {"en": '=HYPERLINK("http://evil.example","Brazil")'}
    db.session.commit()
    visit = Visit(app, officer)
    saved = visit.get("/deliverables/list.csv?state=arrived")
    assert saved.headers["Content-Disposition"] == "attachment; filename=texts-2025-09-08.csv"
    rows = list(csv.reader(io.StringIO(saved.text.removeprefix("\ufeff"))))
    assert rows[0][:3] == ["Symbol", "Country", "Code"]
    assert {(row[1], row[5]) for row in rows[1:]} == {
        ("Peru", "Submitted"),
        ('\'=HYPERLINK("http://evil.example","Brazil")', "Approved"),
    }


def test_every_cell_of_the_workbook_is_a_string(app, officer, texts):
    country("BR").names = {"en": "=1+1"}
    db.session.commit()
    book = Visit(app, officer).get("/deliverables/list.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.data)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        words = parts.read("xl/sharedStrings.xml").decode()
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]
    assert "<f>" not in sheet
    assert set(re.findall(r'<c [^>]*?t="(\w+)"', sheet)) == {"s"}
    assert len(re.findall(r"<c ", sheet)) == len(re.findall(r'<c [^>]*?t="s"', sheet)) == 5 * 12
    assert "<t>=1+1</t>" in words


def test_a_list_that_no_file_holds_is_refused(app, officer, texts, monkeypatch):
    monkeypatch.setattr(sheets, "MOST", 3)
    assert Visit(app, officer).get("/deliverables/list.csv").status_code == 422


# ------------------------------------------------------------------- over time


def test_the_picture_counts_a_text_on_the_day_on_which_it_came_first(app, officer):
    asked = call()
    for code, days in (("PE", 0), ("BR", 0), ("HT", 2)):
        text = deliverable(asked, country(code), due_at=NOW + timedelta(days=1))
        sent(text, at=NOW + timedelta(days=days))
    deliverable(asked, country("CO"), due_at=NOW + timedelta(days=1))
    found = arrivals(View(), Who.of(officer, None, NOW))
    assert [(one.on.isoformat(), one.came, one.late, one.sum) for one in found.days] == [
        ("2025-09-08", 2, 0, 2),
        ("2025-09-10", 1, 1, 3),
    ]
    assert found.total == 4
    db.session.commit()
    page = Visit(app, officer).get("/deliverables/over-time").text
    assert 'role="img" aria-label="3 of 4 texts have come"' in page
    assert "Wed 10 Sep 2025" in page


def test_the_picture_says_how_many_that_had_come_are_in_no_more(app, officer):
    asked = call()
    for code, state in (("PE", State.SUBMITTED), ("BR", State.WITHDRAWN), ("HT", State.CHANGES_REQUESTED)):
        sent(deliverable(asked, country(code))).deliverable.state = state
    db.session.commit()
    page = Visit(app, officer).read("/deliverables/over-time")
    assert "2 that had come are in no more: they went back to the country" in page
    assert "In now: 1." in page
    assert "Come by then" in page


@pytest.mark.parametrize(
    ("longer", "sentence"),
    [
        ({"PE": 365}, "One text is due only on Saturday 19 September 2026, after the end of the picture."),
        ({"PE": 365, "BR": 365}, "2 texts are due only on Saturday 19 September 2026, after the end of the picture."),
        (
            {"PE": 365, "BR": 200},
            "2 texts are due only from Tuesday 7 April 2026 to Saturday 19 September 2026",
        ),
        ({"PE": 7}, ""),
    ],
)
def test_a_date_a_year_away_is_named_beside_the_picture_that_ends_before_it(app, officer, longer, sentence):
    asked = call()
    for code in ("PE", "BR", "HT", "CO"):
        deliverable(asked, country(code), due_at=asked.due_at + timedelta(days=longer.get(code, 0)))
    sent(deliverable(asked, country("US")), at=NOW)
    db.session.commit()
    page = Visit(app, officer).read("/deliverables/over-time?state=")
    assert (sentence in page, "after the end of the picture" in page) == (True, bool(sentence))
    assert ("Mon 22 Sep" in page) == bool(sentence)
    linked = "/deliverables/list?sort=-due" in Visit(app, officer).get("/deliverables/over-time").text
    assert linked == bool(sentence)


# ------------------------------------------------------------------- a country


def test_a_countrys_page_shows_all_it_owes_gave_and_promised(app, officer, texts):
    commitment(country("PE"), text="A window for 10,000 families")
    db.session.commit()
    page = Visit(app, officer).read("/countries/PE")
    assert "It owes one text; it gave one, and made one promise." in page
    assert page.index("Owes") < page.index("2. Report") < page.index("Gave") < page.index("1. Sheet")
    assert "A window for 10,000 families" in page
    assert Visit(app, officer).get("/countries/pe").status_code == 200
    assert Visit(app, officer).get("/countries/XX").status_code == 404


def test_a_countrys_page_shows_each_of_its_texts_with_what_became_of_it(app, officer, texts):
    for state, due_at in ((State.WITHDRAWN, LATE), (State.WAIVED, LATE), (State.REJECTED, NOW + timedelta(days=3))):
        deliverable(call(titles={"en": f"Was {state}"}), country("PE"), state=state, due_at=due_at)
    db.session.commit()
    page = Visit(app, officer).read("/countries/PE")
    assert "It owes one text; it gave one, 3 are withdrawn, waived or rejected." in page
    apart = page.partition("Neither owed nor given")[2].partition("Promised")[0]
    for words in ("Was withdrawn Withdrawn · its date has passed", "Was waived Waived", "Was rejected Rejected"):
        assert words in apart
    assert apart.count("its date has passed") == 1


def test_whoever_reviews_and_belongs_to_a_country_is_led_to_what_they_may_open(app, texts):
    both = user(Role.REVIEWER)
    membership(both, Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    visit = Visit(app, both)
    for place in ("/countries/PE", "/deliverables/list?country=PE", "/deliverables/matrix"):
        page = visit.get(place).text
        assert (f"/reviews/{texts['PE'].id}" in page, f"/deliverables/{texts['PE'].id}" in page) == (False, True), place
    assert f"/reviews/{texts['BR'].id}" in visit.get("/deliverables/list").text
    assert visit.get(f"/deliverables/{texts['PE'].id}").status_code == 200


def test_a_country_reads_its_own_page_and_no_other(app, texts):
    rosa = user(Role.DELEGATE, country("PE"))
    db.session.commit()
    page = Visit(app, rosa).get("/countries/PE").text
    assert f'href="/deliverables/{texts["report"].id}"' in page
    assert "/deliverables/list" not in page
    assert Visit(app, rosa).get("/countries/BR").status_code == 404


# ------------------------------------------------------------------- write to these


def form(page, **changes):
    fields = dict(re.findall(r'name="((?:subject|once)[^"]*)"[^>]*value="([^"]*)"', page))
    bodies = dict(re.findall(r'name="(text\.\w+)"[^>]*>\n([^<]*)</textarea>', page))
    return fields | bodies | changes


def test_what_is_owed_is_written_about_in_the_words_that_stand_there_already(app, officer, texts):
    visit = Visit(app, officer)
    page = visit.get("/deliverables/write?state=overdue").text
    assert "One person gets it" in page
    assert "Haiti still owes the Secretariat 1 text, and the date has passed" in page
    answer = visit.post("/deliverables/write?state=overdue", **form(page, do="send"))
    assert (answer.status_code, answer.location) == (302, "/deliverables/list?state=overdue")
    message = db.session.scalars(db.select(Message).where(Message.kind == "notice")).one()
    assert (message.user.name, message.language, message.about) == ("Marie Joseph", "fr", [texts["HT"].id])
    visit.post("/deliverables/write?state=overdue", **form(page, do="send"))
    assert "nobody gets it twice" in visit.get("/deliverables/list").text
    assert how_many(Message, kind="notice") == 1


def test_the_letter_is_shown_for_a_real_country_before_it_leaves(app, officer, texts):
    visit = Visit(app, officer)
    page = visit.get("/deliverables/write?state=owed").text
    assert '<option value="PE">Peru</option>' in page
    typed = form(page, do="preview", **{"for": "PE", "text.en": "Dear {name}, <b>send</b> it by {day}."})
    shown = visit.post("/deliverables/write?state=owed", **typed)
    assert shown.status_code == 200
    name = texts["PE"].latest.submitted_by.name
    assert f"Dear {name}, &lt;b&gt;send&lt;/b&gt; it by Friday 19 September." in shown.text
    assert how_many(Message) == how_many(Message, kind="receipt")


def test_an_unknown_field_is_an_error_beside_the_text_and_what_was_typed_is_kept(app, officer, texts):
    visit = Visit(app, officer)
    page = visit.get("/deliverables/write?state=overdue").text
    answer = visit.post("/deliverables/write?state=overdue", **form(page, do="send", **{"text.en": "Dear {nmae}."}))
    assert answer.status_code == 422
    assert re.search(r'id="text-en-e".*?There is no field \{nmae\}', answer.text, re.DOTALL)
    assert "Dear {nmae}." in answer.text
    assert how_many(Message, kind="notice") == 0


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR])
def test_only_officers_write_to_a_list(app, session, texts, role):
    person = user(role)
    db.session.commit()
    visit = Visit(app, person)
    assert visit.get("/deliverables/write").status_code == 403
    assert visit.post("/deliverables/write", do="send").status_code == 403
    assert "Write to these" not in visit.get("/deliverables/list").text


# ------------------------------------------------------------------- search


@pytest.fixture
def library(officer):
    """Four countries wrote in four languages; Peru has sent a second version."""
    said = {
        "PE": ("es", "La educación de las niñas migrantes."),
        "BR": ("pt", "As crianças e a regularização."),
        "HT": ("fr", "Les réfugiés haïtiens."),
        "US": ("en", "Schools for <b>refugees</b> of all ages."),
    }
    asked, made = call(titles={"en": "Sheet"}), {}
    for code, (language, words) in said.items():
        text = deliverable(asked, country(code))
        made[code] = sent(text, words, by=user(Role.FOCAL_POINT, country(code), language=language))
    db.session.commit()
    return made


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("educación", ["Peru"]), ("EDUCACION", ["Peru"]), ("niña", ["Peru"]), ("criancas", ["Brazil"]),
        ("réfugié", ["Haiti"]), ("refugee", ["United States"]), ("school age", ["United States"]),
        ('"migrantes niñas"', []), ("niñas -migrantes", []), ("xyz", []), ("l' \\ & | ! ( : *", []), ("\x00", []),
    ],
)  # fmt: skip
def test_texts_are_found_in_four_languages_with_and_without_accents(app, officer, library, words, found):
    page = Visit(app, officer).get("/deliverables/search", query_string={"q": words}).text
    assert re.findall(r"<b>([\w ]+): Sheet</b>", page) == found


def test_what_was_found_is_marked_and_nothing_in_a_text_is_markup(app, officer, library):
    page = Visit(app, officer).get("/deliverables/search?q=refugees").text
    assert "Schools for <strong>refugees</strong> of all ages" in " ".join(page.split())
    assert "<b>refugees" not in page
    assert 'lang="en">Schools' in page


def test_only_the_latest_version_is_found(app, officer, library):
    text = library["PE"].deliverable
    text.state = State.DRAFT
    sent(text, "La salud de las niñas.", by=library["PE"].submitted_by)
    db.session.commit()
    visit = Visit(app, officer)
    assert "Peru: Sheet" not in visit.get("/deliverables/search?q=educacion").text
    assert "Peru: Sheet" in visit.get("/deliverables/search?q=salud").text


def test_a_country_finds_only_its_own_and_nobody_a_draft(app, officer, library):
    visit = Visit(app, library["PE"].submitted_by)
    assert "Peru: Sheet" in visit.get("/deliverables/search?q=educacion").text
    assert "Haiti: Sheet" not in visit.get("/deliverables/search?q=refugies").text
    stranger = user(Role.OBSERVER)
    db.session.commit()
    assert "Peru: Sheet" not in Visit(app, stranger).get("/deliverables/search?q=educacion").text


@pytest.mark.parametrize("path", ["/deliverables/search?q=nosotros", "/countries/PE", "/deliverables/write?state=owed"])
def test_other_lists_cost_the_same_for_three_rows_and_for_fifty(app, officer, path):
    focal = user(Role.FOCAL_POINT, country("PE"))
    db.session.commit()
    visit = Visit(app, officer)
    costs = []
    for count in (3, 20):
        for _number in range(count):
            sent(deliverable(call(number=how_many(Deliverable) + 1), country("PE")), "Nosotros vamos.", by=focal)
            deliverable(call(number=how_many(Deliverable) + 101), country("PE"))
        db.session.commit()
        with counted() as asked:
            assert visit.get(path).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("path", ["/deliverables/list", "/deliverables/over-time"])
def test_the_calls_of_the_latest_meeting_are_offered_before_a_meeting_is_chosen(app, officer, texts, path):
    page = Visit(app, officer).get(path).text
    offered = re.search(r'<select[^>]*name="call".*?</select>', page, re.DOTALL)[0]
    assert re.findall(r"<option[^>]*>(\d\. \w+)", offered) == ["1. Sheet", "2. Report"]


def test_a_list_by_date_due_leads_to_the_next_page_and_back(app, officer):
    asked = call()
    for code in ("PE", "BR"):
        deliverable(asked, country(code))
    for _more in range(50):
        deliverable(call(), country("PE"))
    db.session.commit()
    visit = Visit(app, officer)
    assert re.search(r'rel="next"[^>]*>Next<', visit.get("/deliverables/list").text)
    assert re.search(r'rel="prev"[^>]*>Previous<', visit.get("/deliverables/list?page=2").text)
