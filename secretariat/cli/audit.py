"""`secretariat audit verify`: whether the trail is whole."""

import click

from secretariat.cli.beside import inside
from secretariat.database import transaction
from secretariat.workflow import audit as workflow


@click.group()
def audit() -> None:
    """Check the trail of who did what."""


@audit.command()
@click.option("--head", metavar="NUMBER:HASH", help="A head noted before: finds an end that was cut off.")
@click.pass_context
def verify(context: click.Context, head: str | None) -> None:
    """Check the chain of the trail; end with exit code 1 where it is broken."""
    with inside(), transaction(keep=False):
        verdict = workflow.verify(head)
    if verdict.trouble:
        click.echo(f"The chain is broken after {verdict.count} entries: {verdict.trouble}", err=True)
        context.exit(1)
    click.echo(f"The chain is whole: {verdict.count} entries. Note the head down elsewhere:")
    click.echo(verdict.head)
