"""What an officer reads of a letter under Messages, in a browser."""

import re

from playwright.sync_api import Page


def read(officer: Page, asked: str, name: str) -> str:
    """Open the newest letter that Messages finds whose subject begins so, and return its whole page."""
    officer.goto(f"/messages?q={asked}")
    officer.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    # A click waits for the next page to begin, not for its words.
    officer.wait_for_url(re.compile(r"/messages/\d+$"))
    return officer.content()
