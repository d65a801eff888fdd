"""`secretariat packet`: compile a meeting's packet into a file."""

import sys
from pathlib import Path

import click
from flask_babel import force_locale

from secretariat import clock, formats
from secretariat.cli.beside import inside
from secretariat.database import transaction
from secretariat.errors import Misconfigured
from secretariat.models.countries import LANGUAGES
from secretariat.models.meetings import Meeting
from secretariat.models.packets import Packet
from secretariat.packets.build import Progress, build
from secretariat.packets.collect import Collected, collect
from secretariat.packets.manifest import Manifest
from secretariat.packets.parts import Reason
from secretariat.packets.publish import fragments
from secretariat.packets.words import reasons, words
from secretariat.queries import meetings
from secretariat.settings import Settings
from secretariat.storage import store_at


@click.group()
def packet() -> None:
    """Meeting packets."""


@packet.command(name="build")
@click.argument("meeting")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option("--audience", type=click.Choice(["delegations", "secretariat"]), default="delegations", show_default=True)
def compile_packet(meeting: str, out: Path, language: str, audience: str) -> None:
    """Compile the packet of MEETING (its name in addresses, such as fifth-ministerial) into one PDF.

    It is the same that the page compiles, but without a number, and nobody else gets to read it.
    """
    with inside() as app:
        settings: Settings = app.config["SETTINGS"]
        with transaction(keep=False), force_locale(language):
            chosen = Packet(meeting=found(meeting), language=language, audience=audience)
            collected = collect(chosen, at=clock.now(), storage=store_at(settings.storage))
        with force_locale(language):
            manifest = bound(collected, settings, out.resolve())
    click.echo(f"{out}: {manifest.pages} pages, {formats.size(manifest.size, 'en')}, SHA-256 {manifest.sha256}")
    for one in manifest.missing:
        click.echo(f"Not included: {' · '.join([*one.under, one.title])}. {reasons()[Reason(one.reason)]}")


def found(slug: str) -> Meeting:
    """Return the meeting of a name; raise Misconfigured with the names there are."""
    meeting = meetings.by_slug(slug)
    if meeting is None:
        known = ", ".join(one.slug for one in meetings.everything())
        raise Misconfigured(f"There is no meeting {slug!r}; there are {known}.")
    return meeting


def bound(collected: Collected, settings: Settings, out: Path) -> Manifest:
    """Compile, saying on the error channel how far it is."""
    return build(
        collected.parts,
        words=words(),
        edition=collected.edition,
        fragments=fragments(settings),
        out=out,
        listen=step,
    )


def step(progress: Progress) -> None:
    """Say how far it is, on one line; in a log only at the end."""
    if not sys.stderr.isatty() and progress.done < progress.total:
        return
    click.echo(f"\r{progress.done} of {progress.total} parts", nl=progress.done == progress.total, err=True)
