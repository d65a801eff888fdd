"""What a record of DNS means for mail that says it is ours."""

import pytest

from secretariat.rules.sender import dkim, dmarc, spf
from secretariat.rules.sender.base import Said, Sender, related, upwards

KEY = "MIIBIjANBgkq+/="
SENDER = Sender(
    domain="host.org", server="smtp.host.org", signs="host.org", selector="s2025", public=KEY, bits=2048
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("texts", "verdict", "words"),
    [
        ((), "missing", "does not say which servers"),
        (("google-site-verification=x", "v=spf10 -all"), "missing", "does not say which servers"),
        (("v=spf1 include:provider.net -all",), "fine", "names its servers"),
        (("V=SPF1 MX ~ALL",), "fine", "names its servers"),
        (("v=spf1 a -all", "v=spf1 mx -all"), "missing", "several records"),
        (("v=spf1 +all",), "missing", "every server in the world"),
        (("v=spf1 a all",), "missing", "every server in the world"),
        (("v=spf1 a ?all",), "advice", "does not disown"),
        (("v=spf1 a",), "advice", "does not disown"),
        (("v=spf1 redirect=_spf.provider.net",), "fine", "record of another domain"),
        ((f"v=spf1 {' '.join(f'include:{n}.net' for n in range(11))} -all",), "missing", "causes 11 questions"),
        ((f"v=spf1 {' '.join(f'ip4:192.0.2.{n}' for n in range(40))} -all",), "fine", "names its servers"),
    ],
)
def test_spf(texts, verdict, words):
    found = spf.judge(SENDER, {"host.org": Said(name="host.org", texts=texts)})
    assert (found.verdict, words in found.words, bool(found.todo)) == (verdict, True, verdict != "fine")


def provided(*records, **others):
    """Return what is found where the domain's record takes in a provider's, and that others."""
    texts = {"host.org": ("v=spf1 include:provider.net. -all",), "provider.net": records}
    texts |= {f"{name}.net": (record,) for name, record in others.items()}
    return spf.judge(SENDER, {name: Said(name=name, texts=them) for name, them in texts.items()})


def test_a_record_counts_the_questions_of_those_that_it_takes_in():
    many = " ".join(f"a:{number}.net" for number in range(8))
    assert provided(f"v=spf1 {many} -all").verdict == "fine"
    found = provided(f"v=spf1 include:deep.net {many} -all", deep="v=spf1 mx -all")
    assert (found.verdict, "causes 11 questions" in found.words) == ("missing", True)
    in_a_circle = provided("v=spf1 include:host.org -all")
    assert in_a_circle.verdict == "fine"


@pytest.mark.parametrize("records", [(), ("v=spf1 a -all", "v=spf1 mx -all"), ("another text",)])
def test_a_record_that_takes_in_what_is_none_is_believed_by_nobody(records):
    found = provided(*records)
    assert (found.verdict, "takes in that of provider.net" in found.words, bool(found.todo)) == ("missing", True, True)


def test_a_provider_of_whom_dns_says_nothing_now_is_not_held_against_the_record():
    silent = Said(name="provider.net", trouble="no answer")
    own = Said(name="host.org", texts=("v=spf1 include:provider.net -all",))
    assert spf.judge(SENDER, {"host.org": own, "provider.net": silent}).verdict == "fine"


@pytest.mark.parametrize(
    ("server", "value"),
    [
        ("smtp.host.org", "v=spf1 a:smtp.host.org -all"),
        ("192.0.2.7", "v=spf1 ip4:192.0.2.7 -all"),
        ("2001:db8::7", "v=spf1 ip6:2001:db8::7 -all"),
        ("localhost", "v=spf1 ip4:<the public address of your mail server> -all"),
        ("127.0.0.1", "v=spf1 ip4:<the public address of your mail server> -all"),
        ("10.0.0.5", "v=spf1 ip4:<the public address of your mail server> -all"),
        ("fd00::5", "v=spf1 ip6:<the public address of your mail server> -all"),
        ("", "v=spf1 mx -all"),
    ],
)
def test_what_spf_should_say_names_the_server(server, value):
    assert spf.record(Sender(domain="host.org", server=server)).value == value


@pytest.mark.parametrize(
    ("texts", "verdict", "words"),
    [
        ((), "missing", "does not hold the key"),
        (("some other text",), "missing", "does not hold the key"),
        ((f"v=DKIM1; k=rsa; p={KEY}",), "fine", "holds the key that signs here"),
        ((f"p={KEY[:6]} {KEY[6:]}",), "fine", "holds the key that signs here"),
        ((f"v=DKIM1; p={KEY}", "v=DKIM1; p=other"), "missing", "several keys"),
        (("v=DKIM1; p=",), "missing", "revoked"),
        (("v=DKIM1; p=MIIother",), "missing", "another key"),
        ((f"v=DKIM1; k=ed25519; p={KEY}",), "missing", "another key"),
        ((f"v=DKIM1; h=sha1; p={KEY}",), "missing", "does not admit"),
        ((f"v=DKIM1; s=tlsrpt; p={KEY}",), "missing", "does not admit"),
        ((f"v=DKIM1; t=y:s; p={KEY}",), "advice", "only a trial"),
    ],
)
def test_dkim(texts, verdict, words):
    found = dkim.judge(SENDER, Said(name="s2025._domainkey.host.org", texts=texts))
    assert (found.verdict, words in found.words, bool(found.todo)) == (verdict, True, verdict != "fine")


def test_a_short_key_is_in_dns_and_should_be_longer():
    short = Sender(domain="host.org", signs="host.org", selector="s", public=KEY, bits=1024)
    found = dkim.judge(short, Said(name="s._domainkey.host.org", texts=(f"p={KEY}",)))
    assert (found.verdict, "1024 bits" in found.words) == ("advice", True)


def test_a_house_without_a_key_has_nothing_to_publish_and_is_told_so():
    bare = Sender(domain="host.org")
    assert dkim.record(bare) is None
    assert dkim.judge(bare, None).verdict == "advice"


@pytest.mark.parametrize(
    ("texts", "verdict", "words"),
    [
        ((), "missing", "No policy holds"),
        (("v=DMARC1; p=reject",), "fine", "only says it is from you"),
        (("v=DMARC1;p=quarantine;rua=mailto:x@host.org",), "fine", "only says it is from you"),
        (("v=DMARC1; p=none",), "advice", "only watched"),
        (("v=DMARC1; p=reject; pct=20",), "advice", "a part of the mail"),
        (("v=DMARC1; p=",), "missing", "no policy that servers know"),
        (("v=DMARC1; p=none", "v=DMARC1; p=reject"), "missing", "several policies"),
    ],
)
def test_dmarc(texts, verdict, words):
    found = dmarc.judge(SENDER, [Said(name="_dmarc.host.org", texts=texts)])
    assert (found.verdict, words in found.words, bool(found.todo)) == (verdict, True, verdict != "fine")


def test_the_policy_of_a_domain_above_holds_with_what_it_says_of_those_below():
    below = Sender(domain="mail.host.org")
    assert dmarc.names(below) == ["_dmarc.mail.host.org", "_dmarc.host.org"]
    nothing = Said(name="_dmarc.mail.host.org")
    above = Said(name="_dmarc.host.org", texts=("v=DMARC1; p=reject; sp=none",))
    assert dmarc.judge(below, [nothing, above]).verdict == "advice"
    own = Said(name="_dmarc.mail.host.org", texts=("v=DMARC1; p=reject; sp=none",))
    assert dmarc.judge(below, [own, above]).verdict == "fine"


@pytest.mark.parametrize(
    ("domain", "signs", "policy", "verdict"),
    [
        ("host.org", "host.org", "v=DMARC1; p=none; adkim=s", "fine"),
        ("host.org", "mail.host.org", "v=DMARC1; p=none", "fine"),
        ("mail.host.org", "host.org", "v=DMARC1; p=none", "fine"),
        ("host.org", "mail.host.org", "v=DMARC1; p=none; adkim=s", "missing"),
        ("host.org", "provider.net", "v=DMARC1; p=none", "missing"),
        ("host.org", "org", "v=DMARC1; p=none", "missing"),
        ("host.org", "", "v=DMARC1; p=none", "advice"),
    ],
)
def test_what_signs_must_be_what_readers_see_after_from(domain, signs, policy, verdict):
    found = dmarc.aligned(Sender(domain=domain, signs=signs), [Said(name="_dmarc.host.org", texts=(policy,))])
    assert (found.what, found.verdict, bool(found.todo)) == ("From", verdict, verdict != "fine")


def test_no_answer_is_neither_good_nor_bad():
    silent = Said(name="host.org", trouble="no answer within 2 seconds")
    found = [spf.judge(SENDER, {"host.org": silent}), dkim.judge(SENDER, silent), dmarc.judge(SENDER, [silent])]
    assert {one.verdict for one in found} == {"unknown"}
    assert all("no answer within 2 seconds" in one.words for one in found)


def test_domains_are_related_only_upwards():
    assert list(upwards("a.b.host.org")) == ["a.b.host.org", "b.host.org", "host.org"]
    assert list(upwards("localhost")) == ["localhost"]
    assert not related("ghost.org", "host.org")
    assert not related("mail.host.org", "news.host.org")
