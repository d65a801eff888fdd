"""Which addresses of a country live, and why the others do not."""

from datetime import timedelta

import pytest

from secretariat.models.countries import Country
from secretariat.models.people import Membership, Role, User
from secretariat.rules import reach
from secretariat.rules.reach import Gone
from tests.factories import LONG_AGO, NOW

DAY = timedelta(days=1)
PERU = Country(id=1, alpha2="PE", names={"en": "Peru"})


def role(number: int = 1, *, since=LONG_AGO, until=None, kind=Role.FOCAL_POINT, **facts) -> Membership:
    given = {"id": number, "name": f"Person {number}", "active": True, "last_seen_at": NOW - DAY}
    return Membership(user_id=number, user=User(**given | facts), role=kind, since=since, until=until)


@pytest.mark.parametrize(
    ("held", "why", "since"),
    [
        (role(), None, NOW - DAY),
        (role(last_seen_at=NOW - 120 * DAY), None, NOW - 120 * DAY),
        (role(last_seen_at=NOW - 121 * DAY), Gone.UNUSED, NOW - 121 * DAY),
        (role(last_seen_at=None, since=NOW - 120 * DAY), None, None),
        (role(last_seen_at=None, since=NOW - 121 * DAY), Gone.NEVER_USED, NOW - 121 * DAY),
        (role(last_seen_at=NOW - 400 * DAY, since=NOW - DAY), None, NOW - 400 * DAY),
        (role(address_dead_at=NOW), Gone.BOUNCED, NOW),
        (role(until=NOW), Gone.ENDED, NOW),
        (role(active=False), Gone.SUSPENDED, None),
        (role(until=NOW, address_dead_at=LONG_AGO), Gone.ENDED, NOW),
    ],
)
def test_an_address_lives_or_there_is_a_reason_and_a_day(held, why, since):
    found = reach.address(held, NOW)
    assert (found.why, found.since) == (why, since)


def test_a_country_is_thin_below_two_people_however_many_roles_one_has():
    both = [role(1), role(1, kind=Role.APPROVER)]
    assert (reach.of(PERU, both, NOW).thin, len(reach.of(PERU, both, NOW).addresses)) == (True, 1)
    assert not reach.of(PERU, [*both, role(2)], NOW).thin
    assert reach.of(PERU, [*both, role(2, address_dead_at=NOW)], NOW).thin
    assert reach.of(PERU, [], NOW).thin


def test_whoever_took_another_role_is_not_named_for_the_one_that_ended():
    ended, held = role(1, until=NOW), role(1, kind=Role.APPROVER)
    for order in ([ended, held], [held, ended]):
        assert [one.why for one in reach.of(PERU, order, NOW).addresses] == [None]
    gone = [role(1, until=NOW), role(1, kind=Role.APPROVER, address_dead_at=NOW)]
    assert [one.why for one in reach.of(PERU, gone, NOW).addresses] == [Gone.BOUNCED]
