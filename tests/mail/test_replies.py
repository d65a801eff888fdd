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


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ("[Errno 111] Connection refused", "the mail server could not be reached: it refuses connections"),
        ("[Errno -2] Name or service not known", "the mail server could not be reached: its name was not found in DNS"),
        (
            "[Errno 113] No route to host",
            "the mail server could not be reached: no way leads to it through the network",
        ),
        ("timed out", "the mail server gave no answer in time"),
        ("no end after 30 seconds", "the mail server gave no answer in time"),
        (
            "the certificate is not valid: self-signed certificate",
            "nothing was sent: the mail server’s certificate is not valid (self-signed certificate)",
        ),
        (
            "the server offers no encryption (STARTTLS), so nothing was sent",
            "nothing was sent: the mail server offers no encryption (STARTTLS)",
        ),
        (
            "[SSL: WRONG_VERSION_NUMBER] wrong version number",
            "no encrypted connection to the mail server came about ([SSL: WRONG_VERSION_NUMBER] wrong version number)",
        ),
        ("Connection unexpectedly closed", "the mail server ended the connection"),
        (
            "no answer after the last byte: [Errno 104] Connection reset by peer",
            "no answer after the last byte: the mail server ended the connection",
        ),
        (
            f"{replies.TOO_LONG} ([Errno 111] Connection refused)",
            f"{replies.TOO_LONG} (the mail server could not be reached: it refuses connections)",
        ),
        ("something new", "something new"),
    ],
)
def test_what_no_server_said_is_said_in_words(app, reply, words):
    with app.test_request_context():
        assert (replies.shown(reply), replies.from_server(reply)) == (words, False)
        with force_locale("es"):
            assert replies.shown(reply) != words or reply == words


@pytest.mark.parametrize("reply", ["550 5.1.1 no such user", "421 busy", "5.2.2 mailbox full"])
def test_what_a_server_said_is_told_from_it(reply):
    assert replies.from_server(reply)


def test_every_note_has_its_words():
    notes = {value for name, value in vars(replies).items() if name.isupper() and isinstance(value, str)}
    assert notes == set(replies.WORDS)
