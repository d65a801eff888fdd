"""What a program is told where a schema refuses what it sent: the part and what it must be, in its reader's words."""

import pytest

from secretariat.blueprints.api import checking, refusals
from secretariat.errors import Refused
from secretariat.models.people import Role
from tests.blueprints.test_api import Program
from tests.factories import user


def within(shape, *, required=()):
    return {"type": "object", "required": list(required), "properties": {"a": shape}, "additionalProperties": False}


@pytest.fixture
def words(house):
    with house.test_request_context():
        yield


@pytest.mark.parametrize(
    ("value", "shape", "field", "sentence"),
    [
        ({}, within({}, required=["a"]), "a", "‘a’ is missing."),
        ({}, within({}, required=["a", "b"]), "a", "These are missing: a, b."),
        ({"a": {}}, within({"required": ["b"]}), "a.b", "‘a.b’ is missing."),
        ({"z": 1}, within({}), "z", "‘z’ is not known here; known are a."),
        ({"a": 1}, within({"type": "string"}), "a", "‘a’ must be a text."),
        ({"a": "1"}, within({"type": ["integer", "null"]}), "a", "‘a’ must be a whole number or null."),
        ({"a": 1}, within({"type": ["string", "boolean", "null"]}), "a", "‘a’ must be a text, true or false or null."),
        ({"a": ["x"]}, within({"items": {"type": "object"}}), "a[0]", "‘a[0]’ must be an object in braces."),
        ({"a": {}}, within({"type": "array"}), "a", "‘a’ must be a list in brackets."),
        ({"a": "x"}, within({"enum": ["en", "es", None]}), "a", "‘a’ must be one of en, es, null."),
        ({"a": "x"}, within({"enum": ["", "free"]}), "a", "‘a’ must be one of nothing, free."),
        ({"a": "xyz"}, within({"maxLength": 2}), "a", "‘a’ has 3 characters; at most 2 fit."),
        ({"a": ""}, within({"minLength": 1}), "a", "‘a’ may not be empty."),
        ({"a": "x"}, within({"minLength": 8}), "a", "‘a’ needs at least 8 characters."),
        ({"a": "25h"}, within({"pattern": "^..:..$", "examples": ["18:00"]}), "a", "‘a’ must look like ‘18:00’."),
        (
            {"a": "x"}, within({"pattern": "^no|[0-9]$", "examples": ["no", "1"]}),
            "a", "‘a’ must look like ‘no’ or ‘1’.",
        ),
        ({"a": 0}, within({"minimum": 1}), "a", "‘a’ must be at least 1."),
        ({"a": 9}, within({"maximum": 5}), "a", "‘a’ may be at most 5."),
        ({"a": 9}, within({"minimum": 1, "maximum": 5}), "a", "‘a’ must lie between 1 and 5."),
        (
            {"a": {}}, within({"minProperties": 1, "properties": {"en": {}, "es": {}}}),
            "a", "‘a’ needs at least one of en, es.",
        ),
        ({"a": []}, within({"minItems": 2}), "a", "‘a’ needs at least 2 entries."),
        ({"a": [1, 2]}, within({"maxItems": 1}), "a", "‘a’ has 2 entries; at most 1 fit."),
        ({"a": ["x", "x"]}, within({"uniqueItems": True}), "a", "‘a’ names x twice."),
        (
            {"a": 9}, within({"anyOf": [{"type": "string"}, {"type": "integer", "maximum": 4}]}),
            "a", "‘a’ may be at most 4.",
        ),
        (
            {"a": []}, within({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
            "a", "‘a’ must be a text or a whole number.",
        ),
    ],
)  # fmt: skip
def test_each_fault_is_said_so_that_one_knows_what_to_send(words, value, shape, field, sentence):
    with pytest.raises(Refused) as refused:
        checking.check(value, shape)
    assert (refused.value.sentence, refused.value.field) == (sentence, field)


def test_there_is_a_sentence_for_every_rule():
    assert set(refusals.SENTENCES) == {*checking.RULES, "additionalProperties"} - {"anyOf"}


def patterns(shape):
    """Yield the schemas with a pattern, of whatever stands in a document."""
    if isinstance(shape, dict):
        if isinstance(shape.get("pattern"), str):
            yield shape
        for one in shape.values():
            yield from patterns(one)
    elif isinstance(shape, list):
        for one in shape:
            yield from patterns(one)


def test_every_form_that_is_asked_for_has_examples_that_are_of_it(client):
    found = list(patterns(client.get("/api/v1/openapi.json").json))
    assert len(found) >= 5
    for shape in found:
        assert shape["examples"]
        assert not [one for one in shape["examples"] if checking.fault(one, shape)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "‘late’ must be one of yes, no."), ("es", "«late» debe ser uno de yes, no."),
        ("pt", "“late” deve ser um de yes, no."), ("fr", "«\xa0late\xa0» doit être l’un de yes, no."),
    ],
)  # fmt: skip
def test_it_is_said_in_the_language_of_the_person_or_of_the_address(app, session, language, sentence):
    with app.test_request_context():
        program = Program(app, user(Role.OFFICER, language=language))
        address = f"/deliverables?late=perhaps&lang={language}"
        assert program.send("GET", address, None) == (422, {"error": sentence, "field": "late"})
        unknown = program.send("GET", "/deliverables?sate=owed&lang=en", None)[1]["error"]
        assert unknown.startswith("‘sate’ is not known here; known are meeting, call, country, state,")
