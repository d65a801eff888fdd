"""The reading page, which several views show: as it is, or with what was typed where somebody was faster."""

from flask import render_template, request

from secretariat.blueprints.reviews import reading
from secretariat.blueprints.reviews.place import words
from secretariat.errors import Refused, Stale
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, who
from secretariat.queries import reviews as queries


def show_page(deliverable: Deliverable, error: Refused | None = None) -> Answer:
    """Show the latest version, set against the one that the address names."""
    text = reading.read(deliverable, against=against(), only_new=request.args.get("show") == "new")
    version = text.version
    page = render_template(
        "reviews/show.html",
        d=deliverable,
        text=text,
        version=version,
        points=[one for one in version.comments if one.audience == "country" and one.review_id is None],
        earlier=list(reversed(deliverable.versions[:-1])),
        asked=deliverable.versions[-2].points if len(deliverable.versions) > 1 else [],
        place=queries.place(deliverable, who()),
        typed=words(),
        on=request.values.get("key") or request.args.get("on", ""),
        error=error,
        stale=isinstance(error, Stale),
        show=request.args.get("show", ""),
    )
    return page, (409 if isinstance(error, Stale) else 422) if error else 200


def against() -> int | None:
    """Return the number of the version that the address sets this one against; 0 for none."""
    return request.args.get("vs", type=int)
