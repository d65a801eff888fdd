"""The blueprint, and how requests are read: bearer tokens only, JSON only."""

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from secretariat.blueprints.api import checking
from secretariat.blueprints.api.telling import told
from secretariat.errors import Refused
from secretariat.extensions import csrf
from secretariat.models.calls import Call
from secretariat.models.deliverables import Deliverable
from secretariat.models.meetings import Meeting
from secretariat.pages import who
from secretariat.queries import calls, deliverables, meetings

bp = Blueprint("api", __name__, url_prefix="/api/v1")
# No cookie counts here (`pages.load_me`), so no other site can borrow one.
csrf.exempt(bp)


def deliverable(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load a deliverable, if this person may see it."""
    return deliverables.one(id, who())


def call(id: int) -> Call | None:  # noqa: A002
    """Load a call."""
    return calls.one(id)


def meeting(slug: str) -> Meeting | None:
    """Load a meeting."""
    return meetings.by_slug(slug)


def sent() -> dict[str, Any]:
    """Return the JSON object of a request; raise Refused where it is none, or not as the route tells it."""
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise Refused(_("Send a JSON object, with Content-Type: application/json."))
    checking.check(found, told().body or {})
    return found


def text(found: dict[str, Any], name: str) -> str:
    """Return a text of a JSON object, or an empty one."""
    return str(found.get(name) or "")
