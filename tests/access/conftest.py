"""The world of these tests."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session

from tests.access.world import World


@pytest.fixture
def world(app: Flask, session: scoped_session[Any]) -> World:
    """Two countries with the same things."""
    del session
    with app.test_request_context():
        return World(app)
