"""The trail: whole under many writers, and honest about every change to it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from secretariat.database import db, transaction
from secretariat.models.audit import AuditEntry
from secretariat.models.people import Role
from secretariat.workflow import audit
from tests.factories import NOW, user

WRITERS, EACH = 32, 4


@dataclass(frozen=True)
class Entry:
    """An entry outside the database."""

    number: int
    at: datetime
    actor_id: int | None
    actor: str
    door: str
    address: str
    action: str
    thing_kind: str
    thing_id: int | None
    thing: str
    country_id: int | None
    details: dict[str, Any]
    previous: str
    hash: str = ""


def chain(count: int) -> list[Entry]:
    """Return a whole chain of entries that differ in everything."""
    made, previous = [], audit.BEGINNING
    for number in range(1, count + 1):
        entry = Entry(
            number, NOW + timedelta(minutes=number), number % 3 or None, f"Person {number}", "web", "192.0.0.0",
            "submit", "deliverables", number, f"LAD/{number}", number % 2 or None, {"number": number, "words": ["é"]},
            previous,
        )  # fmt: skip
        made.append(replace(entry, hash=audit.said_of(entry)))
        previous = made[-1].hash
    return made


def rehashed(entries: list[Entry]) -> list[Entry]:
    """Return entries as whoever keeps the database could write them anew, every hash right."""
    made, previous = [], audit.BEGINNING
    for number, entry in enumerate(entries, 1):
        fresh = replace(entry, number=number, previous=previous)
        made.append(replace(fresh, hash=audit.said_of(fresh)))
        previous = made[-1].hash
    return made


def head(entries: list[Entry]) -> str:
    return audit.check(entries).head


def test_a_whole_chain_is_whole_and_tells_its_head():
    whole = chain(5)
    assert audit.check(whole) == audit.Verdict(5, f"5:{whole[-1].hash}", None)
    assert audit.check([]) == audit.Verdict(0, f"0:{audit.BEGINNING}", None)


CHANGES = {
    "at": datetime(2020, 1, 1, tzinfo=UTC), "actor_id": 77, "actor": "Somebody else", "door": "api",
    "address": "10.0.0.0",
    "action": "approve", "thing_kind": "calls", "thing_id": 78, "thing": "LAD/99", "country_id": 79,
    "details": {"number": 0}, "previous": "f" * 64, "hash": "e" * 64, "number": 400,
}  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(place=some.integers(0, 11), column=some.sampled_from(sorted(CHANGES)))
def test_an_entry_that_was_altered_in_any_column_is_found(place, column):
    entries = chain(12)
    entries[place] = replace(entries[place], **{column: CHANGES[column]})
    assert audit.check(entries).trouble is not None


def test_every_column_of_an_entry_is_covered_by_its_hash():
    assert set(CHANGES) == {column.name for column in AuditEntry.__table__.columns} == set(asdict(chain(1)[0]))


@settings(max_examples=200, deadline=None)
@given(places=some.sets(some.integers(0, 10), min_size=1))
def test_entries_that_were_removed_before_the_end_are_found(places):
    entries = [entry for place, entry in enumerate(chain(12)) if place not in places]
    assert audit.check(entries).trouble is not None


@settings(max_examples=200, deadline=None)
@given(pair=some.lists(some.integers(0, 11), min_size=2, max_size=2, unique=True))
def test_entries_that_were_swapped_are_found_with_their_numbers_and_without(pair):
    entries, (one, other) = chain(12), pair
    swapped = list(entries)
    swapped[one], swapped[other] = swapped[other], swapped[one]
    renumbered = [replace(entry, number=number) for number, entry in enumerate(swapped, 1)]
    assert audit.check(swapped).trouble is not None
    assert audit.check(renumbered).trouble is not None


@settings(max_examples=200, deadline=None)
@given(place=some.integers(0, 12))
def test_an_entry_that_was_put_in_is_found(place):
    entries = chain(12)
    forged = replace(chain(13)[place], actor="Nobody")
    assert audit.check([*entries[:place], forged, *entries[place:]], head(entries)).trouble is not None


@settings(max_examples=200, deadline=None)
@given(kept=some.integers(0, 11))
def test_an_end_that_was_cut_off_is_found_by_a_head_noted_before(kept):
    entries = chain(12)
    assert audit.check(entries[:kept]).trouble is None
    assert audit.check(entries[:kept], head(entries)).trouble is not None


@settings(max_examples=200, deadline=None)
@given(place=some.integers(0, 11), action=some.sampled_from(["approve", "deny"]))
def test_a_chain_that_was_written_anew_from_some_entry_on_is_found_by_a_head_noted_before(place, action):
    entries = chain(12)
    forged = rehashed([*entries[:place], replace(entries[place], action=action), *entries[place + 1 :]])
    assert audit.check(forged).trouble is None
    assert audit.check(forged, head(entries)).trouble is not None


@given(grown=some.integers(0, 8))
def test_a_head_noted_before_is_found_in_a_chain_that_has_grown_since(grown):
    entries = chain(12)
    assert audit.check(entries, head(entries[: 12 - grown])).trouble is None


# ------------------------------------------------------------- in the database


def written(count: int, **details: Any) -> None:
    for number in range(count):
        with transaction():
            audit.write("try", f"thing {number}", by=None, at=NOW, number=number, **details)


def test_what_is_written_is_read_back_with_the_same_hash(session, app):
    person = user(Role.OFFICER, name="Inés Robles")
    audit.source.set(audit.INSIDE)
    with transaction():
        audit.write(
            "try", person, by=person, at=datetime(2025, 9, 8, 14, 0, 0, 123456, tzinfo=UTC),
            numbers=[1, 2.5, 10**12], texts={"es": "¡Sí!", "zz": "\u2028 𝄞 \"'\\"}, nothing=None, yes=True,
            nested=[[{}]],
        )  # fmt: skip
    session.expire_all()
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.hash == audit.said_of(entry)
    assert (entry.actor, entry.thing, entry.thing_kind, entry.door) == ("Inés Robles", person.email, "users", "house")
    assert audit.verify().trouble is None


def test_thirty_two_writers_at_once_keep_the_chain_whole(app):
    def write(writer: int) -> None:
        with app.app_context():
            for number in range(EACH):
                with transaction():
                    audit.write("try", f"{writer}/{number}", by=None, at=NOW)
                    audit.write("try", f"{writer}/{number} again", by=None, at=NOW)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    with app.app_context():
        found = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert [entry.number for entry in found] == list(range(1, WRITERS * EACH * 2 + 1))
        assert len({entry.thing for entry in found}) == len(found)
        assert audit.verify().trouble is None


SWAP = """UPDATE audit_entries SET number = -5 - number WHERE number IN (3, 4);
UPDATE audit_entries SET number = CASE number WHEN -8 THEN 4 ELSE 3 END WHERE number < 0"""
PUT_IN = """UPDATE audit_entries SET number = -number - 1 WHERE number > 3;
UPDATE audit_entries SET number = -number WHERE number < 0;
INSERT INTO audit_entries SELECT 4, at, actor_id, 'Nobody', door, address, action, thing_kind, thing_id, thing,
country_id, details, hash, md5('x') || md5('y') FROM audit_entries WHERE number = 3"""


@pytest.mark.parametrize(
    ("tamper", "word"),
    [
        ("UPDATE audit_entries SET actor = 'Nobody' WHERE number = 3", "3 was altered"),
        ("UPDATE audit_entries SET at = at + interval '1 microsecond' WHERE number = 3", "3 was altered"),
        ("UPDATE audit_entries SET details = details || '{\"x\": 1}' WHERE number = 3", "3 was altered"),
        ("DELETE FROM audit_entries WHERE number = 3", "3 is missing"),
        ("DELETE FROM audit_entries WHERE number = 1", "1 is missing"),
        (SWAP, "3 does not follow"),
        (PUT_IN, "4 was altered"),
    ],
)
def test_what_somebody_does_to_the_table_itself_is_found_and_named(app, session, broom, tamper, word):
    written(6)
    broom.connection.execute(tamper)
    session.rollback()
    assert word in (audit.verify().trouble or "nothing")


def test_an_end_that_was_cut_off_the_table_is_found_by_the_head_noted_before(app, session, broom):
    written(6)
    noted = audit.verify().head
    broom.connection.execute("DELETE FROM audit_entries WHERE number > 4")
    session.rollback()
    assert audit.verify().trouble is None
    assert "noted before" in (audit.verify(noted).trouble or "nothing")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'Nobody'",
        "DELETE FROM audit_entries",
        "TRUNCATE audit_entries",
        "ALTER TABLE audit_entries ADD COLUMN x int",
        "DROP TABLE audit_entries",
        "ALTER TABLE audit_entries DISABLE TRIGGER ALL",
        "UPDATE versions SET sha256 = sha256",
        "DELETE FROM versions",
        "CREATE TABLE x (id int)",
        "SET session_replication_role = replica",
    ],
)
def test_the_applications_role_cannot_touch_what_is_written_once(session, statement):
    written(1)
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        session.execute(text(statement))
    session.rollback()


def fails_after(*things: str) -> None:
    for thing in things:
        audit.write("try", thing, by=None, at=NOW)
    raise LookupError


def fails_deep_inside(session) -> None:
    with session.begin_nested():
        audit.write("try", "deep inside", by=None, at=NOW)
    fails_after("inside")


def test_what_was_rolled_back_leaves_no_entry(session, app):
    with pytest.raises(LookupError), transaction():
        fails_after("thing")
    written(1)
    assert [entry.thing for entry in session.scalars(select(AuditEntry))] == ["thing 0"]


def test_what_a_savepoint_took_back_leaves_no_entry_and_the_rest_stays(session, app):
    with transaction():
        audit.write("try", "before", by=None, at=NOW)
        with pytest.raises(LookupError), session.begin_nested():
            fails_deep_inside(session)
        with session.begin_nested():
            audit.write("try", "kept", by=None, at=NOW)
        audit.write("try", "after", by=None, at=NOW)
    found = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
    assert [entry.thing for entry in found] == ["before", "kept", "after"]


def test_the_first_deed_of_a_session_that_was_rolled_back_leaves_no_entry(session, app):
    session.rollback()
    audit.write("try", "lost", by=None, at=NOW)
    session.rollback()
    written(1)
    assert [entry.thing for entry in session.scalars(select(AuditEntry))] == ["thing 0"]


def test_what_does_not_fit_into_json_is_refused_where_it_is_written(session, app):
    with pytest.raises(TypeError), transaction():
        audit.write("try", "thing", by=None, at=NOW, moment=NOW)


def test_an_entry_says_through_which_door_and_from_which_network_it_came(session, app):
    token = audit.source.set(audit.Source("web", "192.0.0.0"))
    with transaction():
        audit.write("try", "thing", by=None, at=NOW)
    audit.source.reset(token)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.door, entry.address, entry.actor) == ("web", "192.0.0.0", "The house")
