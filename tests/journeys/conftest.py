"""A browser for all journeys, and the whole house behind it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys import looking, scripted


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, one for all tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=looking.CHROMIUM, args=looking.ARGS)
        yield browser
        browser.close()


@pytest.fixture
def script() -> Iterator[scripted.Script]:
    """A server that answers as the test tells it."""
    with scripted.serving() as script:
        yield script


@pytest.fixture
def page(browser: Browser, script: scripted.Script) -> Iterator[Page]:
    """A page in a browser of its own, at the form that saves itself; nothing unexpected may happen in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    watch = looking.Watch(script.home, expected=(400, 401, 409, 422, 503, 507))
    watch.over(page)
    page.goto(f"{script.home}/report")
    yield page
    context.close()
    assert watch.seen == []
