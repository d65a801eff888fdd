"""SPF (RFC 7208): which servers may send for a domain."""

import ipaddress
import re

from flask_babel import gettext as _

from secretariat.rules.sender.base import Finding, Record, Said, Sender, Verdict, unheard

WHAT = "SPF"
MOST_QUESTIONS = 10  # RFC 7208, 4.6.4
ASKS = re.compile(r"[+?~-]?(include:|exists:|(a|mx|ptr)([:/].*)?$)|redirect=")


def record(sender: Sender) -> Record:
    """Return what to publish; a provider of mail has words of its own for the middle."""
    return Record(name=sender.domain, value=f"v=spf1 {_server(sender.server)} -all")


def _server(host: str) -> str:
    try:
        return f"ip{ipaddress.ip_address(host).version}:{host}"
    except ValueError:
        return f"a:{host}" if "." in host else "mx"


def judge(sender: Sender, said: Said) -> Finding:
    """Say what the record of a domain means."""
    if said.trouble:
        return unheard(WHAT, said)
    found = tuple(one for one in said.texts if re.match(r"v=spf1( |$)", one, re.IGNORECASE))
    verdict, words, todo = _meaning(sender, found)
    return Finding(what=WHAT, verdict=verdict, words=words, todo=todo, said=found)


def _meaning(sender: Sender, found: tuple[str, ...]) -> tuple[Verdict, str, str]:
    if not found:
        return (
            Verdict.MISSING,
            _("%(domain)s does not say which servers may send for it.", domain=sender.domain),
            _("Publish the record."),
        )
    if len(found) > 1:
        return (
            Verdict.MISSING,
            _("%(domain)s has several records, so servers believe none of them.", domain=sender.domain),
            _("Make one record of them."),
        )
    return _end(found[0].lower().split())


def _end(terms: list[str]) -> tuple[Verdict, str, str]:
    """Say what follows from the number of questions that a record causes, and from its end."""
    questions = sum(1 for one in terms if ASKS.match(one))
    if questions > MOST_QUESTIONS:
        return (
            Verdict.MISSING,
            _("The record causes %(count)s questions to DNS; beyond 10 servers give up.", count=questions),
            _("Name addresses (ip4, ip6) in place of names."),
        )
    if "all" in terms or "+all" in terms:
        return Verdict.MISSING, _("The record lets every server in the world send."), _("End the record with -all.")
    if "-all" in terms or "~all" in terms:
        return (
            Verdict.FINE,
            _("The domain names its servers and disowns the others; see that your mail server is among them."),
            "",
        )
    if any(one.startswith("redirect=") for one in terms):
        return Verdict.FINE, _("The record of another domain holds; see that your mail server is named there."), ""
    return Verdict.ADVICE, _("The record does not disown other servers."), _("End the record with -all.")
