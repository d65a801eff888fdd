"""What the house notes on a message is shown in the reader's language; what a server said stays as it was."""

import pytest
from flask_babel import force_locale

from secretariat.mail import replies
from secretariat.models.countries import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_servers_words_stay_as_they_were(app, language):
    with app.test_request_context(), force_locale(language):
        assert replies.shown("550 5.1.1 no such user") == "550 5.1.1 no such user"
        assert replies.shown(f"{replies.TOO_LONG} (451 busy)").endswith(" (451 busy)")
        assert replies.shown(None) == ""


def test_every_note_has_its_words():
    notes = {value for name, value in vars(replies).items() if name.isupper() and isinstance(value, str)}
    assert notes == set(replies.WORDS)
