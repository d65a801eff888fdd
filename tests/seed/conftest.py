"""The demonstration, loaded once for all tests that only read it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session

from secretariat.database import db, transaction
from secretariat.seed import demo
from secretariat.settings import Settings
from tests.broom import Broom


@pytest.fixture(scope="session")
def demonstration(settings: Settings) -> Settings:
    """The settings of a demonstration on the tests' engines."""
    return replace(settings, demo=True)


@pytest.fixture(scope="module")
def story(house: Flask, broom: Broom, demonstration: Settings) -> Iterator[scoped_session[Any]]:
    """A session on the loaded demonstration; whoever uses it changes nothing."""
    with house.app_context():
        with transaction():
            demo.load(demonstration)
        yield db.session
        db.session.rollback()
    broom.sweep()
