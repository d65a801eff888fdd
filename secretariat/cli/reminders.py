"""`secretariat reminders`: who is reminded of what on a day, and reminding those whose time has come."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click

from secretariat import clock, formats
from secretariat.cli.beside import inside, working
from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.models.reminders import ReminderRule
from secretariat.rules import reminders as rules
from secretariat.workflow import forecast, overdue
from secretariat.workflow import reminders as workflow


@click.group()
def reminders() -> None:
    """Show the reminders of a day, or write those that are due."""


@reminders.command()
@click.option(
    "--at",
    metavar="ISO-INSTANT",
    help="A moment of the day that is wanted, such as 2025-09-12T14:00Z, or the day itself; today if it is left out.",
)
def preview(at: str | None) -> None:
    """Show the reminders of a whole day as the page of the coming days does, as things stand. Writes nothing."""
    with inside(), transaction(keep=False):
        now = clock.now()
        wanted = day(at) if at else of(now)
        steps = [step for _day, steps in forecast.by_day(forecast.of_day(wanted, now)) for step in steps]
        for step in steps:
            tell(step)
        people = forecast.people(steps)
        said = formats.written(wanted, "en", year=True)
        click.echo(f"{said}: {people} {'person' if people == 1 else 'people'}, as things stand at {formats.iso(now)}.")


def tell(step: forecast.Step) -> None:
    """Print a rung of a call on a day: to whom it speaks, and what keeps it from whom."""
    rung = step.rung
    click.echo(f"{step.call.title('en')}: {reason(rung)}; {step.how}")
    for one in step.coming:
        land = one.text.country
        there = f"{formats.when(one.moment, land.time_zone, 'en')} {land.capital('en')}"
        why = f"  {one.why_not}" if one.why_not else ""
        click.echo(f"  {land.name('en')}  {one.text.symbol}  {there}  {one.text.state}{why}")
        for user in one.users:
            click.echo("    " + ", ".join([f"{user.name} <{user.email}>", user.language, *one.marks(user)]))
        if not one.users:
            click.echo(f"    {one.nobody}")
        elif one.unheard:
            click.echo(f"    {one.unheard}")


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


def day(text: str) -> date:
    """Read which day is wanted: a day as it stands, or that of an instant; one without a zone is in UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Misconfigured(f"{text!r} is no instant; write it like 2025-09-12T14:00Z.") from None
    if len(text) == len("2025-09-12"):
        return moment.date()
    return of(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def of(moment: datetime) -> date:
    """Return the day of a moment on the secretariat's calendar."""
    return moment.astimezone(ZoneInfo(clock.SECRETARIAT_ZONE)).date()
