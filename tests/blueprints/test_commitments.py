"""The page of commitments: the figures of the sources come out of the rows."""

import pytest

from secretariat.models.people import Role
from secretariat.seed import facts, house, people
from secretariat.seed.cast import Cast
from tests.factories import commitment, country, meeting, pillar, progress, user
from tests.visitors import Visit, counting


@pytest.fixture
def ledger(app, session):
    """What the demonstration enters from public sources."""
    with app.test_request_context():
        facts.load()
        house.load(Cast(people.load()))
        session.commit()


def test_the_figures_of_the_sources_come_out_of_the_rows(app, ledger):
    page = Visit(app).read("/commitments")
    assert "Announced in 2024: USD 1,264,000,000." in page
    assert "Fourth ministerial meeting Wednesday 25 September 2024 Together USD 686,000,000" in page
    assert "Third ministerial meeting Tuesday 7 May 2024 Together USD 578,000,000" in page
    for figure in ("USD 369,000,000", "USD 228,000,000", "USD 10,000,000", "100,000 refugees resettled"):
        assert page.count(f"{figure} ") == (2 if figure == "USD 228,000,000" else 1)
    for country_ in ("Belize", "Canada", "Ecuador", "Panama", "Guatemala", "Argentina", "Colombia", "Mexico"):
        assert country_ in page


def test_filters_stand_in_the_address_and_sums_follow_them(app, ledger):
    browser = Visit(app)
    page = browser.read("/commitments?country=US&pillar=2")
    assert "1 commitment of 1 endorsing country." in page
    assert "100,000 refugees resettled" in page
    assert "686,000,000" not in page
    assert "Announced in 2024: USD 1,264,000,000." in browser.read("/commitments?pillar=1")
    assert '<option value="US" selected>' in browser.get("/commitments?country=US").text


@pytest.mark.parametrize("query", ["country=XX", "pillar=9", "country=US&pillar=9"])
def test_a_filter_without_a_match_says_so_and_leads_back(app, ledger, query):
    answer = Visit(app).get(f"/commitments?{query}")
    assert answer.status_code == 200
    assert "No commitment of this country and pillar has been entered." in answer.text
    assert 'href="/commitments"' in answer.text


@pytest.mark.parametrize("query", ["pillar=x", "pillar=", "country=", f"pillar={'9' * 30}", "country=%27"])
def test_an_odd_filter_breaks_nothing(app, session, query):
    commitment()
    session.commit()
    assert Visit(app).get(f"/commitments?{query}").status_code == 200


def test_nothing_entered_yet_is_said(app, session):
    assert "No commitments have been entered yet." in Visit(app).read("/commitments")


def test_progress_is_dated_and_the_latest_stands_first(app, session):
    one = commitment(amount=578, currency="USD")
    progress(one, "Half paid", amount=289)
    progress(one, "All paid", amount=578, on=one.announced_on.replace(year=2026))
    session.commit()
    page = Visit(app).read("/commitments")
    assert "USD 578 All paid Fri 25 Sep 2026 USD 289 Half paid Thu 31 Jul 2025" in page


def test_the_list_costs_the_same_for_one_row_and_for_three(app, session):
    def cost():
        session.commit()
        browser = Visit(app, person)
        with counting() as seen:
            browser.read("/commitments")
        return len(seen)

    person, fourth = user(Role.OFFICER), meeting("fourth")
    progress(commitment(meeting=fourth, pillar=pillar(1), amount=1, currency="USD"))
    one = cost()
    for number, alpha2 in enumerate(("PE", "BR"), 2):
        other = meeting(f"meeting-{number}")
        progress(commitment(country(alpha2), meeting=other, pillar=pillar(number), amount=1, currency="USD"))
    assert cost() == one == 5
