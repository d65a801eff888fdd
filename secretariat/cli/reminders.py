"""`secretariat reminders`: who would be reminded of what, and reminding them now."""

from datetime import UTC, datetime

import click

from secretariat import clock, formats
from secretariat.cli.beside import inside, working
from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.models.reminders import ReminderRule
from secretariat.rules import reminders as rules
from secretariat.workflow import overdue
from secretariat.workflow import reminders as workflow


@click.group()
def reminders() -> None:
    """Show the reminders of a moment, or write those that are due."""


@reminders.command()
@click.option("--at", metavar="ISO-INSTANT", help="The moment, such as 2025-09-12T14:00Z; now if it is left out.")
def preview(at: str | None) -> None:
    """Show who would get a reminder at a moment, when, in which language, and about what. Writes nothing."""
    with inside(), transaction(keep=False):
        moment = instant(at) if at else clock.now()
        plans = workflow.preview(moment)
        for plan in plans:
            there = formats.when(moment, str(plan.zone), "en")
            click.echo(f"{plan.user.email}  {plan.user.language}  {there} {plan.deliverables[0].country.capital('en')}")
            for one in plan.deliverables:
                why = "; ".join(reason(due.rung) for due in plan.reasons if due.deliverable is one)
                click.echo(
                    f"  {'*' if why else ' '} {one.symbol}  {one.state}  due {formats.iso(one.due_at)}  {why}".rstrip()
                )
        click.echo(f"{len(plans)} reminders at {formats.iso(moment)}; * marks what is due for one, and why.")


def reason(rung: ReminderRule) -> str:
    """Say why a rung speaks: its day, its readers, its condition."""
    parts = (
        rules.offset_words(rung.offset_days),
        rules.audience_word(rung.audience),
        rules.condition_word(rung.only_if),
    )
    return ", ".join(parts)


@reminders.command()
def run() -> None:
    """Write the reminders that are due now; a running worker sends them."""
    with working():
        at = clock.now()
        click.echo(f"{workflow.run(at) + overdue.report(at)} letters written.")


def instant(text: str) -> datetime:
    """Read an instant as people write it; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"{text!r} is no instant; write it like 2025-09-12T14:00Z.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
