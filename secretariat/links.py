"""Addresses in mails and calendars: they must be whole, since nobody reads them inside the house."""

from urllib.parse import quote

from flask import current_app

MINE = "/deliverables"
REVIEWS = "/reviews"


def absolute(path: str) -> str:
    """Return a path of the house as a whole address, below the installation's base address."""
    return f"{current_app.config['SETTINGS'].base_url}{path}"


def deliverable(number: int) -> str:
    """Return the path of a deliverable."""
    return f"/deliverables/{number}"


def agenda(slug: str) -> str:
    """Return the path of a meeting's agenda."""
    return f"/meetings/{quote(slug)}/agenda"


def message(number: int) -> str:
    """Return the path of a message."""
    return f"/messages/{number}"
