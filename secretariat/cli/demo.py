"""`secretariat demo`: fills an empty demonstration with its story."""

import click
from flask import current_app

from secretariat.cli.beside import working
from secretariat.seed import demo as story


@click.command()
def demo() -> None:
    """Load the demonstration where it is not there yet: 22 countries, five calls, a meeting ahead."""
    with working():
        loaded = story.load(current_app.config["SETTINGS"])
    click.echo(
        "The demonstration is loaded; its clock shows 8 September 2025, 14:00 UTC."
        if loaded
        else "The demonstration is there already; nothing was changed."
    )
