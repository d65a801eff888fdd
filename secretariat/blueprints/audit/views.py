"""/audit: the trail, its check, and its view as a table to take along."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from secretariat import clock
from secretariat.blueprints.audit import sentences, table
from secretariat.models.audit import AuditEntry
from secretariat.pages import Answer, action, language
from secretariat.queries import audit as queries
from secretariat.queries.audit import View
from secretariat.rules.actions import Action
from secretariat.workflow import audit

bp = Blueprint("audit", __name__)
# A longer chain is checked when somebody asks: 10,000 entries take about 0.2 s.
MOST_CHECKED_UNASKED = 10_000
MOST_ROWS = 50_000
ROW_BYTES = 420  # of the table to take along, measured on the demonstration
PAGES = {"deliverables": "/deliverables/{}", "messages": "/messages/{}"}


@bp.get("/audit")
@action(Action.READ_AUDIT)
def trail() -> Answer:
    """Show entries, newest first, and whether the chain is whole."""
    view = View.read(request.args)
    noted = request.args.get("head", "").strip() or None
    total = queries.total()
    checked = total <= MOST_CHECKED_UNASKED or noted or "check" in request.args
    stretch = queries.stretch(
        view, before=request.args.get("before", type=int), after=request.args.get("after", type=int)
    )
    rows = min(view.count(), MOST_ROWS)
    return render_template(
        "audit/index.html",
        view=view,
        noted=noted,
        verdict=audit.verify(noted) if checked else None,
        total=total,
        checked_at=clock.now(),
        stretch=stretch,
        told=told(stretch.entries),
        whence=sentences.whence,
        address=address(view),
        rows=rows,
        weight=rows * ROW_BYTES,
        deeds=deeds(),
    )


def deeds() -> list[tuple[str, str]]:
    """Return what one may choose among."""
    return [
        ("", _("any")),
        ("steps", _("steps of texts")),
        ("sign_ins", _("sign-ins")),
        ("denials", _("denials")),
        ("people", _("accounts and roles")),
        ("agenda", _("agenda")),
        ("messages", _("messages")),
    ]


def address(view: View) -> dict[str, str]:
    """Return a view as the values of an address."""
    given = {"q": view.words, "since": view.since.isoformat() if view.since else "", "deed": view.deed}
    return {name: value for name, value in given.items() if value}


def told(entries: Sequence[AuditEntry]) -> dict[int, Markup]:
    """Return the sentence of each entry, by number."""
    people = queries.actors(entries)
    return {
        one.number: sentences.marked(one, sentences.home(one, people, language()), language(), place(one))
        for one in entries
    }


def place(entry: AuditEntry) -> str | None:
    """Return the page of what an entry is about, where it has one."""
    pattern = PAGES.get(entry.thing_kind)
    return pattern.format(entry.thing_id) if pattern and entry.thing_id else None


@bp.get("/audit/view.csv")
@action(Action.READ_AUDIT)
def download() -> Answer:
    """Return the view as a table."""
    view = View.read(request.args)
    name = f"audit-{clock.now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Type": "text/csv; charset=utf-8"}
    return table.written(queries.newest(view, MOST_ROWS), language()), 200, headers
