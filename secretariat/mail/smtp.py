"""One line to the mail server, used for one letter after the other, and what the server answered."""

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from secretariat.failpoints import reach
from secretariat.mail import plain, refusals
from secretariat.mail.refusals import About
from secretariat.mail.server import Server, Tls

READY, OK, FORWARDED, GO_AHEAD, CLOSING, FOR_GOOD = 220, 250, 251, 354, 421, 500
LONGEST_REPLY = 500


class Verdict(StrEnum):
    """What an attempt led to.

    later: not now, or the line broke before the last byte · never: no for good · silent: the last byte was sent
    and no answer came, so a copy may have arrived.
    """

    ACCEPTED = "accepted"
    LATER = "later"
    NEVER = "never"
    SILENT = "silent"


@dataclass(frozen=True)
class Answer:
    """What became of a letter. `dead`: the server does not know the address · `down`: it takes nothing now."""

    verdict: Verdict
    reply: str
    dead: bool = False
    down: bool = False


class Client(smtplib.SMTP):
    """smtplib's client, with its socket known from the first moment on so that it can be cut."""

    def __init__(self, server: Server, name: str, timeout: float) -> None:
        self.server = server
        super().__init__(local_hostname=name, timeout=timeout)
        self._host = server.host  # STARTTLS compares the certificate with it

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self.sock = socket.create_connection((host, port), timeout)
        if self.server.tls is Tls.WRAPPED:
            return self.server.context().wrap_socket(self.sock, server_hostname=host)
        return self.sock


class Line:
    """A connection that opens when it is needed. No letter takes longer than `seconds`, whatever the server does."""

    def __init__(self, server: Server, *, name: str, seconds: float) -> None:
        self.server, self.name, self.seconds = server, name, seconds
        self.client: Client | None = None
        self.handed = False
        self.late = False

    def send(self, sender: str, to: str, content: bytes, *, before_the_dot: Callable[[], None]) -> Answer:
        """Send a letter and return the answer.

        before_the_dot is called when all but the last bytes are sent; what it raises passes through, and the
        letter is not sent.
        """
        self.handed = False
        with self._limited():
            try:
                answer = self._talk(sender, to, content, before_the_dot)
            except smtplib.SMTPResponseException as error:
                answer = Answer(Verdict.LATER, said(error.smtp_code, error.smtp_error), down=True)
            except (OSError, smtplib.SMTPException) as error:
                answer = self._broken(error)
            except BaseException:
                self.close()
                raise
        if answer.verdict is not Verdict.ACCEPTED:
            self.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        if self.client:
            self.client.close()
        self.client = None

    @contextmanager
    def _limited(self) -> Iterator[None]:
        """Cut the line when the time is over: a server that says one byte a second never lets a read time out."""
        self.late = False
        timer = threading.Timer(self.seconds, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        self.late = True
        sock = self.client.sock if self.client else None
        if sock:
            with suppress(OSError):  # below TLS, whose own shutdown would wait for the other side
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _open(self) -> Client:
        client = self.client = Client(self.server, self.name, self.seconds / 2)
        code, text = client.connect(self.server.host, self.server.port)
        if code != READY:
            raise smtplib.SMTPConnectError(code, text)
        # The last line of a letter is a packet of its own. Nagle's algorithm would hold it back until the server
        # acknowledges the one before, which a server does with a delay: forty milliseconds for each letter.
        if client.sock:
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.ehlo_or_helo_if_needed()
        if self.server.tls is Tls.STARTTLS:
            client.starttls(context=self.server.context())
            client.ehlo_or_helo_if_needed()
        if self.server.user:
            client.login(self.server.user, self.server.password)
        reach("connected")
        if self.late:
            raise TimeoutError
        return client

    def _begin(self, sender: str) -> tuple[Client, int, bytes]:
        """Name the sender. An idle server hangs up on a line that is used again; that is no answer to this letter."""
        if self.client:
            with suppress(OSError, smtplib.SMTPException):
                code, text = self.client.mail(sender)
                if code != CLOSING:
                    return self.client, code, text
            self.close()
            if self.late:
                raise TimeoutError
        client = self._open()
        return client, *client.mail(sender)

    def _talk(self, sender: str, to: str, content: bytes, before_the_dot: Callable[[], None]) -> Answer:
        client, code, text = self._begin(sender)
        reach("mail")
        if code != OK:
            return refused(code, text)
        code, text = client.rcpt(to)
        reach("rcpt")
        if code not in {OK, FORWARDED}:
            return refused(code, text, recipient=True)
        code, text = client.docmd("DATA")
        if code != GO_AHEAD:
            return refused(code, text)
        body = re.sub(rb"(?m)^\.", b"..", content)
        client.send(body[: len(body) // 2])
        reach("mid_data")
        client.send(body[len(body) // 2 :])
        before_the_dot()
        if ended(client):
            raise smtplib.SMTPServerDisconnected("the server ended the line in the middle of the letter")
        reach("handed_over")
        self.handed = True
        client.send(b".\r\n")
        code, text = client.getreply()
        reach("after_250")
        return Answer(Verdict.ACCEPTED, said(code, text)) if code == OK else refused(code, text)

    def _broken(self, error: Exception) -> Answer:
        why = f"no end after {self.seconds:g} seconds" if self.late else reason(error)
        if self.handed:
            return Answer(Verdict.SILENT, f"no answer after the last byte: {why}", down=True)
        return Answer(Verdict.LATER, why, down=True)


def ended(client: Client) -> bool:
    """Tell whether the server has hung up, or spoken out of turn, while it should wait for the last byte."""
    sock = client.sock
    if sock is None:
        return True
    patience = sock.gettimeout()
    try:
        sock.settimeout(0)
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        sock.settimeout(patience)
        return False
    except OSError:
        pass
    return True


def refused(code: int, text: bytes, *, recipient: bool = False) -> Answer:
    """Return what a 4xx or 5xx means. Only what is said of the recipient's address tells that it is dead."""
    reply = said(code, text)
    if code < FOR_GOOD:
        return Answer(Verdict.LATER, reply, down=code == CLOSING)
    return Answer(Verdict.NEVER, reply, dead=recipient and refusals.about(reply) is About.ADDRESS)


def said(code: int, text: bytes | str) -> str:
    """Return a server's answer as one line without control characters."""
    words = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {plain.line(words, LONGEST_REPLY)}"[:LONGEST_REPLY]


def reason(error: Exception) -> str:
    """Return in one line why a line broke."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {error.verify_message}"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the server offers no encryption (STARTTLS), so nothing was sent"
    return " ".join(str(error).split())[:LONGEST_REPLY] or type(error).__name__
