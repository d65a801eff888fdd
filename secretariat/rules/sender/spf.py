"""SPF (RFC 7208): which servers may send for a domain."""

import ipaddress
import re
from collections.abc import Mapping

from flask_babel import gettext as _

from secretariat.rules.sender.base import Finding, Record, Said, Sender, Verdict, unheard

WHAT = "SPF"
MOST_QUESTIONS = 10  # RFC 7208, 4.6.4
# Whose record counts as well. One whose name depends on the mail (with '%') is known to servers alone.
TAKES_IN = re.compile(r"[+?~-]?include:([^%\s]+)$|redirect=([^%\s]+)$")
INSIDE = [ipaddress.ip_network(one) for one in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
ASKS = re.compile(r"[+?~-]?(include:|exists:|(a|mx|ptr)([:/].*)?$)|redirect=")


def record(sender: Sender) -> Record:
    """Return what to publish; a provider of mail has words of its own for the middle."""
    return Record(name=sender.domain, value=f"v=spf1 {_server(sender.server)} -all")


def _server(host: str) -> str:
    """Return the term that names a server; of a relay inside a network, the world sees another address than we do."""
    if not host:
        return "mx"
    outside = _("the public address of your mail server")
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return f"a:{host}" if "." in host else f"ip4:<{outside}>"
    inside = address.is_loopback or address.is_link_local or any(address in net for net in INSIDE)
    return f"ip{address.version}:<{outside}>" if inside else f"ip{address.version}:{host}"


def judge(sender: Sender, said: Mapping[str, Said]) -> Finding:
    """Say what the record of a domain means. said: by name, of the domain and of those whose records it takes in."""
    own = said[sender.domain]
    if own.trouble:
        return unheard(WHAT, own)
    found = records(own)
    verdict, words, todo = _meaning(sender, found, said)
    return Finding(what=WHAT, verdict=verdict, words=words, todo=todo, said=found)


def records(said: Said) -> tuple[str, ...]:
    """Return which of the texts of a name are such records."""
    return tuple(one for one in said.texts if re.match(r"v=spf1( |$)", one, re.IGNORECASE))


def taken_in(said: Said) -> list[str]:
    """Return the names whose records a record takes in, in its order."""
    terms = [one for record in records(said)[:1] for one in record.lower().split()]
    found = [TAKES_IN.fullmatch(one) for one in terms]
    return list(dict.fromkeys((one[1] or one[2]).rstrip(".") for one in found if one))


def _meaning(sender: Sender, found: tuple[str, ...], said: Mapping[str, Said]) -> tuple[Verdict, str, str]:
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
    return _taken_in(said) or _end(found[0].lower().split(), _questions(sender.domain, said))


def _taken_in(said: Mapping[str, Said]) -> tuple[Verdict, str, str] | None:
    """Say which record is taken in that is none: servers then believe nothing of the whole."""
    wanted = {name for one in said.values() for name in taken_in(one)}
    for name in sorted(wanted & said.keys()):
        if not said[name].trouble and len(records(said[name])) != 1:
            return (
                Verdict.MISSING,
                _("The record takes in that of %(name)s, which has none that holds, so servers believe nothing of it.",
                  name=name),
                _("Correct the name, or take it out."),
            )  # fmt: skip
    return None


def _questions(name: str, said: Mapping[str, Said], above: frozenset[str] = frozenset()) -> int:
    """Return how many questions to DNS a record causes, with those of the records that it takes in."""
    if name in above or name not in said:
        return 0
    terms = [one for record in records(said[name])[:1] for one in record.lower().split()]
    below = sum(_questions(one, said, above | {name}) for one in taken_in(said[name]))
    return sum(1 for one in terms if ASKS.match(one)) + below


def _end(terms: list[str], questions: int) -> tuple[Verdict, str, str]:
    """Say what follows from the number of questions that a record causes, and from its end."""
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
