"""The trail as a page, its sentences, and its table to take along."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from secretariat.blueprints.audit import sentences
from secretariat.blueprints.audit.table import harmless
from secretariat.database import db, transaction
from secretariat.models.audit import AuditEntry
from secretariat.models.people import Role
from secretariat.queries import audit as queries
from secretariat.rules import states
from secretariat.workflow import audit
from tests.factories import NOW, country, deliverable, user
from tests.visitors import Visit, counting


@pytest.fixture
def auditor(session, app):
    with app.test_request_context():
        made = user(Role.AUDITOR, name="Teresa Lam")
        db.session.commit()
        yield made


@pytest.fixture
def desk(app, auditor):
    return Visit(app, auditor)


def write(count, action="try", thing="thing", by=None, **details):
    with transaction():
        for number in range(count):
            audit.write(action, f"{thing} {number}", by=by, at=NOW + timedelta(minutes=number), **details)


def numbers(visit, url):
    return [int(number.replace(",", "")) for number in re.findall(r'scope="row">([\d,]+)</th>', visit.get(url).text)]


def test_the_page_says_that_the_chain_is_whole_and_its_head(desk):
    write(3)
    page = desk.read("/audit")
    verdict = audit.verify()
    assert f"The chain is whole: {verdict.count} entries, checked" in page
    assert verdict.head in page


def test_the_page_says_which_entry_breaks_the_chain(desk, broom):
    write(5)
    broom.connection.execute("UPDATE audit_entries SET actor = 'Nobody' WHERE number = 3")
    page = desk.read("/audit")
    assert "The chain is broken: Entry 3 was altered. 2 entries before it are whole." in page


def test_a_head_noted_before_is_looked_for(desk, broom):
    write(5)
    head = audit.verify().head
    assert "The head that you noted is in the chain" in desk.read(f"/audit?head={head}")
    broom.connection.execute("DELETE FROM audit_entries WHERE number > 4")
    assert "its end was cut off" in desk.read(f"/audit?head={head}")


def test_the_trail_is_read_in_stretches_by_number_both_ways(desk):
    write(120)
    last = queries.total()
    first = numbers(desk, "/audit")
    assert first == list(range(last, last - 50, -1))
    older = numbers(desk, f"/audit?before={first[-1]}")
    assert older == list(range(first[-1] - 1, first[-1] - 51, -1))
    assert numbers(desk, f"/audit?after={older[0]}") == first
    assert numbers(desk, "/audit?before=3") == [2, 1]
    page = desk.get(f"/audit?before={first[-1]}").text
    assert 'rel="prev"' in page
    assert 'rel="next"' in page
    assert 'rel="next"' not in desk.get("/audit?before=3").text


def test_what_comes_in_meanwhile_moves_nothing(desk):
    write(60)
    shown = numbers(desk, "/audit?before=40")
    write(10)
    assert numbers(desk, "/audit?before=40") == shown


def test_the_address_holds_the_view(desk, auditor):
    write(2, "submit", "LAD/MIN.5/CALL.1/PER", number=1)
    write(2, "denied", "/account/people", by=auditor, method="GET")
    with transaction():
        audit.write("submit", "late", by=None, at=NOW + timedelta(days=3), number=1)
    assert len(numbers(desk, "/audit?deed=steps")) == 3
    assert len(numbers(desk, "/audit?deed=denials")) == 2
    assert len(numbers(desk, "/audit?q=call.1")) == 2
    assert len(numbers(desk, "/audit?q=teresa")) == 3
    assert numbers(desk, "/audit?q=%25") == []
    assert len(numbers(desk, f"/audit?deed=steps&since={(NOW + timedelta(days=1)).date()}")) == 1
    assert numbers(desk, "/audit?since=nonsense&deed=nonsense")
    assert "No entry fits this view" in desk.read("/audit?q=zzz")


def test_a_deed_is_told_as_a_sentence_with_where_the_person_belongs_and_a_link(app, desk):
    text = deliverable(by=country("PE"))
    with transaction():
        audit.write("submit", text, by=user(Role.FOCAL_POINT, country("PE"), name="Rosa <Quispe>"), at=NOW, number=1)
    page = desk.get("/audit").text
    link = f'<a class="d-inline" href="/deliverables/{text.id}">{text.symbol}</a>'
    assert f"<b>Rosa &lt;Quispe&gt;</b> (Peru) submitted {link}, version 1" in page


def entry(action, **details):
    return AuditEntry(action=action, actor="Rosa", thing="X", details=details, actor_id=None, thing_kind="")


def test_sentences_are_said_in_the_readers_language_and_none_breaks_over_its_details(app, auditor):
    for language in ("en", "es", "pt", "fr"):
        with force_locale(language):
            for action in sentences.SENTENCES:
                told = sentences.sentence(entry(action.partition(".")[0]), "Peru", language)
                assert "%" not in told
                assert str(sentences.marked(entry(action), "", language, None))


@pytest.mark.parametrize("deed", ["clear", "clear_on_paper"])
def test_that_a_text_was_cleared_again_is_told_as_such(app, auditor, deed):
    first, again = (sentences.sentence(entry(deed, before=before), "", "en") for before in ("draft", "cleared"))
    assert ("again" in first, again.endswith("again, as its questions were changed")) == (False, True)


def test_a_deed_without_a_sentence_is_told_all_the_same(app, auditor):
    assert sentences.sentence(entry("juggle"), "", "en") == "Rosa: juggle X"


def test_a_per_cent_sign_in_what_people_wrote_is_no_placeholder(app, auditor):
    told = sentences.sentence(entry("waive", reason="100% (%(who)s) %s"), "", "en")
    assert told == "Rosa waived X: 100% (%(who)s) %s"


def test_every_deed_that_the_house_writes_has_its_sentence():
    """The words of deeds stand in the code as strings and as actions; both are looked for there."""
    from_code = set()
    for path in Path(queries.__file__).parents[1].rglob("*.py"):
        from_code |= set(re.findall(r'audit\.write\(\s*"(\w+)"', path.read_text(encoding="utf-8")))
    told = {name.partition(".")[0] for name in sentences.SENTENCES}
    assert from_code | {line.action.value for line in states.TABLE} <= told


def test_the_list_asks_as_often_for_one_entry_as_for_many(desk, auditor):
    write(1, by=auditor)
    with counting() as few:
        desk.get("/audit?q=thing")
    for _time in range(3):
        write(1, by=user(Role.FOCAL_POINT))
    with counting() as many:
        desk.get("/audit?q=thing")
    assert len(few) == len(many)


def test_the_table_has_every_entry_of_the_view_and_none_that_is_a_formula(desk):
    for thing in ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=cmd|" /C calc"!A0', "harmless"):
        write(1, "try", thing)
    answer = desk.get("/audit/view.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["number", "at", "actor", "sentence"]
    things = [row[5] for row in rows[1:] if row[4] == "try"]
    assert things == [harmless(one.thing) for one in db.session.scalars(select(AuditEntry).where(
        AuditEntry.action == "try").order_by(AuditEntry.number.desc()))]  # fmt: skip
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "harmless 0" in things
    assert sum(thing.startswith("'") for thing in things) == 7


def test_only_auditors_and_officers_read_the_trail(app, auditor):
    for role, code in ((Role.OFFICER, 200), (Role.REVIEWER, 403), (Role.FOCAL_POINT, 403), (Role.OBSERVER, 403)):
        person = user(role)
        db.session.commit()
        visit = Visit(app, person)
        assert (visit.get("/audit").status_code, visit.get("/audit/view.csv").status_code) == (code, code)
