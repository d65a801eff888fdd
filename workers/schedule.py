"""What beat sends, and how often. Two beats may run: constraints and claims keep doubles out, no lock does."""

from typing import Any

from secretariat.settings import Settings

HEARTBEAT = 10
REMINDERS = 60
FILES = 60
HOUR = 3600
DAY = 24 * 3600


def schedule(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return Celery's beat_schedule. A wake-up that nobody took until the next one is thrown away."""
    return {
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
