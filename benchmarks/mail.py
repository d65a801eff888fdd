"""How fast the outbox empties, beside a bare smtplib loop; and how soon reminders arrive after the clock was moved.

Both loops talk to the same server in another process, with letters of the same bytes. Run: python -m benchmarks.mail
"""

import multiprocessing
import os
import smtplib
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import Select, func, select, update

from secretariat import clock
from secretariat.app import create_app
from secretariat.cli import services
from secretariat.cli.prepare import upgrade
from secretariat.database import transaction
from secretariat.embedded import engines
from secretariat.embedded.processes import kill_group, launch, wait_until
from secretariat.mail import compose, deliver, outbox, wire
from secretariat.models.deliverables import Deliverable
from secretariat.models.house import Heartbeat
from secretariat.models.messages import Message
from secretariat.models.people import User
from secretariat.seed import demo
from secretariat.settings import Settings
from secretariat.workflow import clock as house_clock
from tests.sink import Sink

LETTERS = 300
# At 09:00 in the capitals of this Friday the rung of seven days is taken, by 22 countries at once.
FRIDAY = datetime(2025, 9, 12, 17, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """A demonstration on engines of its own, and the mail server beside it."""

    app: Flask
    environ: dict[str, str]


def main() -> None:
    """Measure, and print a line for each figure."""
    with house() as place, place.app.app_context():
        letters = written()
        bare = rate(bare_loop, letters)
        ours = rate(our_loop, letters)
        print(f"bare smtplib, one line       {bare:7.0f} mails/s")
        print(f"outbox, claimed and recorded {ours:7.0f} mails/s   {ours / bare:.0%} of the bare loop")
        first, last, number = after_the_clock(place)
        print(
            f"clock moved to the first letter sent {first:5.1f} s; to the last of {number}: {last:.1f} s   aim: seconds"
        )


@contextmanager
def house() -> Iterator[House]:
    """Yield a demonstration that writes to a server in another process."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    with tempfile.TemporaryDirectory() as folder, engines(Path(folder) / "instance") as urls:
        chosen = {"DEMO": "1", "INSTANCE": str(Path(folder) / "instance"), "SMTP_URL": ours.recv()} | urls.environ()
        settings = Settings.read(chosen)
        upgrade(settings)
        app = create_app(settings)
        with app.app_context(), transaction():
            demo.load(settings)
        yield House(app, dict(os.environ) | chosen)
    server.terminate()


def serve(tell: Connection) -> None:
    """Be the mail server."""
    with Sink() as sink:
        tell.send(sink.url)
        time.sleep(3600)


def written() -> list[bytes]:
    """Write the letters into the outbox, and return them as bytes too."""
    with transaction() as session:
        session.execute(update(Message).where(Message.state == "waiting").values(state="held"))
        text = session.scalars(select(Deliverable).limit(1)).one()
        person = session.scalars(select(User).limit(1)).one()
        letter = compose.call_opened(text.call, person, text)
        made = [outbox.put(letter, to=person, at=clock.now()) for _each in range(LETTERS)]
        session.info.pop("wakes")
        return [wire.to_bytes(one, "Secretariat <secretariat@example.org>") for one in made if one]


def rate(loop: Callable[[list[bytes]], None], letters: list[bytes]) -> float:
    """Return how many letters a loop sends in a second."""
    began = time.monotonic()
    loop(letters)
    return len(letters) / (time.monotonic() - began)


def bare_loop(letters: list[bytes]) -> None:
    """Send without remembering anything."""
    server = urlsplit(current_app.config["SETTINGS"].smtp_url)
    with smtplib.SMTP(server.hostname or "", server.port or 25) as client:
        for one in letters:
            client.sendmail("a@example.org", "b@example.org", one)


def our_loop(letters: list[bytes]) -> None:
    """Send what waits in the outbox, as a worker does."""
    before = ask(all_sent())
    assert deliver.all_due(seconds=120)
    assert ask(all_sent()) - before == len(letters)


def after_the_clock(place: House) -> tuple[float, float, int]:
    """Move the clock as an officer does; return the seconds to the first and to the last reminder, and their number."""
    commands = (
        services.worker(place.environ),
        services.python("-m", "celery", "-A", "workers.beat", "beat", *services.BEAT),
    )
    processes = [launch(command, output=subprocess.DEVNULL, environ=place.environ) for command in commands]
    try:
        wait(lambda: ask(select(func.count()).select_from(Heartbeat)) == len(processes))
        with transaction() as session:
            officer = session.scalars(select(User).where(User.email == "officer@example.org")).one()
            house_clock.set_to(FRIDAY, by=officer)
        began = time.monotonic()
        wait(lambda: ask(sent()) > 0)
        first = time.monotonic() - began
        wait(lambda: ask(sent()) > 0 and ask(waiting()) == 0)
        return first, time.monotonic() - began, ask(sent())
    finally:
        for process in processes:
            kill_group(process)


def all_sent() -> Select[int]:
    """Ask how many letters have left."""
    return select(func.count()).where(Message.state == "sent")


def sent() -> Select[int]:
    """Ask how many letters of the new day have left."""
    return all_sent().where(Message.created_at >= FRIDAY)


def waiting() -> Select[int]:
    """Ask how many have not."""
    return select(func.count()).where(Message.created_at >= FRIDAY, Message.state == "waiting")


def ask(question: Select[int]) -> int:
    """Return a count as it stands now."""
    with transaction(keep=False) as session:
        return session.scalar(question) or 0


def wait(done: Callable[[], bool]) -> None:
    """Wait until something is so, a minute at most."""
    if not wait_until(done, seconds=60):
        raise TimeoutError


if __name__ == "__main__":
    main()
