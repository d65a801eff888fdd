"""What beat sends, and how often. Two beats may run: constraints and claims keep doubles out, no lock does."""

from typing import Any

from celery.schedules import crontab

from secretariat.settings import Settings

HEARTBEAT = 10
REMINDERS = 60
FILES = 60
HOUR = 3600
DAY = 24 * 3600
# By the clock (UTC) and not by distance: a beat that is started again each day would never come to it.
AT_NIGHT = crontab(hour=4, minute=0)


def schedule(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return Celery's beat_schedule. A wake-up that nobody took until the next one is thrown away."""
    often = {
        name: {"task": name, "schedule": seconds, "options": {"expires": seconds}}
        for name, seconds in (
            ("mail.sweep", settings.sweep_every),
            ("reminders.run", REMINDERS),
            ("packets.sweep", settings.sweep_every),
            ("packets.tidy", DAY),
            ("files.sweep", FILES),
            ("files.tidy", HOUR),
            ("upkeep.heartbeat", HEARTBEAT),
        )
    }
    nightly = {"task": "upkeep.purge", "schedule": AT_NIGHT, "options": {"expires": HOUR}}
    return often | {"upkeep.purge": nightly}
