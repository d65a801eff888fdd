"""The states of a deliverable as one table: action, from, to, guard.

A guard answers with a sentence that says why not, or with None. Buttons, the API and `docs/states.md` are
made from this table.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.models.deliverables import Deliverable, State
from secretariat.rules import answers, clearances, deadlines, points
from secretariat.rules.actions import Action

Guard = Callable[[Deliverable, datetime], str | None]


def something_is_missing(deliverable: Deliverable, at: datetime) -> str | None:
    """Say how many required answers are missing or cannot be read."""
    count = len(answers.missing(deliverable, at))
    if not count:
        return None
    return ngettext(
        "%(num)s thing is still missing; the list beside the form says which.",
        "%(num)s things are still missing; the list beside the form says which.",
        count,
    )


def not_ready_to_clear(deliverable: Deliverable, at: datetime) -> str | None:
    """Say what holds the capital's clearance back: it was given, nothing is new, or something is missing."""
    if not may_be_cleared(deliverable):
        return _("This text is cleared already, as it stands and by the questions as they are.")
    return nothing_new(deliverable) or something_is_missing(deliverable, at)


def may_be_cleared(deliverable: Deliverable) -> bool:
    """Tell whether a text stands where it is cleared; one that is, once more after its questions were changed."""
    return deliverable.state in TO_CLEAR or clearances.lapsed(deliverable)


def not_cleared(deliverable: Deliverable) -> str | None:
    """Say that a call wants a text cleared which is not; what is sent is what the capital read, the questions too."""
    if not deliverable.call.needs_clearance:
        return None
    if deliverable.state != State.CLEARED:
        return _("This call wants the text cleared in the capital before it is sent.")
    if clearances.lapsed(deliverable):
        return _("The questions were changed after the text was cleared: it must be cleared again before it is sent.")
    return None


def not_ready_to_send(deliverable: Deliverable, at: datetime) -> str | None:
    """Say what holds the sending back: something missing, a clearance, a date that has passed for good."""
    uncleared = not_cleared(deliverable)
    if uncleared:
        return uncleared
    if deadlines.closed(deliverable.call, deliverable.due_at, at):
        return _("The date of this call has passed for good; ask the Secretariat for an extension.")
    return nothing_new(deliverable) or something_is_missing(deliverable, at)


def nothing_new(deliverable: Deliverable) -> str | None:
    """Say that a text is as it was when changes were asked for; an answer to a point alone is a reason to send it."""
    if deliverable.state != State.CHANGES_REQUESTED or deliverable.latest is None:
        return None
    if points.answered_since(deliverable):
        return None
    if all(point.closed_at for point in points.asked(deliverable)):
        return _("Nothing is new since the Secretariat read it, and no point is open any more: change an answer.")
    return _("Nothing is new since the Secretariat read it: change an answer, or answer one of the points.")


def not_yet_to_be_taken(deliverable: Deliverable, at: datetime) -> str | None:
    """Say why a draft is not taken as sent: it waits for its capital, its date is to come, or something is missing."""
    uncleared = not_cleared(deliverable)
    if uncleared:
        return uncleared
    if not deadlines.late(at, deliverable.due_at, deliverable.call.grace_minutes):
        return _("Its date has not passed; the country may still send it.")
    return something_is_missing(deliverable, at)


def no_word_for_the_country(deliverable: Deliverable, _at: datetime) -> str | None:
    """Say that a request for changes needs at least one point."""
    version = deliverable.latest
    if version and any(one.audience == "country" for one in version.comments):
        return None
    return _("Write at least one point that the country can act on.")


@dataclass(frozen=True)
class Transition:
    """A line of the table."""

    action: Action
    before: frozenset[State]
    after: State
    unless: Guard | None = None


def line(action: Action, before: set[State], after: State, *, unless: Guard | None = None) -> Transition:
    """Return a line of the table."""
    return Transition(action, frozenset(before), after, unless)


TO_CLEAR = {State.DRAFT, State.CHANGES_REQUESTED, State.REOPENED, State.WITHDRAWN}
TABLE = (
    line(
        Action.WRITE,
        {State.NOT_STARTED, State.DRAFT, State.CLEARED, State.CHANGES_REQUESTED, State.REOPENED, State.WITHDRAWN},
        State.DRAFT,
    ),
    # What was taken back or given back is cleared as it stands: nobody need change a word only to be able to send it.
    # What was cleared is cleared again once its questions were changed.
    line(Action.CLEAR, TO_CLEAR | {State.CLEARED}, State.CLEARED, unless=not_ready_to_clear),
    line(Action.CLEAR_ON_PAPER, TO_CLEAR | {State.CLEARED}, State.CLEARED, unless=not_ready_to_clear),
    # Sent without another word, after points were answered or the text was taken back, it is taken up by that.
    line(
        Action.SUBMIT,
        {State.DRAFT, State.CLEARED, State.CHANGES_REQUESTED, State.REOPENED, State.WITHDRAWN},
        State.SUBMITTED,
        unless=not_ready_to_send,
    ),
    line(Action.ACCEPT_UNSENT, {State.DRAFT, State.CLEARED}, State.SUBMITTED, unless=not_yet_to_be_taken),
    line(Action.TAKE, {State.SUBMITTED}, State.IN_REVIEW),
    line(Action.RELEASE, {State.IN_REVIEW}, State.SUBMITTED),
    line(Action.REQUEST_CHANGES, {State.IN_REVIEW}, State.CHANGES_REQUESTED, unless=no_word_for_the_country),
    line(
        Action.RETURN_INCOMPLETE,
        {State.SUBMITTED, State.IN_REVIEW},
        State.CHANGES_REQUESTED,
        unless=no_word_for_the_country,
    ),
    line(Action.APPROVE, {State.IN_REVIEW}, State.APPROVED),
    line(Action.REJECT, {State.IN_REVIEW}, State.REJECTED),
    line(Action.PUBLISH, {State.APPROVED}, State.PUBLISHED),
    line(
        Action.WITHDRAW,
        {State.DRAFT, State.CLEARED, State.SUBMITTED, State.IN_REVIEW, State.CHANGES_REQUESTED},
        State.WITHDRAWN,
    ),
    line(
        Action.WAIVE,
        {State.NOT_STARTED, State.DRAFT, State.CLEARED, State.CHANGES_REQUESTED, State.WITHDRAWN},
        State.WAIVED,
    ),
    line(
        Action.REOPEN,
        {State.APPROVED, State.PUBLISHED, State.REJECTED, State.WAIVED, State.WITHDRAWN},
        State.REOPENED,
    ),
)
BY_ACTION = {one.action: one for one in TABLE}


def possible(state: State) -> list[Action]:
    """Return the actions that lead away from a state, in the table's order."""
    return [one.action for one in TABLE if state in one.before]


def steps(deliverable: Deliverable) -> list[Action]:
    """Return the actions that lead away from where a text stands; what is cleared and stands is not cleared again."""
    clearing = () if may_be_cleared(deliverable) else (Action.CLEAR, Action.CLEAR_ON_PAPER)
    return [one for one in possible(State(deliverable.state)) if one not in clearing]


def owed(state: State) -> bool:
    """Tell whether a country has a text to write or to send, so that a date says something to it."""
    return state in BY_ACTION[Action.WRITE].before


def clearance_is_offered(deliverable: Deliverable) -> bool:
    """Tell whether a page offers the clearance: of every draft; of what came back only where it is sent by that.

    And of what was cleared before its questions were changed.
    """
    if deliverable.state == State.DRAFT or clearances.lapsed(deliverable):
        return True
    return deliverable.call.needs_clearance and deliverable.state in TO_CLEAR and not nothing_new(deliverable)


def diagram() -> str:
    """Return the table as a Mermaid diagram; `docs/states.md` holds it, and a test holds it against this."""
    arrows = [f"    {before} --> {one.after}: {one.action}" for one in TABLE for before in sorted(one.before)]
    return "\n".join(["stateDiagram-v2", "    [*] --> not_started", *arrows])
