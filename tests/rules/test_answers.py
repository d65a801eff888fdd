"""What people type, read or refused with a sentence; and what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretariat.errors import Refused
from secretariat.models.calls import CallField
from secretariat.rules import answers

pytestmark = pytest.mark.usefixtures("app_words")


@pytest.fixture
def app_words(house):
    with house.test_request_context():
        yield


def field(kind, **facts):
    return CallField(**{"key": "q", "kind": kind, "labels": {"en": "Q"}, "helps": {}, "required": True} | facts)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1250000", "1250000.00"),
        ("1,250,000.50", "1250000.50"),
        ("1.250.000,50", "1250000.50"),
        ("1 250 000,5", "1250000.50"),
        ("1\u202f250\u00a0000", "1250000.00"),
        ("1'250'000", "1250000.00"),
        ("12,5", "12.50"),
        ("1.250", "1250.00"),
        ("0", "0.00"),
        ("  7 ", "7.00"),
        ("", ""),
    ],
)
def test_an_amount_is_read_as_it_is_written_in_any_of_the_languages(typed, amount):
    assert answers.read(field("money"), {"q.amount": typed, "q.currency": "USD"}) == {
        "amount": amount,
        "currency": "USD",
    }


@pytest.mark.parametrize(
    "typed",
    [
        "twelve",
        "-5",
        "0.125",
        "00.125,5",
        "1e30",
        "1" + "0" * 30,
        "1,25,000",
        "1.2.3",
        "12,345,6",
        "$5",
        "٣",
        "--1",
        ".",
    ],
)
def test_an_amount_that_cannot_be_meant_is_refused_beside_its_field(typed):
    with pytest.raises(Refused) as refused:
        answers.read(field("money"), {"q.amount": typed, "q.currency": "USD"})
    assert refused.value.field == "q"


@pytest.mark.parametrize("typed", ["1" + "0" * 30, "-1,000,000,000,000,000", "9" * 99])
@pytest.mark.parametrize(("kind", "control"), [("number", "q"), ("table", "q.0.people")])
def test_a_number_that_is_too_large_is_answered_with_the_largest_that_is_kept(typed, kind, control):
    details = {"columns": [{"code": "people", "labels": {"en": "People"}, "figures": True}]}
    with pytest.raises(Refused, match="between -999,999,999,999,999 and 999,999,999,999,999"):
        answers.read(field(kind, details=details), {control: typed})
    with pytest.raises(Refused, match="between 0 and 999,999,999,999,999"):
        answers.read(field("money"), {"q.amount": typed, "q.currency": "USD"})


def test_the_largest_number_is_kept_to_the_last_digit():
    assert answers.read(field("number", details={}), {"q": "999,999,999,999,999"}) == "999999999999999"
    assert answers.read(field("number", details={}), {"q": "-999999999999999"}) == "-999999999999999"


def test_a_currency_that_is_not_on_the_list_is_refused():
    with pytest.raises(Refused):
        answers.read(field("money"), {"q.amount": "1", "q.currency": "<script>"})


@given(st.text())
def test_whatever_is_typed_as_an_amount_is_read_or_refused_and_never_breaks(typed):
    try:
        value = answers.read(field("money"), {"q.amount": typed, "q.currency": "USD"})
    except Refused:
        return
    assert value["currency"] == "USD"


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\x7f", "a\x0bb"])
def test_control_characters_are_refused(text):
    with pytest.raises(Refused):
        answers.read(field("long_text"), {"q": text})


def test_line_ends_are_kept_and_made_alike():
    assert answers.read(field("long_text"), {"q": "one\r\ntwo\tthree\n"}) == "one\ntwo\tthree\n"


def test_a_text_of_two_megabytes_is_refused_with_its_length():
    with pytest.raises(Refused, match="2000000"):
        answers.read(field("long_text"), {"q": "a" * 2_000_000})


@pytest.mark.parametrize(
    ("kind", "value", "empty"),
    [
        ("text", "", True),
        ("text", "  \n", True),
        ("long_text", "x", False),
        ("money", {"amount": "", "currency": "USD"}, True),
        ("money", {"amount": "0.00", "currency": "USD"}, False),
        ("yes_no", {"answer": None, "explanation": "x"}, True),
        ("yes_no", {"answer": False, "explanation": ""}, False),
    ],
)
def test_what_counts_as_empty(kind, value, empty):
    assert answers.is_empty(kind, value) is empty


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        (["missing"], "One thing missing"),
        (["missing"] * 2, "2 things missing"),
        (["too_long"], "One answer too long"),
        (["too_long"] * 3, "3 answers too long"),
        (["wrong"], "One answer to be corrected"),
        (["wrong", "too_long"], "2 answers to be corrected"),
        (["missing", "too_long"], "2 things missing or to be corrected"),
    ],
)
def test_what_holds_a_text_back_is_called_what_it_is(kinds, said):
    assert answers.held([answers.Gap(field("long_text"), "…", kind) for kind in kinds]) == said
