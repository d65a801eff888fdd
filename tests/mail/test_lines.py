"""A mail's text is folded where words part, and nowhere else."""

import pytest

from secretariat.mail import compose, lines, outbox
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from tests import factories


@pytest.mark.parametrize("blank", ["\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", " "])
def test_no_line_of_french_begins_with_a_stop(blank):
    said = f"Ce que vous avez écrit{blank}: rien{blank}; «{blank}tout{blank}»{blank}?"
    for width in range(12, 60):
        assert not [one for one in lines.fold(said, width).splitlines() if one.lstrip()[0] in ":;?»"]


def test_a_blank_that_does_not_break_stays_in_a_letter_whose_words_are_put_on_one_line():
    assert lines.one(" Haïti\N{NO-BREAK SPACE}:\r\n un\ttexte ") == "Haïti\N{NO-BREAK SPACE}: un texte"


def test_a_line_that_was_ended_by_hand_stays_one_whoever_is_addressed():
    said = f"{'Nosotros le escribimos ' * 8}\nSaludos, \ue000:\nla Secretaría"
    folded = lines.fold(said)
    assert folded.endswith("\nSaludos, \ue000:\nla Secretaría")
    for name in ("Rosa", "Rosa María Quispe de la Cruz y Santander " * 2):
        assert lines.addressed(folded, "\ue000", name) == lines.fold(said.replace("\ue000", name))


def test_no_name_is_folded_at_its_hyphen():
    said = "Échéance : sexta-feira, 18:00 Port-au-Prince (18:00 à Washington)."
    for width in range(14, 60):
        assert not [one for one in lines.fold(said, width).splitlines() if one.endswith("-")]


def test_lines_are_cut_where_all_of_them_grow_too_long():
    assert lines.short("one  two\n\nthree\nfour", 13) == ("one two", "three", "…")
    assert lines.short("one\ntwo", 6) == ("one", "two")
    assert lines.short(" \n", 6) == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("¿La presentará su ministro?", "La presentará su ministro"),
        ("Si no va, ¿quién la presenta?", "Si no va, ¿quién la presenta?"),
        ("Qui la présentera\N{NO-BREAK SPACE}?", "Qui la présentera"),
    ],
)
def test_a_question_that_is_missing_is_named_with_both_of_its_marks_or_none(session, question, named):
    text = factories.deliverable(factories.call(fields=()), state=State.DRAFT)
    factories.field(text.call, labels={"es": question})
    reader = factories.user(Role.FOCAL_POINT, language="es")
    words = outbox.rendered(compose.reminder(reader, [text], factories.NOW), reader)["text"]
    assert f": {named}." in " ".join(words.split())
