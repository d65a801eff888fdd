"""Help: one page per role, for everybody."""

import pytest

from secretariat.blueprints.help.views import PAGES
from secretariat.models.people import Role
from tests.visitors import Visit


def test_the_index_leads_to_a_page_for_each_role_and_for_the_chair(app):
    browser = Visit(app)
    index = browser.get("/help").text
    assert all(f'href="/help/{page}"' in index for page in PAGES)
    covered = {page.replace("-", "_") for page in PAGES} | {"observer"}  # shares the delegates' page
    assert {str(role) for role in Role} <= covered


@pytest.mark.parametrize("page", PAGES)
def test_each_page_says_what_one_does_here(app, page):
    assert "What you do here" in Visit(app).read(f"/help/{page}")


@pytest.mark.parametrize("page", ["king", "base", "index", "../layout", "focal_point"])
def test_no_other_page_is_there(app, page):
    assert Visit(app).get(f"/help/{page}").status_code == 404
