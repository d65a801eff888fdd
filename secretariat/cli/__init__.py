"""The `secretariat` command. To add a command: write it in a module here and name it in COMMANDS."""

import gc
from importlib import import_module
from typing import Any

import click

from secretariat.errors import SecretariatError

# A command is short: to look for garbage as often as usual takes a tenth of its time, and finds none.
SELDOM = 100_000

# A command's module is read only when that command is asked for: `up` need not wait for what the others import.
COMMANDS = {
    "up": "secretariat.cli.up:up",
    "migrate": "secretariat.cli.prepare:migrate",
    "prepare": "secretariat.cli.prepare:prepare",
    "demo": "secretariat.cli.demo:demo",
    "invite": "secretariat.cli.accounts:invite",
    "token": "secretariat.cli.accounts:token",
    "clock": "secretariat.cli.clock:clock",
    "reminders": "secretariat.cli.reminders:reminders",
    "mail": "secretariat.cli.mail:mail",
    "packet": "secretariat.cli.packets:packet",
    "audit": "secretariat.cli.audit:audit",
    "backup": "secretariat.cli.backup:backup",
    "restore": "secretariat.cli.restore:restore",
}


class Group(click.Group):
    """Finds its commands by COMMANDS, and ends with one sentence where the house names what went wrong."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which people meet them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        gc.set_threshold(SELDOM)
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error with a name becomes its sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except SecretariatError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Group)
def main() -> None:
    """Prepare the ministers' meetings of a declaration: calls, deliverables, reminders, packets."""
