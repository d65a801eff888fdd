"""`secretariat up`: the whole house in one command, from the engines to the address to open."""

import json
import os
from contextlib import closing, nullcontext
from importlib import import_module
from pathlib import Path

import click

from secretariat.cli import doors, versions
from secretariat.cli.disk import sentences
from secretariat.cli.services import application, bundled, python
from secretariat.cli.supervisor import Supervisor
from secretariat.cli.voices import say
from secretariat.embedded.engines import Engines
from secretariat.embedded.instance import Instance, write_private
from secretariat.errors import Misconfigured
from secretariat.mail.server import Server
from secretariat.settings import BucketAddress, Settings

ADDRESSES = ("DATABASE_URL", "REDIS_URL")
OF_A_BUCKET = (
    "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN",
)  # fmt: skip


@click.command()
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", envvar="PORT", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--instance", envvar="INSTANCE", type=Path, default=Path("instance"), show_default=True, help="Data.")
@click.option("--follow", is_flag=True, hidden=True, help="End when the parent process ends.")
def up(host: str, port: int, instance: Path, *, follow: bool) -> None:
    """Run everything together: engines, web, worker and beat; Ctrl-C stops all of it.

    Starts PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL name yours. It is the demonstration unless
    DEMO=0.
    """
    place = Instance(instance.resolve())
    with sentences(place.path), place.hold() as lock, closing(doors.listen(host, port)) as door:
        engines = None if brings_its_own() else Engines(place)
        environ = chosen(place, port) | (engines.urls.environ() if engines else {})
        settings = Settings.read(environ)
        refuse_wrong_mail(settings)
        refuse_wrong_bucket(settings)
        # Engines elsewhere do not die of our disk, and web and worker start on a full one.
        full = place.full if engines else lambda: None
        with closing(engines) if engines else nullcontext(), Supervisor(lock, full, follow=follow) as house:
            house.start_all(bundled(engines) if engines else [])
            remember(place, environ | whole_path(settings))
            if not versions.is_ready(settings.owner_database_url, demo=settings.demo):
                say("Preparing the database …")
                house.once("prepare", python("-m", "secretariat.cli", "prepare"), environ)
            if not settings.demo:
                versions.refuse_demonstration(settings.owner_database_url)
            web, *behind = application(environ, door.fileno())
            house.start(web)
            house.tend(doors.answers(door, settings))
            house.start_all(behind)
            doors.invite(settings)
            house.tend(lambda: False)
    say("Stopped.")


def brings_its_own() -> bool:
    """Tell whether engines of one's own are named; raise Misconfigured where only one of the two is."""
    named = [name for name in ADDRESSES if os.environ.get(name)]
    if len(named) == 1:
        missing = next(name for name in ADDRESSES if name not in named)
        raise Misconfigured(f"{named[0]} is set but {missing} is not: set both, or neither for the bundled engines.")
    return bool(named)


def refuse_wrong_mail(settings: Settings) -> None:
    """Raise Misconfigured over a wrong address or key before anything starts. What reads keys is slow to read in."""
    if settings.smtp_url:
        Server.read(settings.smtp_url)
    if settings.dkim:
        import_module("secretariat.mail.signing").of(settings)


def refuse_wrong_bucket(settings: Settings) -> None:
    """Raise Misconfigured where a bucket is chosen that is not there, or not ours to write."""
    if isinstance(settings.storage, BucketAddress):
        import_module("secretariat.storage.bucket").refuse_wrong(settings.storage)


def whole_path(settings: Settings) -> dict[str, str]:
    """Return the folder of files as it is called from everywhere."""
    return {"STORAGE": str(settings.storage)} if isinstance(settings.storage, Path) else {}


def chosen(place: Instance, port: int) -> dict[str, str]:
    """Return the environment that every part of this start shares."""
    return {"DEMO": "1"} | os.environ | {"INSTANCE": str(place.path), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def remember(place: Instance, environ: dict[str, str]) -> None:
    """Note how this start runs, so that a command given beside it works on the same engines."""
    names = (*ADDRESSES, "OWNER_DATABASE_URL", "DEMO", "PORT", "STORAGE", *OF_A_BUCKET)
    write_private(
        place.run / "environment.json", json.dumps({name: environ[name] for name in names if name in environ})
    )
