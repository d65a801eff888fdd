"""`secretariat mail`: the pipe into which a mail server hands what comes in, and a look at what DNS says of us."""

import sys

import click
import structlog

from secretariat.cli.beside import inside
from secretariat.errors import SecretariatError
from secretariat.inbox.receive import receive as take
from secretariat.mail import plain, sender
from secretariat.rules.sender.base import Finding, Record, Verdict

# As mail servers read them (sysexits.h): taken, refused for good, to be handed in again.
TAKEN, REFUSED, LATER = 0, 65, 75
REFUSAL = "This mail is too large, has too many parts, lines or headers, or goes round in circles: it was not taken."
LONGEST_LINE = 2_000
INDENT = " " * 16
VERDICTS = {
    Verdict.FINE: "In order",
    Verdict.ADVICE: "Advice",
    Verdict.MISSING: "Missing",
    Verdict.UNKNOWN: "Not known",
}
log = structlog.get_logger()


@click.group()
def mail() -> None:
    """Take what comes in by mail, and ask whether others know what goes out as ours."""


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
        click.echo(REFUSAL, err=True)
    ctx.exit(TAKEN if taken else REFUSED)


@mail.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Ask DNS for SPF, DKIM and DMARC of MAIL_FROM.

    Exit codes: 0 nothing is missing, 1 something is, 75 DNS gave no answer to something: ask again.
    """
    with inside() as app:
        settings = app.config["SETTINGS"]
        who = sender.of(settings)
        found = sender.check(who, settings)
        for one in found:
            tell(one, sender.records(who).get(one.what))
    verdicts = {one.verdict for one in found}
    ctx.exit(1 if Verdict.MISSING in verdicts else LATER if Verdict.UNKNOWN in verdicts else 0)


def tell(finding: Finding, wanted: Record | None) -> None:
    """Print what was found; what strangers publish is put on one line, without what a terminal would obey."""
    click.echo(f"{finding.what:6}{VERDICTS[finding.verdict]:10}{finding.words}")
    for text in finding.said:
        click.echo(f"{INDENT}DNS says: {plain.line(text, LONGEST_LINE)}")
    if finding.todo:
        click.echo(f"{INDENT}What to do: {finding.todo}")
    if wanted and finding.verdict != Verdict.FINE:
        click.echo(f"{INDENT}What DNS should say of {wanted.name} (TXT): {wanted.value}")
