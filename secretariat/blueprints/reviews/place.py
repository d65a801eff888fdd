"""The blueprint, how a text is loaded for its reviewer, and what came with the form."""

from flask import Blueprint, request

from secretariat.models.deliverables import Deliverable
from secretariat.queries import reviews as queries
from secretariat.workflow.reviews import Shown, Words

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


def one(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load the text that an address names; one that was never sent is nothing to a reviewer."""
    found = queries.one(id)
    return found if found and found.versions else None


def to_decide(id: int) -> Deliverable | None:  # noqa: A002  the name in the address
    """Load a text for a deed that locks it and reads it anew."""
    found = queries.to_decide(id)
    return found if found and found.versions else None


def words() -> Words:
    """Return what stands in the two boxes, and about which question."""
    form = request.form
    return Words(
        key=form.get("key") or None,
        internal=form.get("internal", ""),
        point=form.get("point", ""),
        quote=form.get("quote", ""),
    )


def shown() -> Shown:
    """Return the state, the version and the quiet verdict that the page showed."""
    form = request.form
    return Shown(form.get("state") or None, form.get("version", type=int), form.get("kept", type=int))
