"""A person at a page, whose interactions are counted: what is done often must take few of them."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page


@dataclass
class Hands:
    """Every press, click, choice and text that is typed counts as one interaction."""

    page: Page
    count: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.count += 1

    def click(self, what: str | Locator) -> None:
        (self.page.locator(what) if isinstance(what, str) else what).first.click()
        self.count += 1

    def fill(self, what: Locator, words: str) -> None:
        what.fill(words)
        self.count += 1

    def attach(self, what: Locator, file: Any) -> None:
        what.set_input_files(file)
        self.count += 1
