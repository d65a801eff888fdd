"""The matrix country × call, for the secretariat, the auditor and the chair."""

from collections.abc import Callable

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat import formats, links
from secretariat.filtering import filters
from secretariat.models.deliverables import WITH_A_PAGE, State
from secretariat.models.people import COUNTRY_ROLES
from secretariat.pages import Answer, language, view, who
from secretariat.queries import calls, meetings
from secretariat.queries import matrix as queries
from secretariat.queries.matrix import Cell, Grid
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.filters import View

# In which order the legend names what occurs.
LEGEND = (*State, "overdue")
# Two dozen countries by a handful of calls stand on one page; of more, as many rows as one looks at together.
MOST_CELLS, FEWEST_ROWS = 400, 12
MOST_NAMED = 8  # More names than that nobody reads in a sentence; the table shows them.


def matrix() -> Answer:
    """Show who has submitted what, as the address asks: of the coming meeting, or of the one that it names."""
    asked = view()
    meeting = meetings.by_slug(asked.meeting) if asked.meeting else calls.coming_meeting(who().at)
    if meeting is None:
        return render_template("deliverables/matrix.html", meeting=None, grid=None)
    shown = asked.but(meeting=meeting.slug)
    grid = queries.grid(meeting, who(), language(), view=shown)
    size = max(FEWEST_ROWS, MOST_CELLS // max(1, len(grid.calls)))
    last = max(1, -(-len(grid.rows) // size))
    page = min(max(1, request.args.get("page", 1, type=int)), last)
    return render_template(
        "deliverables/matrix.html",
        meeting=meeting,
        grid=grid,
        narrowed=shown != View(meeting=meeting.slug),
        rows=grid.rows[(page - 1) * size : page * size],
        pages={"page": page, "last": last, "first": (page - 1) * size + 1},
        legend=[one for one in LEGEND if one in grid.states],
        late=late_sentence(grid),
        way=addresses(),
        brief=brief,
        **filters(shown),
    )


def late_sentence(grid: Grid) -> str:
    """Say which countries are overdue with what: '3 are overdue: Haiti, Honduras and Suriname (Country sheet)'."""
    late = [(call.title(language()), names) for call, names in grid.overdue]
    count = sum(len(names) for _title, names in late)
    if not count:
        return _("nothing is overdue.")
    if count > MOST_NAMED:
        return ngettext("%(num)s is overdue.", "%(num)s are overdue.", count)
    parts = formats.parts(
        _("%(countries)s (%(call)s)", countries=formats.listing(names, language()), call=title) for title, names in late
    )
    return ngettext("%(num)s is overdue: %(parts)s.", "%(num)s are overdue: %(parts)s.", count, parts=parts)


def addresses() -> Callable[[Cell, str], str]:
    """Return where a cell leads: to the reading page, to what the officer may do, or to the text itself.

    What the reader may do is asked once, not once a cell; a cell that they may not open leads nowhere: ''. Nobody
    reviews a text of their own country.
    """
    own = who().countries_as(*COUNTRY_ROLES)
    reads, steers = (policy.allowed(who(), action) for action in (Action.SEE_QUEUE, Action.EXTEND))

    def address(cell: Cell, alpha2: str) -> str:
        if not cell.seen:
            return ""
        read = reads and cell.state in WITH_A_PAGE and cell.country_id not in own
        return links.text(cell.id, cell.call_id, alpha2, reads=read, steers=steers)

    return address


def brief(title: str) -> str:
    """Return a call's title in the width of a phone's column."""
    word = (title.split(maxsplit=1) or [""])[0]
    return word if len(word) <= 8 else f"{word[:7]}…"  # noqa: PLR2004  what fits at 320 px
