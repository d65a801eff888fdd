"""Addresses in mails and calendars: they must be whole, since nobody reads them inside the house."""

import base64
import hashlib
import hmac
import re
from email.utils import parseaddr
from urllib.parse import quote

from flask import current_app

MINE = "/deliverables"
REVIEWS = "/reviews"
RECEIVED = "/messages/received"
REFUSED = "/messages?state=refused"
WELCOME, RESET, CALENDAR, STOP = "welcome", "reset", "calendar", "stop"
# What a token seals, so that one of an invitation never opens a reset of the same number.
SEALED = {WELCOME: "invitation", RESET: "reset", CALENDAR: "calendar", STOP: "stop"}


def absolute(path: str) -> str:
    """Return a path of the house as a whole address, below the installation's base address."""
    return f"{current_app.config['SETTINGS'].base_url}{path}"


def domain() -> str:
    """Return the domain of the house's own address: Message-IDs and dates are named by it, so that From is aligned."""
    return parseaddr(current_app.config["SETTINGS"].mail_from)[1].rpartition("@")[2]


def deliverable(number: int) -> str:
    """Return the path of a deliverable."""
    return f"/deliverables/{number}"


def handed(number: int) -> str:
    """Return the path of the questions of a deliverable that are in a colleague's hands."""
    return f"{deliverable(number)}/handed"


def returned(text: int, number: int) -> str:
    """Return where a form that came back for a text is looked at and confirmed."""
    return f"{deliverable(text)}/form/{number}"


def text(number: int, call: int, alpha2: str, *, reads: bool, steers: bool) -> str:
    """Return where a text of a list leads whoever looks at all countries.

    reads: it waits for a verdict or has one, and they review · steers: they decide what is done for the country.
    """
    if reads:
        return f"/reviews/{number}"
    return f"/calls/{call}/{alpha2}" if steers else deliverable(number)


def agenda(slug: str) -> str:
    """Return the path of a meeting's agenda."""
    return f"{meeting(slug)}/agenda"


def message(number: int) -> str:
    """Return the path of a message."""
    return f"/messages/{number}"


def invitation(number: int) -> str:
    """Return the path of an invitation without its token, as the outbox keeps it."""
    return f"/welcome/{number}"


def reset(number: int) -> str:
    """Return the path behind which a new password is chosen, without its token."""
    return f"/reset/{number}"


def with_token(number: int, secret: str, place: str = WELCOME) -> str:
    """Return the path of an invitation with its token, made from the installation's secret; place: or of a reset."""
    return f"/{place}/{number}/{token(number, secret, place)}"


def token(number: int, secret: str, place: str) -> str:
    """Return the token of a link, made from the installation's secret."""
    seal = hmac.digest(secret.encode(), f"{SEALED[place]}:{number}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(seal).decode().rstrip("=")


def feed(number: int, secret: str) -> str:
    """Return the path of a calendar that programs fetch, with its token."""
    return f"/{CALENDAR}/{token(number, secret, CALENDAR)}.ics"


def meeting(slug: str) -> str:
    """Return the path of a meeting."""
    return f"/meetings/{quote(slug)}"


def stop(number: int) -> str:
    """Return the whole address that has letters like a message stop coming, without signing in."""
    return absolute(with_token(number, current_app.config["SETTINGS"].secret_key, STOP))


def stops(number: int, given: str) -> bool:
    """Tell whether a token is that of a message's address to stop."""
    own = token(number, current_app.config["SETTINGS"].secret_key, STOP)
    return hmac.compare_digest(own.encode(), given.encode())


def named(place: str, page: str) -> str | None:
    """Return the number in the address of a place to which a mail's page links; words that people wrote are no link."""
    found = re.search(rf'href="{re.escape(absolute(f"/{place}/"))}(\d+)"', page)
    return found[1] if found else None


def complete(body: str, place: str, number: int) -> str:
    """Return a mail's body as it leaves: its own address gets the token, the same at every attempt."""
    whole = absolute(with_token(number, current_app.config["SETTINGS"].secret_key, place))
    return re.sub(re.escape(absolute(f"/{place}/{number}")) + r"\b(?!/)", lambda _found: whole, body)
