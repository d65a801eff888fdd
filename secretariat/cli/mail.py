"""`secretariat mail`: the pipe into which a mail server hands what comes in."""

import sys

import click
import structlog

from secretariat.cli.beside import inside
from secretariat.errors import SecretariatError
from secretariat.inbox.receive import receive as take

# As mail servers read them (sysexits.h): taken, refused for good, to be handed in again.
TAKEN, REFUSED, LATER = 0, 65, 75
log = structlog.get_logger()


@click.group()
def mail() -> None:
    """Take what comes in by mail."""


@mail.command()
@click.option(
    "--recipient",
    metavar="ADDRESS",
    envvar=["ORIGINAL_RECIPIENT", "RECIPIENT"],
    help="To whom the server was given it; the headers are read besides.",
)
@click.pass_context
def receive(ctx: click.Context, recipient: str | None) -> None:
    """Read one message from standard input. Exit codes: 0 taken, 65 refused for good, 75 try again later."""
    try:
        with inside() as app:
            taken = take(sys.stdin.buffer, app.config["SETTINGS"], recipient=recipient)
    except Exception as error:
        # Whatever it is, the server keeps the mail, hands it in again and in the end tells its sender.
        log.exception("mail_put_off", error=type(error).__name__)
        click.echo("The house cannot take mail at this moment.", err=True)
        if isinstance(error, SecretariatError) and str(error):
            click.echo(str(error), err=True)
        ctx.exit(LATER)
    if not taken:
        click.echo("This mail is too large, has too many parts or goes round in circles: it was not taken.", err=True)
    ctx.exit(TAKEN if taken else REFUSED)
