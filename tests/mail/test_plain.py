"""No header is smuggled into a mail, whatever somebody calls themselves or a call."""

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretariat.errors import Refused
from secretariat.mail import outbox, plain, wire
from secretariat.mail.letter import Kind, Letter
from secretariat.models.messages import Message
from tests import factories

SMUGGLED = [
    "Report\r\nBcc: all@example.org",
    "Report\nBcc: all@example.org",
    "Report\rBcc: all@example.org",
    "Report\x00",
    "Report\x1b[31m",
    "Report\x85Bcc: all@example.org",
    "Report\u2028Bcc: all@example.org",
    "Report\u2029Bcc: all@example.org",
    "Report \u202egro.elpmaxe",
    "=?utf-8?q?x=0ABcc:_all@example.org?=",
    "=?utf-8?b?eApCY2M6IGFsbEBleGFtcGxlLm9yZw==?=",
    "before =?us-ascii?q?=0D=0ABcc:?= after",
]
ADDRESSES = [
    "a@b.org\r\nBcc: c@d.org",
    "a@b.org, c@d.org",
    "<a@b.org>",
    "Rosa <a@b.org>",
    "a b@c.org",
    "a@b",
    "a@b.org ",
    "a..b@c.org",
    "=?utf-8?q?a=0A?=@b.org",
    "rosa@perú.pe",
    f"{'a' * 65}@b.org",
    f"a@{'b.' * 140}org",
    "",
]
HEADERS = [
    "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version",
    "Content-Language", "Content-Type",
]  # fmt: skip


@pytest.mark.parametrize("text", SMUGGLED)
def test_words_that_could_become_a_header_are_refused(app, text):
    with app.test_request_context(), pytest.raises(Refused):
        plain.words(text)


@pytest.mark.parametrize("text", ["Ñandú & Cía.", "Đỗ", 'O\'Brien, "Pat"', "É"])
def test_names_as_people_bear_them_pass(text):
    assert plain.words(text) == text


@pytest.mark.parametrize("text", ADDRESSES)
def test_what_is_no_single_address_is_refused(app, text):
    with app.test_request_context(), pytest.raises(Refused):
        plain.address(text)


@pytest.mark.parametrize("text", ["focal.pe@example.org", "o'brien+lad@mre.gob.pe", "a@b-c.example.org"])
def test_addresses_as_ministries_have_them_pass(text):
    assert plain.address(text) == text


def letter(subject: str) -> Letter:
    return Letter(
        kind=Kind.APPROVED, subject=subject, heading="h", greeting="g", lead="l", button="b", path="/deliverables/1"
    )


@pytest.mark.parametrize("text", SMUGGLED)
def test_a_letter_with_such_a_subject_is_not_written(session, text):
    reader = factories.user()
    with pytest.raises(Refused):
        outbox.put(letter(text), to=reader, at=factories.NOW)
    assert factories.how_many(Message) == 0


def message(subject: str) -> Message:
    return Message(
        kind="approved", email="a@example.org", language="es", subject=subject, text="texto", html="<p>texto</p>",
        message_id="<0123456789abcdef@example.org>", created_at=factories.NOW,
    )  # fmt: skip


@settings(deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_any_subject_either_arrives_as_it_was_or_is_refused(house, subject):
    with house.test_request_context():
        try:
            raw = wire.to_bytes(message(subject), "Secretariat <secretariat@example.org>")
        except Refused:
            return
    parsed = message_from_bytes(raw, policy=default)
    assert parsed.keys() == HEADERS
    assert " ".join(str(parsed["Subject"]).split()) == " ".join(subject.split())
