"""Whether others can tell that our mail is ours: who sends, what DNS should say of it, and what it says."""

from email.utils import parseaddr

from secretariat.mail import dns, signing
from secretariat.mail.server import Server
from secretariat.rules.sender import dkim, dmarc, spf
from secretariat.rules.sender.base import Finding, Record, Said, Sender
from secretariat.settings import Settings

DEEPEST = 3  # records that take in records; providers need two


def of(settings: Settings) -> Sender:
    """Return from whom mails come."""
    signer = signing.of(settings)
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2].lower()
    server = Server.read(settings.smtp_url).host if settings.smtp_url else ""
    if signer is None:
        return Sender(domain=domain, server=server)
    return Sender(
        domain=domain, server=server, signs=signer.domain, selector=signer.selector, public=signer.public,
        bits=signer.bits,
    )  # fmt: skip


def records(sender: Sender) -> dict[str, Record]:
    """Return what DNS should hold, by the name of the check."""
    wanted = {spf.WHAT: spf.record(sender), dkim.WHAT: dkim.record(sender), dmarc.WHAT: dmarc.record(sender)}
    return {what: record for what, record in wanted.items() if record}


def check(sender: Sender, settings: Settings) -> list[Finding]:
    """Ask DNS, and say what it means. Takes at most as long as four names may, one after the other."""
    key, policies = dkim.record(sender), dmarc.names(sender)
    said = dns.texts([sender.domain, *policies, *([key.name] if key else [])], settings)
    walked = [said[name] for name in policies]
    return [
        spf.judge(sender, _with_taken_in(said[sender.domain], settings)),
        dkim.judge(sender, said[key.name] if key else None),
        dmarc.judge(sender, walked),
        dmarc.aligned(sender, walked),
    ]


def _with_taken_in(own: Said, settings: Settings) -> dict[str, Said]:
    """Return what DNS says of a domain and of those whose records (SPF) its own takes in, and theirs."""
    said = {own.name: own}
    for _depth in range(DEEPEST):
        wanted = {name for one in said.values() for name in spf.taken_in(one)} - said.keys()
        if not wanted or len(said) > spf.MOST_QUESTIONS:
            break
        said |= dns.texts(sorted(wanted)[: spf.MOST_QUESTIONS], settings)
    return said
