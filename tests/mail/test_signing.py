"""A signature that another server's check takes, over all that matters, the same at each attempt."""

import base64
import re
from dataclasses import replace

import dkim
import pytest
from sqlalchemy import func, update

from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.mail import deliver, signing, wire
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.settings import OwnKey, Settings
from tests import factories, keys
from tests.access.test_start import GOOD
from tests.letters import letter_to
from tests.sink import SILENT, Sink

FROM = "Secretariat <secretariat@example.org>"
SIGNED = {
    "from", "to", "reply-to", "subject", "date", "message-id", "mime-version", "content-type", "content-language",
    "list-unsubscribe", "list-unsubscribe-post", "auto-submitted",
}  # fmt: skip


@pytest.fixture
def own(settings):
    return replace(settings, dkim=OwnKey(keys.pair()[0], "s2025", "example.org"), smtp_timeout=1)


@pytest.fixture
def sink(app, settings, own):
    """A real server to which a house with a key sends."""
    with Sink() as sink:
        app.config["SETTINGS"] = replace(own, smtp_url=sink.url)
        yield sink
    app.config["SETTINGS"] = settings


def published(name, timeout=5):
    """Answer as DNS does for the key of these tests."""
    public = base64.b64encode(keys.pair()[1])
    return b"v=DKIM1; k=rsa; p=" + public if name == b"s2025._domainkey.example.org." else None


def holds(content):
    return dkim.verify(content, dnsfunc=published)


def put(session, **facts):
    waiting = {"state": "waiting", "attempts": 0, "sent_at": None, "kind": "assigned"}
    made = factories.add(letter_to(factories.user(Role.FOCAL_POINT), **waiting | facts))
    session.commit()
    return made


def send():
    assert deliver.all_due(seconds=60)


def test_a_mail_that_arrives_is_signed_and_one_that_was_changed_is_not(sink, session):
    put(session, language="es", subject="Revisión: " + "una palabra larga " * 12)
    send()
    [copy] = sink.copies
    assert holds(copy.content)
    for before, after in (
        (b"It is here.", b"It is gone."),
        (b"List-Unsubscribe: <", b"List-Unsubscribe: <https://elsewhere.example/"),
        (b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Other"),
        (b"From: Secretariat", b"From: Somebody"),
        (b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nReply-To: thief@example.net"),
        (b"MIME-Version: 1.0", b"MIME-Version: 1.0\r\nSubject: Another"),
    ):
        changed = copy.content.replace(before, after, 1)
        assert (changed != copy.content, holds(changed)) == (True, False), before


def test_each_attempt_sends_the_same_bytes_whatever_the_hour(sink, session):
    put(session)
    sink.answer("dot", SILENT)
    send()
    with transaction() as now:
        now.execute(update(Message).values(next_attempt_at=func.now()))
    send()
    first, second = sink.copies
    assert first.content == second.content
    assert holds(second.content)


def test_the_signature_covers_what_matters_and_bears_the_moment_of_the_mail(sink, session):
    put(session)
    send()
    head = dkim.rfc822_parse(sink.copies[0].content)[0]
    tags = dkim.util.parse_tag_value(dict(head)[b"DKIM-Signature"])
    assert {one.strip() for one in tags[b"h"].decode().lower().split(":")} == SIGNED
    assert tags[b"h"].decode().lower().split(" : ").count("from") == 2
    assert {name: tags[name].decode() for name in (b"a", b"c", b"d", b"s", b"t")} == {
        b"a": "rsa-sha256", b"c": "relaxed/relaxed", b"d": "example.org", b"s": "s2025",
        b"t": str(int(factories.NOW.timestamp())),
    }  # fmt: skip


@pytest.mark.parametrize("bits", [1024, 2048, 3072])
@pytest.mark.parametrize("kind", [keys.OLD, keys.NEW])
def test_the_public_half_is_what_another_library_makes_of_the_key(settings, bits, kind):
    pem, public = keys.pair(bits, kind)
    signer = signing.of(replace(settings, dkim=OwnKey(pem.replace("\n", "\r\n"), "s", "example.org")))
    assert (signer.bits, base64.b64decode(signer.public)) == (bits, public)
    assert pem.splitlines()[1] not in repr(signer)


def test_without_a_key_nothing_is_signed(app, session):
    with app.app_context():
        assert b"DKIM" not in wire.to_bytes(put(session), FROM, signer=signing.of(app.config["SETTINGS"]))


def key_of(**given):
    settings = Settings.read(GOOD | {"DKIM_SELECTOR": "S2025", "MAIL_FROM": "Sec <sec@Host.org>"} | given)
    return settings, signing.of(settings)


def test_a_key_is_taken_from_a_file_or_as_it_is_and_signs_for_the_domain_of_the_sender(tmp_path):
    pem, file = keys.pair()[0], tmp_path / "dkim.pem"
    file.write_text(pem)
    for given in (str(file), pem, pem.replace("\n", "\\n")):
        settings, signer = key_of(DKIM_KEY=given)
        assert (signer.selector, signer.domain, signer.bits) == ("s2025", "host.org", 2048)
        assert pem.splitlines()[1] not in repr(settings)
    assert key_of(DKIM_KEY=pem, DKIM_DOMAIN="mail.host.org")[1].domain == "mail.host.org"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"DKIM_KEY": "/nowhere/key.pem"},
            r"DKIM_KEY names the file '/nowhere/key\.pem', which cannot be read: No",
        ),
        ({"DKIM_KEY": "x" * 300}, r"DKIM_KEY is neither a file nor a key that begins with"),
        ({"DKIM_KEY": keys.WEAK}, r"The key in DKIM_KEY has 768 bits, which servers do not take"),
        ({"DKIM_KEY": keys.of_a_curve()}, r"DKIM_KEY holds no RSA private key that can be read"),
        ({"DKIM_KEY": "-----BEGIN PRIVATE KEY-----\n!\n-----END"}, r"DKIM_KEY holds no RSA private key"),
        ({"DKIM_KEY": keys.pair()[0][:400]}, r"DKIM_KEY holds no RSA private key"),
        ({"DKIM_KEY": keys.WEAK, "DKIM_SELECTOR": ""}, r"set DKIM_SELECTOR too"),
        ({"DKIM_KEY": keys.WEAK, "DKIM_SELECTOR": "a b"}, r"set DKIM_SELECTOR too"),
        ({"DKIM_KEY": keys.WEAK, "DKIM_DOMAIN": "host"}, r"DKIM_DOMAIN is 'host'"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_in_one_sentence_without_the_key(given, sentence):
    with pytest.raises(Misconfigured, match=sentence) as error:
        key_of(**given)
    assert not re.search(r"[A-Za-z0-9+/]{40}", str(error.value))
