"""What DNS is asked, by whom, and what is shown of its answer: a real server of names, on this machine."""

import contextvars
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner

from secretariat.cli import main
from secretariat.errors import Misconfigured
from secretariat.mail import dns, sender
from secretariat.models.people import Role
from secretariat.rules.sender.base import Said
from secretariat.settings import OwnKey, Settings
from tests import factories, keys
from tests.access.test_start import GOOD
from tests.names import BROKEN, SILENT, Names
from tests.visitors import Visit, words

KEY_NAME = "s2025._domainkey.example.org"


@pytest.fixture
def names():
    with Names() as names:
        yield names


@pytest.fixture
def house(house, settings, names):
    """A house with a key, whose questions go to the test's server."""
    own = OwnKey(keys.pair()[0], "s2025", "example.org")
    chosen = replace(settings, dkim=own, dns_server=names.address, smtp_url="smtps://u:swordfish@smtp.example.org")
    house.config["SETTINGS"] = chosen
    yield house
    house.config["SETTINGS"] = settings


@pytest.fixture
def officer(app, session):
    with app.test_request_context():
        made = factories.user(Role.OFFICER)
        session.commit()
    return Visit(app, made)


def publish(names, settings):
    """Let DNS hold all that it should."""
    for record in sender.records(sender.of(settings)).values():
        names.published[record.name] = [record.value]


def test_what_the_page_says_to_publish_is_what_the_check_finds_in_order(officer, house, names):
    publish(names, house.config["SETTINGS"])
    page = words(officer.post("/messages/sender").text)
    assert "Is our mail known as ours? Servers can tell that our mail is ours." in page
    assert page.count("In order ·") == 4
    assert "example.org signs, and readers see mail from example.org." in page
    assert sorted(names.asked) == ["_dmarc.example.org", "example.org", KEY_NAME]


def test_what_a_record_takes_in_is_asked_for_too(officer, house, names):
    publish(names, house.config["SETTINGS"])
    names.published["example.org"] = ["v=spf1 include:_spf.provider.net -all"]
    names.published["_spf.provider.net"] = ["v=spf1 include:gone.provider.net -all"]
    page = words(officer.post("/messages/sender").text)
    assert "takes in that of gone.provider.net, which has none that holds" in page
    assert {"_spf.provider.net", "gone.provider.net"} <= set(names.asked)


def test_a_domain_that_says_nothing_is_told_what_to_publish(officer, names):
    answer = officer.post("/messages/sender")
    page = words(answer.text)
    assert "SPF, DKIM and DMARC: something is missing" in page
    assert (page.count("Missing ·"), page.count("In order ·")) == (3, 1)
    assert "v=spf1 a:smtp.example.org -all" in page
    assert "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.org" in page
    assert f"under the name {KEY_NAME} (TXT): v=DKIM1; k=rsa; p=MII" in page
    assert "swordfish" not in answer.text


def test_nobody_is_asked_while_the_page_is_merely_shown(officer, names):
    page = officer.read("/messages/sender")
    assert "DNS is asked when you press the button." in page
    assert "v=DKIM1; k=rsa; p=MII" in page
    assert names.asked == []


def test_what_a_stranger_publishes_is_text_in_the_page(officer, names):
    names.published["example.org"] = ["v=spf1 <script>alert(1)</script> -all"]
    assert "<script>alert" not in officer.post("/messages/sender").text


def test_only_officers_and_auditors_see_it(app, session):
    with app.test_request_context():
        people = {role: factories.user(role) for role in (Role.FOCAL_POINT, Role.REVIEWER, Role.AUDITOR)}
        session.commit()
    seen = {role: Visit(app, one).get("/messages/sender").status_code for role, one in people.items()}
    assert seen == {Role.FOCAL_POINT: 403, Role.REVIEWER: 403, Role.AUDITOR: 200}


def test_a_house_without_key_and_server_is_told_what_is_not_set(app, settings, session, names):
    app.config["SETTINGS"] = replace(settings, dns_server=names.address)
    with app.test_request_context():
        made = factories.user(Role.OFFICER)
        session.commit()
    visit = Visit(app, made)
    page, asked = visit.read("/messages/sender"), words(visit.post("/messages/sender").text)
    app.config["SETTINGS"] = settings
    assert "no key is set (DKIM_KEY)" in page
    assert "No mail server is set (SMTP_URL)" in page
    assert "The system signs no mail" in asked
    assert names.asked == ["example.org", "_dmarc.example.org"] or len(names.asked) == 2


def test_a_long_text_is_put_together_and_fetched_over_tcp(house, names):
    long = "v=spf1 " + " ".join(f"ip4:192.0.2.{number}" for number in range(90)) + " -all"
    names.published["example.org"] = [long, "x"]
    said = dns.texts(["example.org"], house.config["SETTINGS"])
    assert (said["example.org"].texts, names.over_tcp) == ((long, "x"), 1)


def test_a_server_that_fails_or_is_silent_is_named_and_waited_for_once(house, names):
    names.published |= {"example.org": SILENT, "_dmarc.example.org": SILENT, KEY_NAME: BROKEN}
    began = time.monotonic()
    said = dns.texts(["example.org", "_dmarc.example.org", KEY_NAME, "nothing.example.org"], house.config["SETTINGS"])
    assert time.monotonic() - began < 2 * dns.PATIENCE + 5
    assert said == {
        "example.org": Said(name="example.org", trouble="no answer within 2 seconds"),
        "_dmarc.example.org": Said(name="_dmarc.example.org", trouble="no answer within 2 seconds"),
        KEY_NAME: Said(name=KEY_NAME, trouble="the server failed"),
        "nothing.example.org": Said(name="nothing.example.org"),
    }


@pytest.fixture
def give(engines, app, instance, names):
    """Give the command as somebody does who runs the house."""

    def run(**chosen):
        environ = engines.environ() | {
            "INSTANCE": str(instance), "DEMO": "0", "SECRET_KEY": GOOD["SECRET_KEY"],
            "DNS_SERVER": f"127.0.0.1:{names.port}", "DKIM_KEY": keys.pair()[0], "DKIM_SELECTOR": "s2025",
        }  # fmt: skip
        done = contextvars.copy_context().run(CliRunner(env=environ | chosen).invoke, main, ["mail", "check"])
        return done.exit_code, done.stdout

    return run


def test_the_command_says_the_same_as_the_page(give, house, names):
    code, said = give()
    assert code == 1
    assert "SPF   Missing   example.org does not say which servers may send for it." in said
    assert f"What DNS should say of {KEY_NAME} (TXT): v=DKIM1; k=rsa; p=MII" in said
    publish(names, house.config["SETTINGS"])
    code, said = give()
    assert (code, said.count("In order"), "should" in said) == (0, 4, False)


def test_where_dns_is_silent_the_command_says_that_it_does_not_know_and_ends_with_another_code(give, house, names):
    publish(names, house.config["SETTINGS"])
    names.published["_dmarc.example.org"] = SILENT
    code, said = give()
    assert (code, "DMARC Not known DNS gave no answer" in " ".join(said.split())) == (75, True)
    names.published |= {"example.org": SILENT, KEY_NAME: SILENT}
    code, said = give()
    assert (code, said.count("no answer within 2 seconds") >= 3, "Advice" in said) == (75, True, False)
    del names.published["example.org"]
    assert give()[0] == 1


def test_what_a_stranger_publishes_gives_no_order_to_the_terminal(give, names):
    names.published["example.org"] = ["v=spf1 \\027[31m -all"]
    assert "\x1b" not in give()[1]


@pytest.mark.parametrize("server", ["dns.example.org", "127.0.0.1:port", "::1:53:1", "1.2.3"])
def test_a_server_of_names_is_an_address(server):
    with pytest.raises(Misconfigured, match="DNS_SERVER"):
        Settings.read(GOOD | {"DNS_SERVER": server})


def test_a_server_of_names_may_have_a_port():
    assert Settings.read(GOOD | {"DNS_SERVER": "[::1]:5353"}).dns_server == ("::1", 5353)
    assert Settings.read(GOOD | {"DNS_SERVER": "9.9.9.9"}).dns_server == ("9.9.9.9", 53)
