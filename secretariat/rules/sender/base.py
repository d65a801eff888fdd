"""What the three checks share: who sends, what DNS said, and what is found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _

FEWEST_LABELS = 2  # of a domain that somebody can own


class Verdict(StrEnum):
    """Green, amber, red, or not known where DNS gave no answer; each has its word and its shape."""

    FINE = "fine"
    ADVICE = "advice"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """From whom mails come. domain: of From, and of the address to which bounces go · server: the host that sends.

    signs: the domain that signs, empty where nothing is signed · selector, public: where its key stands, and what
    DNS should hold of it · bits: how long it is.
    """

    domain: str
    server: str = ""
    signs: str = ""
    selector: str = ""
    public: str = ""
    bits: int = 0


@dataclass(frozen=True, kw_only=True)
class Record:
    """A text in DNS: the name under which it stands, and what it says."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What DNS said when it was asked for the texts of a name. trouble: why it gave no answer, if so."""

    name: str
    texts: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What became of a check. todo: what whoever runs the domain should do, if anything."""

    what: str
    verdict: Verdict
    words: str
    todo: str = ""
    said: tuple[str, ...] = ()


def unheard(what: str, said: Said) -> Finding:
    """Return what is found where DNS gave no answer: nothing, in either direction."""
    return Finding(
        what=what,
        verdict=Verdict.UNKNOWN,
        words=_("DNS gave no answer for %(name)s: %(why)s.", name=said.name, why=said.trouble),
        todo=_("Ask again; where it stays so, ask whoever runs this machine’s DNS."),
    )


def tags(record: str) -> dict[str, str]:
    """Return the tags of a record such as 'v=DKIM1; k=rsa; p=…'; blanks say nothing, and the first of two counts."""
    found: dict[str, str] = {}
    for one in record.split(";"):
        name, sign, value = one.partition("=")
        if sign:
            found.setdefault(name.strip().lower(), re.sub(r"\s+", "", value))
    return found


def upwards(domain: str) -> Iterator[str]:
    """Yield a domain and those above it, down to two labels."""
    labels = domain.split(".")
    for cut in range(max(1, len(labels) - FEWEST_LABELS + 1)):
        yield ".".join(labels[cut:])


def related(one: str, other: str) -> bool:
    """Tell whether one of two domains is the other or stands above it, as relaxed alignment asks.

    Two beside each other count in the wild where they share a registered domain; that takes a list that changes, so
    here they do not.
    """
    return one in upwards(other) or other in upwards(one)
