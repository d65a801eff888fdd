"""Whether others can tell that our mail is ours: who sends, what DNS should say of it, and what it says."""

from email.utils import parseaddr

from secretariat.mail import dns, signing
from secretariat.mail.server import Server
from secretariat.rules.sender import dkim, dmarc, spf
from secretariat.rules.sender.base import Finding, Record, Sender
from secretariat.settings import Settings


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
    """Ask DNS, and say what it means. Takes as long as one name may."""
    key, policies = dkim.record(sender), dmarc.names(sender)
    said = dns.texts([sender.domain, *policies, *([key.name] if key else [])], settings)
    walked = [said[name] for name in policies]
    return [
        spf.judge(sender, said[sender.domain]),
        dkim.judge(sender, said[key.name] if key else None),
        dmarc.judge(sender, walked),
        dmarc.aligned(sender, walked),
    ]
