"""The ladder of consequences: what cannot stand in it is named by line and part."""

from datetime import date

import pytest

from secretariat.rules import consequences

pytestmark = pytest.mark.usefixtures("in_2025")
FRIDAY = date(2025, 9, 19)


@pytest.fixture(autouse=True)
def speaking(app):
    with app.test_request_context():
        yield


def line(on, goes="main"):
    return {"on": on and on.isoformat(), "texts": {"en": "What follows."}, "goes": goes}


def day(number):
    return date(2025, 9, number)


@pytest.mark.parametrize(
    ("lines", "soft", "found"),
    [
        ([], True, []),
        ([line(None)], False, []),
        ([line(FRIDAY), line(day(26), "supplement"), line(None, "oral")], True, []),
        ([line(FRIDAY), line(day(26))], True, []),
        ([line(FRIDAY), line(None, "oral")], False, []),
        ([line(day(18)), line(None, "oral")], True, [(0, "on")]),
        ([line(None), line(FRIDAY)], True, [(1, "on")]),
        ([line(FRIDAY), line(FRIDAY, "oral")], True, [(1, "on")]),
        ([line(day(20)), line(day(21), "oral"), line(day(22), "oral")], True, [(1, "on"), (2, "on")]),
        ([line(FRIDAY, "oral"), line(day(26), "supplement"), line(None)], True, [(1, "goes"), (2, "goes")]),
        ([line(FRIDAY), line(day(26), "oral")], False, [(1, "on")]),
        ([line(FRIDAY), line(None, "supplement")], False, [(1, "goes")]),
    ],
    ids=[
        "none", "always the same", "stricter and stricter", "two alike", "hard, then oral", "before the due day",
        "after later", "twice a day", "a weekend", "milder and milder", "hard, yet taken", "hard, yet bound",
    ],
)  # fmt: skip
def test_a_line_that_contradicts_the_date_or_the_one_above_is_named_with_its_part(lines, soft, found):
    said = consequences.faults(lines, due=FRIDAY, soft=soft, language="en")
    assert [(one.place, one.part) for one in said] == found


def test_two_days_of_a_weekend_are_one_and_the_sentence_names_the_working_day():
    [fault] = consequences.faults([line(day(20)), line(day(21))], due=FRIDAY, soft=True, language="en")
    assert fault.sentence == "This line would end with the one above, on the next working day: Monday 22 September."
