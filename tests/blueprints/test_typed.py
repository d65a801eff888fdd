"""A form that did not get through: what was typed stands on the page of the error, named as the form named it."""

import re
from html import unescape

import pytest

from secretariat.database import db
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from tests.factories import call, country, deliverable, field, user
from tests.visitors import Visit

SHOWN = re.compile(r'<label class="form-label" for="typed-\d+">([^<]*)</label><textarea[^>]*>\n([^<]*)</textarea>')
COLUMNS = {"columns": [{"code": "what", "labels": {"en": "What"}, "figures": False}]}


@pytest.fixture
def visit(app, session):
    with app.test_request_context():
        person = user(Role.FOCAL_POINT, country("PE"), language="es")
        db.session.commit()
        yield Visit(app, person)


def shown(page):
    return [(unescape(label), unescape(text)) for label, text in SHOWN.findall(page)]


def test_who_was_slower_finds_what_they_typed_under_the_labels_of_the_questions(visit):
    asked = call(fields=())
    field(asked, "summary", labels={"en": "What was done", "es": "Qué se hizo"})
    field(asked, "cost", kind="money", labels={"en": "Cost", "es": "Costo"})
    field(asked, "steps", kind="table", details=COLUMNS, labels={"en": "Steps", "es": "Pasos"})
    text = deliverable(asked, country("PE"), state=State.APPROVED)
    db.session.commit()
    typed = {"summary": "Perú lidera.", "cost.amount": "7", "cost.currency": "USD", "steps.1.what": "Un curso"}
    answer = visit.post(f"/deliverables/{text.id}", **typed | {"summary.revision": "3", "once": "x", "strange": "y"})
    assert answer.status_code == 409
    assert shown(answer.text) == [
        ("Qué se hizo", "Perú lidera."), ("Costo", "7"), ("Pasos, fila 2", "Un curso"),
        ("Otra parte del formulario", "y"),
    ]  # fmt: skip


def test_what_stands_in_many_forms_is_named_by_what_it_holds(visit):
    typed = {"email": "a@example.org", "title.fr": "Appel", "reason": "Porque sí."}
    answer = visit.client.post("/account/language", data=typed, headers={"Accept-Language": "es"})
    assert answer.status_code == 400
    assert [label for label, _text in shown(answer.text)] == ["Dirección de correo", "Título (Français)", "Motivo"]


@pytest.mark.parametrize(
    ("page", "leads"),
    [
        ("http://localhost/deliverables/?state=draft", "/deliverables/?state=draft"),
        ("http://elsewhere.example/deliverables/", "/"),
        ("http://localhost//elsewhere.example/", "/"),
        (None, "/"),
    ],
)
def test_the_page_of_an_error_leads_back_to_the_form_that_was_sent_and_nowhere_else(visit, page, leads):
    headers = {"Referer": page} if page else {}
    answer = visit.client.post("/account/language", data={"language": "xx"}, headers=headers)
    assert answer.status_code == 400
    assert re.search(r'<a class="btn btn-primary" href="([^"]*)"', answer.text)[1] == leads
