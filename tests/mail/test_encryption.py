"""A line is encrypted as SMTP_URL says, to a server that proves its name, or nothing is sent."""

import ssl
from contextlib import closing

import pytest
import trustme

from secretariat.errors import Misconfigured
from secretariat.mail.server import Server, Tls
from secretariat.mail.smtp import Answer, Line, Verdict
from tests.sink import Sink

KINDS = ["starttls", "wrapped"]


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@pytest.fixture(autouse=True)
def trusted(app, authority, tmp_path, monkeypatch):
    pem = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with app.app_context():
        yield


def context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(made)
    return made


def send(url: str) -> Answer:
    with closing(Line(Server.read(url), name="example.org", seconds=10)) as line:
        return line.send("a@example.org", "b@example.org", b"Message-ID: <1@x>\r\n\r\nx\r\n", before_the_dot=int)


def named(sink: Sink) -> str:
    """Return the server's address by a name, since certificates are for names."""
    return sink.url.replace("127.0.0.1", "localhost")


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_travels_encrypted_where_the_server_proves_its_name(authority, kind):
    with Sink(**{kind: context(authority, "localhost")}) as server:
        assert send(named(server)) == Answer(Verdict.ACCEPTED, "250 kept")
        assert len(server.copies) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_with_another_name_gets_nothing(authority, kind):
    with Sink(**{kind: context(authority, "elsewhere.example.org")}) as server:
        answer = send(named(server))
        assert (answer.verdict, answer.down, server.copies) == (Verdict.LATER, True, [])
        assert "the certificate is not valid" in answer.reply


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_whose_authority_nobody_knows_gets_nothing(kind):
    with Sink(**{kind: context(trustme.CA(), "localhost")}) as server:
        answer = send(named(server))
        assert (answer.verdict, server.copies) == (Verdict.LATER, [])
        assert "the certificate is not valid" in answer.reply


def test_a_server_that_offers_no_encryption_gets_nothing():
    with Sink() as server:
        answer = send(named(server).replace("smtp://", "smtp+starttls://"))
        assert (answer.verdict, server.copies) == (Verdict.LATER, [])
        assert "no encryption" in answer.reply


def test_a_server_that_only_speaks_in_the_clear_gets_nothing_over_smtps():
    with Sink() as server:
        answer = send(named(server).replace("smtp://", "smtps://"))
        assert (answer.verdict, server.copies) == (Verdict.LATER, [])


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://u:p%40ss@mail.example.org", Server("mail.example.org", 465, Tls.WRAPPED, "u", "p@ss")),
        ("smtp+starttls://u:p@mail.example.org", Server("mail.example.org", 587, Tls.STARTTLS, "u", "p")),
        ("smtp+starttls://mail.example.org:25/", Server("mail.example.org", 25, Tls.STARTTLS, "", "")),
        ("smtp://localhost:2525", Server("localhost", 2525, Tls.NONE, "", "")),
    ],
)
def test_the_address_says_host_port_encryption_and_account(url, server):
    assert Server.read(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://host:port",
        "smtp://u:secret@mail.example.org",
        "smtps://u:secret@mail.example.org/path",
        "smtps://u:secret@mail.example.org?starttls=1",
    ],
)
def test_an_address_that_cannot_work_ends_the_start_without_telling_the_password(url):
    with pytest.raises(Misconfigured) as error:
        Server.read(url)
    assert "secret" not in str(error.value)
