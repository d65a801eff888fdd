"""/messages/sender: whether other servers can tell that our mail is ours. DNS is asked when a button is pressed."""

from collections.abc import Sequence

from flask import render_template

from secretariat.blueprints.messages.place import bp
from secretariat.mail import sender as checks
from secretariat.pages import Answer, action, settings
from secretariat.rules.actions import Action
from secretariat.rules.sender.base import Finding, Verdict


@bp.get("/sender")
@action(Action.CHECK_SENDER)
def sender() -> Answer:
    """Show what DNS should say; nobody is asked."""
    return page()


@bp.post("/sender")
@action(Action.CHECK_SENDER)
def ask() -> Answer:
    """Ask DNS, and show what it says beside what it should say."""
    return page(checks.check(checks.of(settings()), settings()))


def page(found: Sequence[Finding] = ()) -> Answer:
    """Return the page, with what was found where DNS was asked."""
    who = checks.of(settings())
    return render_template(
        "messages/sender.html",
        sender=who,
        records=checks.records(who),
        found=found,
        missing=[one for one in found if one.verdict == Verdict.MISSING],
        advice=[one for one in found if one.verdict == Verdict.ADVICE],
        unknown=[one for one in found if one.verdict == Verdict.UNKNOWN],
        leaves=settings().smtp_url is not None,
    )
