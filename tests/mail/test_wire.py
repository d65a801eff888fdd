"""A message as bytes: complete headers, readable in both forms, the same at each attempt."""

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretariat import links
from secretariat.mail import wire
from secretariat.mail.letter import MUTABLE, Kind
from secretariat.models.messages import Message
from tests import factories

FROM = "Secretaría técnica <secretariat@example.org>"


def message(**facts):
    given = {
        "kind": "receipt", "email": "focal.pe@example.org", "language": "es",
        "subject": "Enviar antes del viernes 19 de septiembre: informe nacional de avance sobre regularización (Perú)",
        "text": "Perú debe 2 textos.\n.una línea que empieza con punto\n" + "palabra " * 40 + "\n",
        "html": "<p>Perú debe 2 textos.</p>" + "<p>ñ</p>" * 200,
        "message_id": "<0123456789abcdef@example.org>", "created_at": factories.NOW,
    }  # fmt: skip
    return Message(**given | facts)


def test_the_head_says_who_when_what_and_that_nobody_should_answer_by_machine():
    parsed = message_from_bytes(wire.to_bytes(message(), FROM), policy=default)
    assert {name: str(value) for name, value in parsed.items() if name != "Content-Type"} == {
        "From": FROM,
        "To": "focal.pe@example.org",
        "Subject": message().subject,
        "Date": "Mon, 08 Sep 2025 14:00:00 +0000",
        "Message-ID": "<0123456789abcdef@example.org>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "es",
        "MIME-Version": "1.0",
    }


@pytest.mark.parametrize(
    "subject",
    [
        "Send by Friday 19 September: Contributions to the fifth ministerial (Guyana)",
        "Send by Friday 19 September: " + "a very long title of a call " * 8 + "(Guyana)",
        "Envíe a más tardar el viernes 19 de septiembre: Contribuciones a la quinta reunión ministerial (Perú)",
        "Répondez à 3 remarques pour le vendredi 12 septembre : " + "déclaration " * 20,
        "x" * 300,
    ],
)
def test_a_long_subject_arrives_as_it_was_without_a_blank_before_it(subject):
    raw = wire.to_bytes(message(subject=subject), FROM)
    assert raw.startswith(b"Subject: ")
    assert str(message_from_bytes(raw, policy=default)["Subject"]).rstrip() == subject.rstrip()
    assert max(map(len, raw.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


def test_text_and_page_arrive_as_they_were_written():
    parsed = message_from_bytes(wire.to_bytes(message(), FROM), policy=default)
    assert parsed.get_content_type() == "multipart/alternative"
    bodies = [part.get_content().replace("\r\n", "\n") for part in parsed.iter_parts()]
    assert bodies == [message().text, message().html + "\n"]


written = st.text(st.one_of(st.sampled_from("\r\n.= \t_-aéñ€😀"), st.characters(codec="utf-8")), max_size=200)


@settings(deadline=None)
@given(written, written)
def test_whatever_is_written_arrives_as_it_was_in_short_seven_bit_lines(text, page):
    """Only the ends of its lines become those of a mail."""
    raw = wire.to_bytes(message(text=text, html=page), FROM)
    parsed = message_from_bytes(raw, policy=default)
    bodies = [part.get_content().replace("\r\n", "\n") for part in parsed.iter_parts()]
    assert bodies == [b"\n".join([*one.encode().splitlines(), b""]).decode() for one in (text, page)]
    assert (raw.isascii(), max(map(len, raw.split(b"\r\n"))) <= 78) == (True, True)


def test_the_bytes_are_the_same_at_each_attempt():
    assert wire.to_bytes(message(), FROM) == wire.to_bytes(message(), FROM)


def test_every_line_is_short_seven_bit_and_ends_with_cr_lf():
    raw = wire.to_bytes(message(), FROM)
    assert raw.isascii()
    assert raw.endswith(b"\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(("kind", "has_token"), [("invitation", True), ("changes_requested", False)])
def test_only_an_invitation_gets_its_token_when_it_leaves(app, kind, has_token):
    with app.app_context():
        address = "http://localhost:8000/welcome/7"
        raw = wire.to_bytes(message(kind=kind, text=f"{address}\n", html=f'<a href="{address}">'), FROM)
    text = message_from_bytes(raw, policy=default).get_body(("plain",)).get_content()
    assert text.startswith("http://localhost:8000/welcome/7/") == has_token


def test_a_letter_that_one_may_stop_says_where_in_one_line_and_by_one_click(app):
    with app.app_context():
        raw = wire.to_bytes(message(kind="reminder", id=7), FROM)
        address = links.stop(7)
    head = raw.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert f"List-Unsubscribe: <{address}>" in head
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert str(message_from_bytes(raw, policy=default)["List-Unsubscribe"]) == f"<{address}>"


def test_no_letter_that_one_needs_says_how_to_stop_it(app):
    with app.app_context():
        for kind in set(Kind) - set(MUTABLE):
            assert b"List-Unsubscribe" not in wire.to_bytes(message(kind=kind), FROM), kind
