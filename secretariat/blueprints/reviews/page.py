"""The reading page, which several views show: as it is, or with what was typed where somebody was faster."""

from flask import render_template, request

from secretariat import clock, readings
from secretariat.blueprints.reviews.place import words
from secretariat.errors import Refused, Stale
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable, Version
from secretariat.pages import Answer, language, who
from secretariat.queries import clearances, neighbours
from secretariat.queries import reviews as queries
from secretariat.rules import clearances as rules
from secretariat.rules import passages
from secretariat.workflow import more_time, points
from secretariat.workflow.reviews import Words


def show_page(deliverable: Deliverable, error: Refused | None = None, typed: Words | None = None) -> Answer:
    """Show the latest version, set against what the address names: an earlier version, or an earlier call's answer."""
    earlier = queries.earlier(deliverable)
    text = readings.read(
        deliverable, earlier, against=request.args.get("vs", ""), only_new=request.args.get("show") == "new"
    )
    version = text.version
    cleared = clearances.before(version)
    page = render_template(
        "reviews/show.html",
        d=deliverable,
        text=text,
        version=version,
        points=[one for one in version.comments if one.audience == "country" and one.review_id is None],
        asked=deliverable.versions[-2].points if len(deliverable.versions) > 1 else [],
        open_points=points.still_open(deliverable),
        until=more_time.dates([deliverable], clock.now()).get(deliverable.id),
        closed_points=[one for version in deliverable.versions for one in version.points if one.closed_at],
        choices=readings.choices(deliverable, earlier),
        place=neighbours.place(deliverable, who()),
        phrases=queries.phrases(who()),
        longest=passages.LONGEST,
        cleared=cleared,
        since=since(cleared, version) if cleared else None,
        typed=typed or words(),
        on=request.values.get("key") or request.args.get("on", ""),
        error=error,
        stale=isinstance(error, Stale),
        show=request.args.get("show", ""),
    )
    return page, (409 if isinstance(error, Stale) else 422) if error else 200


def since(cleared: Clearance, version: Version) -> rules.Since:
    """Return what of a version is not as the capital cleared it."""
    return rules.since((cleared.answers, cleared.files), (version.answers, version.files), language())
