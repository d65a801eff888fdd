"""A house of its own, for a file of journeys whose deeds would be in the way of others; by importing both fixtures."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, StorageState

from tests.journeys.conftest import running, signing_in


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The house, started for the file and stopped after it."""
    yield from running(tmp_path_factory.mktemp("apart"))


@pytest.fixture(scope="module")
def signed_in(browser: Browser, address: str) -> Callable[[str], StorageState]:
    """People sign in at this house, not at the other one."""
    return signing_in(browser, address)
