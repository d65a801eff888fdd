"""Whatever is filtered: matrix, list, picture, files, API and letter speak of the same texts."""

import csv
import io
import itertools
import re
from datetime import timedelta

import pytest
import time_machine

from secretariat.database import db
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import State
from secretariat.models.people import Role
from secretariat.queries import matrix, overview
from secretariat.queries.arrivals import arrivals
from secretariat.rules.filters import NOBODY, STATES, TRIO, View
from secretariat.rules.predicates import Who
from tests.blueprints.test_api_verdicts import Program
from tests.factories import NOW, call, country, deliverable, meeting, pillar, presidency, user
from tests.visitors import Visit

LAST_YEAR = NOW.date() - timedelta(days=300)
COUNTRIES = ("PE", "BR", "HT", "CO", "US")


@pytest.fixture(autouse=True)
def eighth_of_september():
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def held(session):
    """Two meetings with three calls each to five countries: texts in every state, late and not, read by some."""
    for number, code in enumerate(("HT", "CO", "PE")):
        presidency(country(code), 2024 + number)
    one, other = meeting(number=5), meeting(number=4, slug="fourth", starts_on=LAST_YEAR, ends_on=LAST_YEAR)
    reviewers = [user(Role.REVIEWER), user(Role.REVIEWER), None]
    states = itertools.cycle(State)
    for of, number in itertools.product((one, other), range(3)):
        asked = call(meeting=of, number=number + 1, pillar=pillar(1 + number % 2))
        for place, code in enumerate(COUNTRIES):
            deliverable(
                asked, country(code), state=next(states), due_at=NOW + timedelta(days=place - 2),
                late=(place + number) % 3 == 0, reviewer=reviewers[(place + number) % 3],
            )  # fmt: skip
    for code in COUNTRIES:
        user(Role.FOCAL_POINT, country(code))
    user(Role.FOCAL_POINT, country("PE"), name="Second of Peru")
    db.session.commit()
    return one


@pytest.fixture
def officer(held):
    person = user(Role.OFFICER)
    db.session.commit()
    return person


def views(held):
    """Return every filter with every value, and each pair of filters once."""
    found = overview.choices(View(meeting=held.slug), reviewers=True)
    calls, reviewers = ([str(one.id) for one in some] for some in (found.calls, found.reviewers))
    offered = {
        "state": STATES, "country": (*COUNTRIES, TRIO, "XX"), "call": (*calls, "999999"), "pillar": ("1", "2", "9"),
        "reviewer": (*reviewers, NOBODY), "late": ("yes", "no"), "language": LANGUAGES,
    }  # fmt: skip
    single = [{name: value} for name, values in offered.items() for value in values]
    firsts = [(name, values[0]) for name, values in offered.items()]
    return [{}, *single, *(dict(pair) for pair in itertools.combinations(firsts, 2))]


def test_under_every_filter_all_of_them_count_the_same_texts(app, held, officer):
    who = Who.of(officer, None, NOW)
    seen = set()
    with app.test_request_context():
        for asked in views(held):
            view = View.read(asked | {"meeting": held.slug})
            grid = matrix.grid(held, who, "en", view=view)
            counts = overview.counts(view, who)
            listed = {one.id for one in db.session.scalars(overview.rows(view, who)).unique()}
            assert grid.counts == counts, asked
            assert {cell.id for cell in grid.cells} == listed, asked
            assert (arrivals(view, who).total, len(listed)) == (counts.total, counts.total), asked
            addressed = overview.addressed(view, who)
            assert {text.id for one in addressed.people for text in one.texts} == listed, asked
            seen.add(counts.total)
    assert seen >= {0, 1, 3, 5, 15}


@pytest.mark.parametrize(
    "asked",
    ["state=overdue", "state=owed&country=TRIO", "country=trio", "pillar=2&late=no", "reviewer=nobody", "language=es"],
)
def test_under_a_filter_all_pages_say_the_same_number(app, held, officer, asked):
    visit, address = Visit(app, officer), f"{asked}&meeting={held.slug}"
    lines = csv.reader(io.StringIO(visit.get(f"/deliverables/list.csv?{address}").text))
    total = len(list(lines)) - 1
    assert total > 1
    sentences = {
        re.search(rf"{total} texts:? (\d+ in, .*?\.)", visit.read(f"/deliverables/{page}?{address}"))[1]
        for page in ("matrix", "list", "over-time")
    }
    assert len(sentences) == 1
    assert f"the focal points of {total} texts" in visit.read(f"/deliverables/write?{address}")
    program = Program(app, officer)
    assert program.ask("GET", f"/deliverables/counts?{address}")[1]["total"] == total
    assert program.ask("GET", f"/deliverables/over-time?{address}")[1]["total"] == total
    words = {"subjects": {"en": "A word"}, "texts": {"en": "Dear {name}."}}
    assert program.ask("POST", f"/deliverables/letters/preview?{address}", words)[1]["texts"] == total
    rows = program.ask("GET", f"/meetings/{held.slug}/matrix?{asked}")[1]["countries"]
    assert sum(len(row["texts"]) for row in rows) == total


@pytest.mark.parametrize("page", ["matrix", "list", "over-time"])
def test_a_filtered_page_leads_to_a_letter_to_exactly_these(app, held, officer, page):
    shown = Visit(app, officer).get(f"/deliverables/{page}?state=owed&country=TRIO").text
    meant = re.search(r'href="/deliverables/write\?([^"]*)">Write to these', shown)[1].replace("&amp;", "&")
    asked = dict(part.split("=") for part in meant.split("&"))
    assert asked.pop("meeting", held.slug) == held.slug
    assert asked == {"state": "owed", "country": "TRIO"}


def test_a_sum_of_the_matrix_leads_to_the_texts_that_it_counts(app, held, officer):
    visit = Visit(app, officer)
    page = visit.get("/deliverables/matrix?late=no").text
    sums = re.findall(r'<a href="(/deliverables/matrix\?[^"]*state=(?:owed|arrived)[^"]*)">(\d+)</a>', page)
    assert len(sums) >= 3
    for address, count in sums:
        shown = visit.read(address.replace("&amp;", "&"))
        assert re.search(rf"{'One' if count == '1' else count} texts?: ", shown), address


def test_the_letter_says_for_which_countries_there_is_nobody_to_write_to(app, held, officer):
    for one in overview.focal_points({country(code).id for code in COUNTRIES}, NOW):
        one.last_seen_at = NOW
    for one in overview.focal_points({country("BR").id}, NOW):
        one.active = False
    db.session.commit()
    visit = Visit(app, officer)
    assert "focal points of 15 texts. Nobody is reached in Brazil." in visit.read(
        f"/deliverables/write?meeting={held.slug}"
    )
    alone = visit.read(f"/deliverables/write?country=BR&meeting={held.slug}")
    assert "Nobody is reached in Brazil." in alone
    assert "Send it" not in alone
