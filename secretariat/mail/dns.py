"""Asking DNS for the texts of names: all at once, each for a short time, and only when somebody wants to know."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.resolver

from secretariat.rules.sender.base import Said
from secretariat.settings import Settings

PATIENCE = 2.0  # seconds for a name, whatever servers there are
MOST_TEXTS, LONGEST_TEXT = 20, 2_000
BUFFER = 1232  # bytes of an answer over UDP; what is longer is asked again over TCP


def texts(names: Sequence[str], settings: Settings) -> dict[str, Said]:
    """Return what DNS says of each name."""
    try:
        resolver = _resolver(settings)
    except (dns.exception.DNSException, OSError) as error:
        return {name: Said(name=name, trouble=_why(error)) for name in names}
    with ThreadPoolExecutor(max_workers=len(names)) as pool:
        return {said.name: said for said in pool.map(lambda name: _ask(resolver, name), names)}


def _resolver(settings: Settings) -> dns.resolver.Resolver:
    """Return what asks this machine's servers, or the one that is set: an office's own may answer otherwise."""
    chosen = settings.dns_server
    resolver = dns.resolver.Resolver(configure=chosen is None)
    if chosen:
        resolver.nameservers, resolver.port = [chosen[0]], chosen[1]
    resolver.lifetime = PATIENCE
    resolver.use_edns(0, 0, BUFFER)
    return resolver


def _ask(resolver: dns.resolver.Resolver, name: str) -> Said:
    try:
        found = resolver.resolve(f"{name}.", "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Said(name=name)
    except (dns.exception.DNSException, OSError, ValueError) as error:
        return Said(name=name, trouble=_why(error))
    whole = (b"".join(one.strings).decode("utf-8", "replace")[:LONGEST_TEXT] for one in found)
    return Said(name=name, texts=tuple(sorted(whole)[:MOST_TEXTS]))


def _why(error: Exception) -> str:
    """Return in a few words, in English as servers speak, why there is no answer."""
    if isinstance(error, dns.exception.Timeout):
        return f"no answer within {PATIENCE:g} seconds"
    if isinstance(error, dns.resolver.NoNameservers):
        return "the server failed"
    return type(error).__name__
