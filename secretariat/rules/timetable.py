"""What a date means in all capitals at once: weekends, holidays, working hours, and when reminders leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from secretariat.models.countries import Country
from secretariat.rules import deadlines

# {country id: {day: the holiday's name}}
Holidays = Mapping[int, Mapping[date, str]]
NONE: Mapping[date, str] = {}
WORK_BEGINS = time(9)


@dataclass(frozen=True)
class DayOff:
    """What a day is in the capitals: a weekend, or a holiday in some; `free` is the nearest day that touches none."""

    day: date
    weekend: list[Country]
    holiday: list[tuple[Country, str]]
    free: date | None
    known: bool = True  # whether any holiday around that day is known here

    @property
    def touched(self) -> int:
        """How many countries do not work that day."""
        return len(self.weekend) + len(self.holiday)


def day_off(day: date, countries: Sequence[Country], holidays: Holidays, *, within: int = 14) -> DayOff:
    """Return in which countries nobody works on a day, and the nearest day on which everybody does."""
    weekend = [one for one in countries if day.weekday() >= deadlines.SATURDAY]
    off = [(one, holidays.get(one.id, NONE)[day]) for one in countries if day in holidays.get(one.id, NONE)]
    known = any(holidays.values())
    found = DayOff(day, weekend, [pair for pair in off if pair[0] not in weekend], None, known)
    if not found.touched or not known:
        return found
    near = sorted((timedelta(days=one) for one in range(-within, within + 1)), key=abs)
    everybody = (day + step for step in near if _all_work(day + step, countries, holidays))
    return DayOff(day, found.weekend, found.holiday, next(everybody, None))


def _all_work(day: date, countries: Sequence[Country], holidays: Holidays) -> bool:
    return all(deadlines.works(day, holidays.get(one.id, NONE)) for one in countries)


@dataclass(frozen=True)
class Band:
    """A capital's working day up to a due moment, in hours on another city's clock, such as 7.5.

    moved: the due moment is not on the day that was meant for all.
    """

    country: Country
    due: datetime
    opens: float
    closes: float
    moved: bool


def band(country: Country, due: datetime, meant: date, clock: ZoneInfo) -> Band:
    """Return the band of a country for a due moment, on the clock of a zone."""
    day = due.astimezone(country.zone).date()
    opens = deadlines.instant(day, WORK_BEGINS, country.zone)
    return Band(country, due, _hours(opens, due, clock), _hours(due, due, clock), day != meant)


def _hours(moment: datetime, due: datetime, clock: ZoneInfo) -> float:
    """Return hours since midnight of the day on which a moment is due, on a clock; below 0 the day before."""
    midnight = datetime.combine(due.astimezone(clock).date(), time(), clock)
    return (moment - midnight) / timedelta(hours=1)


@dataclass(frozen=True)
class Departure:
    """A day on which a reminder leaves, the first moment of it anywhere, and for which countries."""

    day: date
    moment: datetime
    countries: list[Country]


def departures(offset: int, dues: Iterable[tuple[Country, datetime]], holidays: Holidays) -> list[Departure]:
    """Return on which days a reminder leaves, the day of most countries first."""
    days: dict[date, list[tuple[datetime, Country]]] = defaultdict(list)
    for country, due in dues:
        moment = deadlines.reminder_moment(due, offset, country.zone, holidays.get(country.id, NONE))
        days[moment.astimezone(country.zone).date()].append((moment, country))
    found = [Departure(day, min(one for one, _ in pairs), [one for _, one in pairs]) for day, pairs in days.items()]
    return sorted(found, key=lambda one: (-len(one.countries), one.day))
