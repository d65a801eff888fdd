"""What a reminder says to an approver: to clear a text, or what one waits for that cannot be cleared yet."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from secretariat.mail.compose import voice
from secretariat.models.deliverables import Deliverable, State
from secretariat.rules import answers, clearances, reminders, states


def of(first: Deliverable, at: datetime) -> tuple[str, dict[str, str]]:
    """Return which words tell of the first text, and the fields that only they have."""
    late = first.overdue(at)
    if reminders.to_clear(first, at):
        return "reminder_clear_overdue" if late else "reminder_clear", {}
    title, due = voice.title(first), voice.moment(first.due_at, first.country)
    since = _("%(title)s is overdue since %(due)s.", title=title, due=due)
    by_when = since if late else _("%(title)s is due %(due)s.", title=title, due=due)
    key = "reminder_not_to_clear_overdue" if late else "reminder_not_to_clear"
    return key, {"by_when": by_when, "waits": waits(first, at)}


def button(first: Deliverable, at: datetime) -> str:
    """Return what the page behind the button is for."""
    title = first.call.title(voice.language())
    return _("Clear: %(title)s", title=title) if reminders.to_clear(first, at) else _("Open: %(title)s", title=title)


def waits(text: Deliverable, at: datetime) -> str:
    """Say what a text waits for before it can be sent."""
    if reminders.to_clear(text, at):
        return _("It is complete and waits for you to clear it.")
    if text.state == State.NOT_STARTED:
        country = text.country.name(voice.language())
        return _("%(country)s has not begun it: there is nothing for you to clear yet.", country=country)
    if text.state == State.CLEARED and not clearances.lapsed(text):
        return _("It is cleared: only the focal point has something left to do, which is to send it.")
    return _incomplete(text, at)


def _incomplete(text: Deliverable, at: datetime) -> str:
    gaps = len(answers.missing(text, at))
    if gaps:
        return ngettext(
            "It is not complete, %(num)s answer is missing: there is nothing for you to clear yet.",
            "It is not complete, %(num)s answers are missing: there is nothing for you to clear yet.",
            gaps,
        )
    if states.nothing_new(text):
        return _("Changes were requested and nothing is new since: there is nothing for you to clear yet.")
    return _("It is complete, and is sent without your clearance.")
