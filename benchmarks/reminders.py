"""How long ten thousand reminders take: decided, written, delivered; and a sweep over a million old letters.

193 countries with 52 focal points each owe a text whose rung has come, so that 10,036 letters are due at once. Beside
each figure stands its floor in the same run: the rows put in bare, the letters sent by a bare smtplib loop. Aims:
decided and written in 10 s, 200 letters a second by two workers of at most 200 MiB, a sweep in 20 ms.
Run: python -m benchmarks.reminders
"""

import os
import re
import smtplib
import statistics
import subprocess
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import func, insert, select, text, update

from benchmarks._fill import STEPS, tidy
from benchmarks.mail import House, ask, house
from secretariat.cli import services
from secretariat.database import db, transaction
from secretariat.embedded.processes import kill_group, launch, wait_until
from secretariat.mail import due, wire
from secretariat.models.calls import Call
from secretariat.models.countries import Country
from secretariat.models.deliverables import Deliverable
from secretariat.models.messages import Message
from secretariat.workflow import reminders

# The capitals' 09:00 has come everywhere, from Lima to Tokyo.
AT = datetime(2025, 9, 12, 17, tzinfo=UTC)
EACH = 52  # focal points of a country
WORKERS = 2
BARE = 500  # letters of the bare loop
OLD = 1_000_000
SWEEPS = 25
SPAN = 15.0  # seconds for which the delivery is watched

PEOPLE = f"""
    INSERT INTO users (email, name, language, active, created_at)
    SELECT 'focal' || c.id || '.' || n || '@example.net', 'Focal point ' || n, c.language, true, '2012-01-01'
    FROM countries c, generate_series(1, {EACH}) AS n"""
MEMBERSHIPS = f"""
    INSERT INTO memberships (user_id, role, country_id, since)
    SELECT u.id, 'focal_point', c.id, '2012-01-01' FROM countries c, generate_series(1, {EACH}) AS n
    JOIN LATERAL (SELECT id FROM users WHERE email = 'focal' || c.id || '.' || n || '@example.net') AS u ON true"""
LETTERS_OF_OLD = f"""
    INSERT INTO messages (kind, user_id, email, language, message_id, about, state, uncertain, attempts, created_at,
        subject, text, html, sent_at, next_attempt_at)
    SELECT 'reminder', (SELECT min(id) FROM users), 'old@example.org', 'en', '<old' || n || '@example.org>', '{{}}',
        'sent', false, 1, '2024-01-01'::timestamptz + n * interval '20 s', 'Old', 'Old', '<p>Old',
        '2024-01-02', '2024-01-01'
    FROM generate_series(1, {OLD}) AS n"""


def main() -> None:
    """Measure, and print a line for each figure."""
    with house() as place, place.app.app_context():
        fill()
        began = time.monotonic()
        with transaction():
            count = reminders.run(AT)
        seconds = time.monotonic() - began
        print(f"{count:,} reminders decided and written {seconds:6.1f} s, aim 10")
        print(f"{'their rows put in bare':34}{bare_rows():6.1f} s")
        bare = bare_loop()
        print(f"{'a bare smtplib loop':34}{bare:6.0f} letters/s")
        rate, memory = delivered(place)
        print(f"{'two workers':34}{rate:6.0f} letters/s, {rate / bare:.0%} of it, aim 200; {memory:.0f} MiB, aim 200")
        print(f"{'a sweep over a million letters':34}{old_ones():6.1f} ms, aim 20")


def fill() -> None:
    """Put 193 countries into the house, each owing one text to the secretariat, with its focal points."""
    with db.engine.begin() as line:
        for statement in (STEPS["countries"], PEOPLE, MEMBERSHIPS):
            line.execute(text(statement))
    with transaction() as session:
        session.execute(update(Message).where(Message.state == "waiting").values(state="held"))
        asked = session.scalars(select(Call).where(Call.opened_at.is_not(None), Call.closed_at.is_(None))).first()
        asked_already = select(Deliverable.country_id).where(Deliverable.call == asked)
        for one in session.scalars(select(Country.id).where(Country.id.not_in(asked_already))):
            due_at = AT + timedelta(days=7)
            session.add(Deliverable(call=asked, country_id=one, state="not_started", due_at=due_at, changed_at=AT))
    tidy()


def waiting() -> list[Message]:
    """Return the letters that wait."""
    return list(db.session.scalars(select(Message).where(Message.state == "waiting")))


def bare_rows() -> float:
    """Return the seconds that the same rows take where nothing is decided or written."""
    with transaction(keep=False) as session:
        rows = [
            {name: getattr(one, name) for name in ("kind", "user_id", "email", "language", "subject", "text", "html")}
            | {"message_id": f"<bare{one.id}@example.org>", "about": one.about, "created_at": AT}
            for one in waiting()
        ]
        began = time.monotonic()
        session.execute(insert(Message), rows)
        return time.monotonic() - began


def bare_loop() -> float:
    """Return how many of the same letters a second a loop sends that remembers nothing."""
    server = urlsplit(current_app.config["SETTINGS"].smtp_url)
    with transaction(keep=False):
        letters = [wire.to_bytes(one, "Secretariat <secretariat@example.org>") for one in waiting()[:BARE]]
    began = time.monotonic()
    with smtplib.SMTP(server.hostname or "", server.port or 25) as client:
        for one in letters:
            client.sendmail("a@example.org", "b@example.org", one)
    return len(letters) / (time.monotonic() - began)


def delivered(place: House) -> tuple[float, float]:
    """Return how many letters a second two workers deliver, and the memory in MiB of the larger one's processes."""
    sent = select(func.count()).where(Message.state == "sent", Message.kind == "reminder", Message.created_at == AT)
    beat = services.python("-m", "celery", "-A", "workers.beat", "beat", *services.BEAT)
    commands = (*(services.worker(place.environ) for _each in range(WORKERS)), beat)
    processes = [launch(command, output=subprocess.DEVNULL, environ=place.environ) for command in commands]
    try:
        wait_until(lambda: ask(sent) > 0, seconds=120)
        begun, began = ask(sent), time.monotonic()
        time.sleep(SPAN)
        rate = (ask(sent) - begun) / (time.monotonic() - began)
        return rate, max(share(one.pid) for one in processes)
    finally:
        for process in processes:
            kill_group(process)


def share(group: int) -> float:
    """Return the proportional share of memory in MiB of a group of processes."""
    found = 0
    for one in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, TypeError):
            if os.getpgid(int(one.name)) == group:
                found += int(re.search(r"Pss:\s+(\d+) kB", (one / "smaps_rollup").read_text())[1])
    return found / 1024


def old_ones() -> float:
    """Return the median milliseconds in which a sweep finds that nothing is due, beside a million old letters."""
    with db.engine.begin() as line:
        line.execute(text("UPDATE messages SET state = 'held' WHERE state = 'waiting'"))
        line.execute(text(LETTERS_OF_OLD))
    tidy()
    times = []
    for _each in range(SWEEPS):
        began = time.monotonic()
        assert due.ready() == []
        times.append(time.monotonic() - began)
    return statistics.median(times) * 1000


if __name__ == "__main__":
    main()
