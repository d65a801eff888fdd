"""One line to the server: what an answer means, and that no server holds it for longer than it may."""

import socket
from contextlib import closing

import pytest

from secretariat.mail.server import Server
from secretariat.mail.smtp import Answer, Line, Verdict
from tests.sink import RESET, SILENT, TRICKLE, Sink

CONTENT = b"Message-ID: <1@example.org>\r\n\r\n.a line that begins with a dot\r\n..\r\n.\r\nthe end\r\n"


@pytest.fixture
def sink(app):
    with app.app_context(), Sink() as sink:
        yield sink


def open_line(sink: Sink, seconds: float = 10) -> closing[Line]:
    return closing(Line(Server.read(sink.url), name="example.org", seconds=seconds))


def send(line: Line, before_the_dot=int) -> Answer:
    return line.send("a@example.org", "b@example.org", CONTENT, before_the_dot=before_the_dot)


def test_a_letter_arrives_byte_by_byte_dots_included(sink):
    with open_line(sink) as line:
        assert send(line) == Answer(Verdict.ACCEPTED, "250 kept")
    assert [copy.content for copy in sink.copies] == [CONTENT]


def test_a_line_serves_one_letter_after_the_other(sink):
    with open_line(sink) as line:
        assert [send(line).verdict for _each in range(5)] == [Verdict.ACCEPTED] * 5
    assert sink.connections == 1


def test_a_server_that_hung_up_between_two_letters_is_called_again(sink):
    with open_line(sink) as line:
        send(line)
        sink.answer("mail", "421 4.4.2 idle for too long")
        assert send(line).verdict == Verdict.ACCEPTED
        sink.answer("mail", RESET)
        assert send(line).verdict == Verdict.ACCEPTED
    assert sink.connections == 3


@pytest.mark.parametrize(
    ("stage", "said", "answer"),
    [
        ("rcpt", "450 4.2.0 greylisted", Answer(Verdict.LATER, "450 4.2.0 greylisted")),
        ("dot", "421 4.3.2 closing", Answer(Verdict.LATER, "421 4.3.2 closing", down=True)),
        ("greeting", "554 5.7.1 listed", Answer(Verdict.LATER, "554 5.7.1 listed", down=True)),
        ("rcpt", "550 5.1.1 unknown", Answer(Verdict.NEVER, "550 5.1.1 unknown", dead=True)),
        ("rcpt", "554 5.7.1 not from you", Answer(Verdict.NEVER, "554 5.7.1 not from you")),
        ("rcpt", "552 5.2.2 full", Answer(Verdict.NEVER, "552 5.2.2 full")),
        ("mail", "550 5.7.1 not you", Answer(Verdict.NEVER, "550 5.7.1 not you")),
        ("data", "554 5.5.1 no", Answer(Verdict.NEVER, "554 5.5.1 no")),
        ("dot", "554 5.6.0 spam", Answer(Verdict.NEVER, "554 5.6.0 spam")),
        ("rcpt", "550 \x1b[31mred\x07 " + "x" * 900, Answer(Verdict.NEVER, "550 [31mred " + "x" * 488, dead=True)),
    ],
)
def test_what_an_answer_means(sink, stage, said, answer):
    sink.answer(stage, said)
    with open_line(sink) as line:
        assert send(line) == answer


@pytest.mark.parametrize("stage", ["greeting", "mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("fault", [SILENT, TRICKLE])
def test_no_letter_takes_longer_than_it_may(sink, stage, fault):
    sink.answer(stage, fault)
    with open_line(sink, seconds=0.6) as line:
        answer = send(line)
    # One that was waited for to its last byte would have been accepted.
    assert answer.verdict == (Verdict.SILENT if stage == "dot" else Verdict.LATER)
    assert answer.down


def test_the_last_line_of_a_letter_is_not_held_back_until_the_server_has_acknowledged_those_before(sink):
    with open_line(sink) as line:
        send(line)
        assert line.client.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1


def test_a_server_that_is_not_there_is_no_answer_to_the_letter(app):
    with Sink() as gone:
        pass
    with app.app_context(), open_line(gone) as line:
        answer = send(line)
    assert (answer.verdict, answer.down) == (Verdict.LATER, True)


def test_a_line_that_broke_before_the_last_byte_is_no_silence(sink):
    sink.answer("data", RESET)
    with open_line(sink) as line:
        answer = send(line, before_the_dot=lambda: sink.was_reset.wait(10))
    assert (answer.verdict, sink.copies) == (Verdict.LATER, [])


def test_what_is_raised_before_the_dot_keeps_the_letter_from_leaving(sink):
    def fail() -> None:
        raise ZeroDivisionError

    with open_line(sink) as line, pytest.raises(ZeroDivisionError):
        send(line, before_the_dot=fail)
    assert sink.copies == []
