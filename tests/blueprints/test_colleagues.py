"""Two people of one country in one draft: fields and rows that only one of them touched stand together."""

import re
from html import unescape

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.deliverables import Answer
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.factories import NOW, call, country, deliverable, field, user
from tests.texts import counted, signed_in

COLUMNS = [{"code": "what", "labels": {"en": "What"}}, {"code": "people", "labels": {"en": "People"}, "figures": True}]


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


class Tab:
    """A page of a draft as it was sent to somebody: it sends back all that it shows, but for what is typed."""

    def __init__(self, client, url):
        self.client, self.url = client, url
        self.take(client.get(url).text)

    def take(self, page):
        form = page[page.index('<form id="text"') : page.index('<aside class="beside"')]
        self.page, self.form = page, {}
        for name, value in re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', form):
            radio = re.search(rf'<input[^>]*type="radio"[^>]*name="{re.escape(name)}"', form)
            if not radio or not value:
                self.form[name] = unescape(value)
        for name, value in re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n([^<]*)</textarea>', form):
            self.form[name] = unescape(value)

    def press(self, **typed):
        """Save the draft, without a script."""
        answer = self.client.post(self.url, data=self.form | {"do": "save"} | named(typed))
        if answer.status_code == 422:
            self.take(answer.text)
        return answer

    def saves_itself(self, key, **typed):
        """Save one field, as the script does."""
        own = {name: value for name, value in (self.form | named(typed)).items() if name.startswith(key)}
        sent = {"csrf_token": self.form["csrf_token"], "field": key, "revision": self.form[f"{key}.revision"], **own}
        return self.client.post(f"{self.url}/save", data=sent)


def named(typed):
    return {name.replace("__", "."): value for name, value in typed.items()}


class Desks:
    """Rosa and Ana of Peru, each with a page of the same draft."""

    def __init__(self, app):
        asked = call(fields=("summary", "plan"))
        field(asked, "work", kind="table", details={"columns": COLUMNS}, required=False)
        field(asked, "pledges", kind="commitments", required=False)
        self.text = deliverable(asked, country("PE"))
        self.rosa, self.ana = (user(Role.FOCAL_POINT, country("PE"), name=name) for name in ("Rosa", "Ana Torres"))
        db.session.commit()
        self.app, self.url = app, f"/deliverables/{self.text.id}"
        self.clients = [signed_in(app, one) for one in (self.rosa, self.ana)]
        first = Tab(self.clients[0], self.url)
        first.press(summary="One.", work__0__what="a", work__0__people="1", work__1__what="b", work__1__people="2")

    def tabs(self):
        return [Tab(client, self.url) for client in self.clients]

    def stands(self, key):
        db.session.expire_all()
        return next(one.value for one in db.session.query(Answer) if one.field.key == key)

    def work(self):
        return [f"{row['what']}{row['people']}" for row in self.stands("work")]


@pytest.fixture
def desks(app, session):
    return Desks(app)


def test_of_two_who_press_save_without_a_script_each_writes_only_what_they_changed(desks):
    rosa, ana = desks.tabs()
    assert ana.press(summary="Ana's words.").status_code == 302
    assert rosa.press(plan="Rosa's plan.").status_code == 302
    assert (desks.stands("summary"), desks.stands("plan")) == ("Ana's words.", "Rosa's plan.")
    assert rosa.press(plan="Rosa's plan.").status_code == 302
    assert desks.stands("summary") == "Ana's words."


def test_a_look_at_what_others_saved_names_only_what_is_new_and_reads_little(desks):
    rosa, ana = desks.tabs()
    ana.press(summary="Ana's words.")
    shown = f"{desks.url}/save?summary=1&plan=0&work=1"
    told = rosa.client.get(shown).json
    assert list(told) == ["summary"]
    assert told["summary"]["controls"] == {"summary": "Ana's words."}
    with counted() as again:
        assert rosa.client.get(shown.replace("summary=1", "summary=2")).json == {}
    assert len(again) == 4  # who asks, the text with its call, the questions, the answers


def test_the_same_field_asks_with_both_texts_and_the_rest_is_saved(desks):
    rosa, ana = desks.tabs()
    ana.press(summary="Ana's words.")
    page = rosa.press(summary="Rosa's words.", plan="Rosa's plan.")
    assert page.status_code == 422
    assert "Ana Torres wrote here" in page.text
    assert rosa.form["summary"] == "Rosa's words."
    assert (desks.stands("summary"), desks.stands("plan")) == ("Ana's words.", "Rosa's plan.")
    assert rosa.press(summary__choose="mine").status_code == 302
    assert desks.stands("summary") == "Rosa's words."


def test_a_field_that_is_empty_by_now_stays_empty_though_an_older_page_still_shows_it(desks):
    rosa, ana = desks.tabs()
    ana.press(summary="")
    rosa.press(plan="Rosa's plan.")
    assert desks.stands("summary") == ""


def test_a_second_tab_of_ones_own_is_not_called_a_colleague(desks):
    one, other = (Tab(desks.clients[0], desks.url) for _tab in range(2))
    one.press(summary="First tab.")
    page = other.press(summary="Second tab.")
    assert "You wrote here yourself in another tab" in page.text
    assert "Take what is on the server" in page.text
    assert "Rosa wrote here" not in page.text
    by_itself = other.saves_itself("summary", summary="Third.", summary__base="")
    assert by_itself.json["sentence"] == "You wrote here yourself in another tab."


def cells(page):
    """Return what stands in the cells of its tables."""
    return [unescape(one) for one in re.findall(r"<td[^>]*>(.*?)</td>", page)]


def test_rows_that_only_one_of_two_changed_added_or_took_out_merge_by_themselves(desks):
    rosa, ana = desks.tabs()
    assert ana.press(work__0__what="A", work__2__what="ana's", work__2__people="7").status_code == 302
    told = rosa.saves_itself("work", work__1__people="20", work__2__what="rosa's", work__2__people="8")
    assert told.status_code == 200
    assert desks.work() == ["A1", "b20", "ana's7", "rosa's8"]
    merged = told.json["merged"]
    assert (merged["controls"]["work.0.what"], merged["controls"]["work.3.what"]) == ("A", "rosa's")
    gone = {"work__0__what": "", "work__0__people": "", "work__1__people": "20", "work__base": told.json["base"]}
    again = rosa.saves_itself("work", **gone, work__2__what="rosa's", work__2__people="9")
    assert again.status_code == 409
    assert all(words in again.json["rows"] for words in ("Taken out.", "by a colleague or by yourself"))
    assert [words in cells(again.json["rows"]) for words in ("A", "ana's", "rosa's")] == [True, False, False]


def test_a_page_goes_on_from_what_it_sent_though_it_has_not_shown_the_colleagues_rows_yet(desks):
    rosa, ana = desks.tabs()
    ana.press(work__2__what="ana's", work__2__people="7")
    base = rosa.saves_itself("work", work__1__people="20").json["base"]
    assert rosa.saves_itself("work", work__1__people="200", work__base=base).status_code == 200
    assert desks.work() == ["a1", "b200", "ana's7"]


@pytest.mark.parametrize(
    ("choice", "rows"),
    [("mine", ["ax3", "b2", "m4"]), ("theirs", ["ay1", "b2", "m4"]), ("both", ["ay1", "ax3", "b2", "m4"])],
)
def test_a_row_that_both_changed_shows_both_texts_and_is_settled_without_a_script(desks, choice, rows):
    rosa, ana = desks.tabs()
    ana.press(work__0__what="ay")
    page = rosa.press(work__0__what="ax", work__0__people="3", work__2__what="m", work__2__people="4", plan="Kept.")
    assert page.status_code == 422
    assert ("Two texts for one row" in page.text, "Ana Torres changed it too" in page.text) == (True, True)
    beside = page.text[page.text.index('id="two-work"') :]
    assert {"ax", "ay"} <= set(cells(beside))
    assert (desks.work(), desks.stands("plan")) == (["ay1", "b2"], "Kept.")
    name = re.search(r'name="(work\.choose\.\w+)"', page.text)[1]
    assert rosa.press().status_code == 422
    assert rosa.press(**{name: choice}).status_code == 302
    assert desks.work() == rows


def test_rows_that_a_colleague_took_out_or_filled_up_are_said_and_none_is_lost(desks):
    rosa, ana = desks.tabs()
    ana.press(work__0__what="", work__0__people="")
    page = rosa.press(work__0__what="ax")
    assert "Taken out." in page.text
    assert "Keep both" not in page.text
    many = {f"work__{place}__what": f"r{place}" for place in range(2, 99)}
    tabs = desks.tabs()
    assert tabs[0].press(**many).status_code == 302
    full = tabs[1].press(**{name: f"{words} too" for name, words in many.items()})
    assert "somebody has added rows meanwhile" in full.text
    assert len(desks.work()) == 98


def test_a_program_that_says_what_it_saw_merges_rows_and_is_told_of_those_that_both_changed(app, desks):
    seen = [{"what": "a", "people": 1}, {"what": "b", "people": "2"}]
    with app.test_request_context():
        program = Program(app, desks.rosa)
    _rosa, ana = desks.tabs()
    ana.press(work__0__what="A")
    stale = {"value": [seen[0], {"what": "b", "people": 20}], "revision": 1}
    path = f"/deliverables/{desks.text.id}/answers/work"
    assert program.send("put", path, stale)[0] == 409
    code, saved = program.send("put", path, stale | {"base": seen})
    assert (code, [row["what"] for row in saved["value"]]) == (200, ["A", "b"])
    code, told = program.send(
        "put", path, {"value": [{"what": "x", "people": 1}, seen[1]], "revision": 1, "base": seen}
    )
    assert (code, told["rows"]) == (
        409, [{"yours": [{"what": "x", "people": "1"}], "theirs": [{"what": "A", "people": "1"}]}],
    )  # fmt: skip
    assert program.send("put", path, stale | {"base": None, "revision": told["revision"]})[0] in {200, 409}
    assert desks.work()[0] == "A1"


def test_a_step_that_one_took_oneself_in_another_tab_says_so_and_names_nobody_else(desks):
    rosa, ana = desks.tabs()
    step = {"csrf_token": rosa.form["csrf_token"], "state": "draft", "sure": "1"}
    assert rosa.client.post(f"{desks.url}/withdraw", data=step).status_code == 302
    own = rosa.client.post(f"{desks.url}/withdraw", data=step)
    assert own.status_code == 409
    assert ("You changed this yourself in another tab" in own.text, "Somebody was faster" in own.text) == (True, False)
    other = ana.client.post(f"{desks.url}/withdraw", data=step | {"csrf_token": ana.form["csrf_token"]})
    assert "Somebody was faster" in other.text
    assert "Rosa was faster" in other.text
