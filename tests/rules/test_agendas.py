"""What an agenda's rows lack, what holds a circulation back, and what stays locked."""

from datetime import UTC, datetime

import pytest

from secretariat.models.agendas import Circulation
from secretariat.rules import agendas
from tests.factories import country, document, item, meeting, pillar


@pytest.fixture
def fifth(session, app):
    with app.test_request_context():
        yield meeting()


def circulated(status, found=(), number=0):
    return Circulation(
        number=number, status=status, symbol="LAD/MIN.5/AG.1", at=datetime(2025, 9, 1, tzinfo=UTC),
        items=agendas.frozen(found),
    )  # fmt: skip


def test_a_part_belongs_to_the_pillar_of_the_item_above_it(fifth):
    top = item(fifth, "Root causes", pillar=pillar(1))
    part = item(fifth, "Financing", parent=top)
    other = item(fifth, "Asylum", parent=top, pillar=pillar(2))
    found = agendas.rows([top, part, other], fifth)
    assert [row.pillar for row in found] == [1, 1, 2]


def test_a_document_is_missing_where_a_pillar_is_talked_about_and_nothing_hangs_below(fifth):
    top = item(fifth, "Root causes", pillar=pillar(1))
    bare = item(fifth, "Financing", parent=top)
    full = item(fifth, "Xenophobia", parent=top, documents=[document(fifth)])
    closing = item(fifth, "Closing")
    found = agendas.rows([top, bare, full, closing], fifth)
    assert [row.number for row in found if row.lacks_document] == ["1.1"]


def test_a_document_in_two_languages_is_named_once(fifth):
    papers = [document(fifth, "DOC.1", language="en"), document(fifth, "DOC.1", language="es")]
    (row,) = agendas.rows([item(fifth, documents=papers)], fifth)
    assert row.symbols == ("LAD/MIN.5/DOC.1",)


def test_what_was_frozen_thaws_to_the_same_rows(fifth):
    top = item(fifth, "Root causes", pillar=pillar(1), country=country("EC"), purposes={"en": "To decide."})
    found = agendas.rows([top, item(fifth, "Pause", kind="pause", minutes=20)], fifth)
    assert agendas.thawed(circulated("provisional", found)) == found


def test_the_mark_of_an_agenda_changes_with_any_of_its_words(fifth):
    one = item(fifth, "Opening")
    before = agendas.fingerprint(agendas.rows([one], fifth))
    one.purposes = {"fr": "Ouvrir."}
    assert agendas.fingerprint(agendas.rows([one], fifth)) != before


@pytest.mark.parametrize(
    ("last", "open_to"),
    [
        (None, ("provisional", "annotated", "adopted")),
        ("provisional", ("provisional", "annotated", "adopted")),
        ("annotated", ("annotated", "adopted")),
        ("adopted", ()),
    ],
)
def test_an_agenda_becomes_provisional_annotated_adopted_and_never_goes_back(last, open_to):
    assert agendas.next_statuses(circulated(last) if last else None) == open_to


def test_an_annotated_agenda_names_the_items_that_nobody_has_explained(fifth):
    top = item(fifth, "Opening")
    parts = [item(fifth, "Welcome", parent=top), item(fifth, "Adoption", parent=top, purposes={"en": "To adopt."})]
    found = agendas.rows([top, *parts, item(fifth, "Pause", kind="pause")], fifth)
    assert "missing for: 1.1." in agendas.held_back("annotated", found, None)
    assert agendas.held_back("provisional", found, None) is None


def test_an_agenda_that_reads_as_before_is_not_circulated_again_but_may_become_adopted(fifth):
    found = agendas.rows([item(fifth, "Opening", purposes={"en": "To open."})], fifth)
    last = circulated("annotated", found)
    assert agendas.held_back("annotated", found, last) == "Nothing has changed since LAD/MIN.5/AG.1 was circulated."
    assert agendas.held_back("adopted", found, last) is None


def test_an_empty_agenda_is_held_back(fifth):
    assert agendas.held_back("provisional", [], None) == "An agenda without items cannot be circulated."


def test_an_adopted_agenda_is_changed_by_a_corrigendum_only(fifth):
    sentence = "The agenda was adopted as LAD/MIN.5/AG.1; only a corrigendum changes it now."
    assert agendas.locked(circulated("adopted")) == sentence
    assert agendas.held_back("adopted", [], circulated("adopted")) == sentence
    assert agendas.locked(circulated("annotated")) is None


def test_the_first_agenda_bears_no_revision_and_the_second_is_rev_1(fifth):
    assert [agendas.symbol(fifth, number) for number in (0, 1)] == ["LAD/MIN.5/AG.1", "LAD/MIN.5/AG.1/Rev.1"]
