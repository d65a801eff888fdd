"""`secretariat clock`: moving the demonstration's clock; a running worker sends what is due by then."""

import click
from flask import current_app

from secretariat import formats
from secretariat.cli.beside import working
from secretariat.errors import Misconfigured
from secretariat.workflow import audit
from secretariat.workflow import clock as workflow

BY_COMMAND = audit.Source("command")


@click.group()
def clock() -> None:
    """Move the clock of the demonstration."""


@clock.command("set")
@click.argument("instant", metavar="ISO-INSTANT")
def set_to(instant: str) -> None:
    """Set the clock to an instant, such as 2025-09-12T14:00Z; without a zone it is UTC."""
    with working():
        only_here()
        click.echo(formats.iso(workflow.set_to(workflow.instant(instant), by=None)))


@clock.command()
@click.argument("span")
def forward(span: str) -> None:
    """Move the clock forward, by 4d, 36h or 1d12h."""
    with working():
        only_here()
        click.echo(formats.iso(workflow.forward(workflow.span(span), by=None)))


def only_here() -> None:
    """Refuse where this is no demonstration: its clock is the machine's."""
    audit.source.set(BY_COMMAND)
    if not current_app.config["SETTINGS"].demo:
        raise Misconfigured("This is no demonstration; its clock cannot be moved.")
