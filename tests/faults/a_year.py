"""A house's days of reminders, as fast as they go: run with `python -m`; a test runs two of them at once."""

import sys
from datetime import UTC, datetime, timedelta

from secretariat.app import create_app
from secretariat.database import transaction
from secretariat.workflow import overdue, reminders

BEGINS = datetime(2025, 9, 1, tzinfo=UTC)
# By then 09:00 has passed in every capital, and noon in Washington, in summer and in winter.
HOUR = 17


def main(days: int) -> None:
    with create_app().app_context():
        for day in range(days):
            at = BEGINS + timedelta(days=day, hours=HOUR)
            with transaction():
                reminders.run(at)
                overdue.report(at)


if __name__ == "__main__":
    main(int(sys.argv[1]))
