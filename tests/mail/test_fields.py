"""Named fields in texts that officers write: a field is a name, an unknown one is an error beside the text."""

import pytest

from secretariat.errors import Refused
from secretariat.mail import fields

KNOWN = ("country", "due")


def test_fields_are_filled_in_and_a_value_is_never_read_as_a_field():
    said = fields.fill("{country}, due { due }: {country}.", {"country": "{due}", "due": "{x} %(y)s {{7*7}}"})
    assert said == "{due}, due {x} %(y)s {{7*7}}: {due}."


@pytest.mark.parametrize("text", ["", "No field.", "{country} {due}", "{ country }", "50 % of %s, 7*7"])
def test_a_text_with_known_fields_may_be_sent(app, text):
    with app.test_request_context():
        fields.check(text, KNOWN, language="en")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear {nmae},", "There is no field {nmae}; there are {country} and {due}."),
        ("{country.__class__}", "There is no field {country.__class__}; there are {country} and {due}."),
        ("{}", "There is no field {}; there are {country} and {due}."),
        ("{{country}}", "A brace stands alone here; the fields are {country} and {due}."),
        ("{% if x %}", "There is no field {% if x %}; there are {country} and {due}."),
        ("open {country", "A brace stands alone here; the fields are {country} and {due}."),
        ("close }", "A brace stands alone here; the fields are {country} and {due}."),
        ("{coun\ntry}", "A brace stands alone here; the fields are {country} and {due}."),
    ],
)
def test_an_unknown_field_is_an_error_that_names_it_and_its_control(app, text, sentence):
    with app.test_request_context(), pytest.raises(Refused) as refused:
        fields.check(text, KNOWN, language="en", field="text.en")
    assert (refused.value.sentence, refused.value.field) == (sentence, "text.en")
