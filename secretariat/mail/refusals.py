"""What a server's no is about, read from what it said: its enhanced status (RFC 3463) before its code (RFC 5321)."""

import re
from enum import StrEnum

STATUS = re.compile(r"\b[45]\.\d{1,3}\.\d{1,3}\b")
CODE = re.compile(r"\b[45]\d\d\b")
NOTHING = re.compile(r"[45]\.0\.0")  # a status that says nothing


class About(StrEnum):
    """The address: nobody reads there · mailbox: takes no more, or not this much · policy: refuses this house."""

    ADDRESS = "address"
    MAILBOX = "mailbox"
    POLICY = "policy"
    OTHER = "other"


# 5.1.7 and 5.1.8 are about the sender; 5.2.1 is a mailbox that was closed; great providers say 5.4.1 of whoever is
# not in their directory, others where no server of that domain was ever found.
STATUSES = (
    (About.OTHER, re.compile(r"[45]\.1\.[78]")),
    (About.ADDRESS, re.compile(r"[45]\.1\.\d+|5\.2\.1|5\.4\.1")),
    (About.MAILBOX, re.compile(r"[45]\.2\.[23]|5\.3\.4")),
    (About.POLICY, re.compile(r"[45]\.7\.\d+")),
)
CODES = {
    **dict.fromkeys(("501", "550", "551", "553", "556"), About.ADDRESS),
    **dict.fromkeys(("452", "552"), About.MAILBOX),
    "554": About.POLICY,
}


def reported(said: str) -> bool:
    """Tell whether a report brought these words, which begin with the status then, or a server on the line its code."""
    return bool(STATUS.match(said))


def brief(said: str) -> str:
    """Return the code and the status of what a server said: its words may name people, and logs must not.

    What the house itself says of a line that broke stays whole.
    """
    found = re.match(r"\d{3}\b(?: [245]\.\d{1,3}\.\d{1,3}\b)?", said)
    return found[0] if found else said


def about(said: str) -> About:
    """Return what a no is about. One that says nothing but that it is final counts as one about the address."""
    statuses = [one for one in STATUS.findall(said) if not NOTHING.fullmatch(one)]
    if statuses:
        return next((matter for matter, known in STATUSES if known.fullmatch(statuses[0])), About.OTHER)
    code = CODE.search(STATUS.sub("", said))
    if code:
        return CODES.get(code[0], About.OTHER)
    return About.ADDRESS if STATUS.search(said) else About.OTHER
