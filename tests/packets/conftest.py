"""The world that packets are collected from."""

import pytest

from secretariat.storage import Folder
from tests.packets import world as worlds


@pytest.fixture
def world(app, session, settings, tmp_path):
    """A meeting with an agenda, papers and people; storage is the application's own."""
    with app.test_request_context():
        yield worlds.make(Folder(settings.storage), tmp_path)
