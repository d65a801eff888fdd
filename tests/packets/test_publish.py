"""A version is ordered once, compiled by one worker, told as it goes, and read once it is published."""

import json
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest

from secretariat import clock
from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.files import StoredFile
from secretariat.models.packets import Build
from secretariat.models.people import Role
from secretariat.packets import orders, publish
from secretariat.packets.build import Progress
from secretariat.packets.manifest import Manifest
from secretariat.packets.publish import Stopped, Teller
from secretariat.queries import packets as queries
from tests import factories
from tests.factories import NOW


@pytest.fixture
def officer(world):
    return factories.user(Role.OFFICER, name="Inés Robles")


@pytest.fixture
def ordered(world, officer, session):
    """A version that waits, with a text and its file in it."""
    call = factories.call(world.meeting)
    world.text(call, "PE", files=(world.file("annex", pages=2),))
    build = orders.order(world.meeting, "en", "delegations", by=officer, at=NOW)
    session.commit()
    return build


def order(world, by, **more):
    return orders.order(world.meeting, "en", "delegations", by=by, at=NOW, **more)


def fresh(build):
    """Return a build as the database has it."""
    number = build.id
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(Build, number)


def test_a_version_that_was_ordered_is_compiled_and_kept(world, settings, ordered):
    publish.run(ordered.id, settings)
    build = fresh(ordered)
    manifest = Manifest.read(build.manifest)
    assert (build.state, build.number, build.attempts, build.lease_until) == ("ready", 1, 1, None)
    assert build.done == build.total == len(manifest.parts)
    assert (build.file.sha256, build.file.pages) == (manifest.sha256, manifest.pages)
    assert world.storage.sound(manifest.sha256)
    with pikepdf.open(world.storage.path(manifest.sha256)) as pdf:
        assert len(pdf.pages) == manifest.pages
    # Of this build nothing stays; what others were killed over is tidied away by the day's task.
    assert list((settings.instance / "packets").glob(f"{build.id}.*")) == []


def test_a_packet_can_be_ordered_again_only_when_it_has_ended(world, officer, settings, ordered):
    with pytest.raises(Refused, match="being compiled already"):
        order(world, officer)
    publish.run(ordered.id, settings)
    assert order(world, officer).number == 2


def test_packets_for_others_are_ordered_beside_it(world, officer, ordered):
    orders.order(world.meeting, "es", "delegations", by=officer, at=NOW)
    orders.order(world.meeting, "en", "secretariat", by=officer, at=NOW)
    assert factories.how_many(Build, state="waiting") == 3


def test_a_worker_that_is_woken_twice_compiles_once(settings, ordered):
    publish.run(ordered.id, settings)
    before = fresh(ordered).ended_at
    publish.run(ordered.id, settings)
    assert (fresh(ordered).ended_at, fresh(ordered).attempts) == (before, 1)


def test_nobody_takes_what_another_worker_has_until_its_lease_ends(settings, ordered):
    assert publish.claim(ordered.id, settings) == 1
    assert publish.claim(ordered.id, settings) is None
    late = replace(settings, packet_lease=-1)
    fresh(ordered).lease_until = clock.real() - timedelta(seconds=1)
    db.session.commit()
    assert publish.claim(ordered.id, late) == 2
    with pytest.raises(Stopped):
        publish.plan(ordered.id, 1, settings)


def test_what_three_workers_died_over_is_given_up(settings, ordered):
    gone = replace(settings, packet_lease=-1)
    assert [publish.claim(ordered.id, gone) for _ in range(4)] == [1, 2, 3, None]
    build = fresh(ordered)
    assert (build.state, build.failure) == ("failed", "Three workers were lost over it.")


def test_progress_names_the_parts_and_is_seen_by_others(settings, ordered):
    turn = publish.claim(ordered.id, settings)
    collected, _language, _calls = publish.plan(ordered.id, turn, settings)
    teller = Teller(ordered.id, turn, settings)
    teller.told = 0
    teller(Progress(1, len(collected.parts), collected.parts[0]))
    build = fresh(ordered)
    assert (build.state, build.done, build.total) == ("building", 1, len(collected.parts))
    assert (build.part, build.manifest["done"]) == ("Fifth ministerial meeting", ["cover"])
    assert [one["id"] for one in build.manifest["plan"]][:2] == ["cover", "contents"]


def test_a_version_that_is_stopped_ends_at_its_next_step(officer, settings, ordered):
    turn = publish.claim(ordered.id, settings)
    collected, _language, _calls = publish.plan(ordered.id, turn, settings)
    orders.stop(fresh(ordered), by=officer, at=NOW)
    db.session.commit()
    teller = Teller(ordered.id, turn, settings)
    teller.told = 0
    with pytest.raises(Stopped):
        teller(Progress(1, len(collected.parts), collected.parts[0]))
    assert fresh(ordered).state == "stopped"
    with pytest.raises(Stale, match="not being compiled any more"):
        orders.stop(fresh(ordered), by=officer, at=NOW)


def test_a_version_is_published_once_and_only_when_it_is_ready(officer, settings, ordered):
    with pytest.raises(Stale):
        orders.publish(fresh(ordered), by=officer, at=NOW)
    publish.run(ordered.id, settings)
    orders.publish(fresh(ordered), by=officer, at=NOW)
    db.session.commit()
    with pytest.raises(Stale):
        orders.publish(fresh(ordered), by=officer, at=NOW)
    assert fresh(ordered).state == "published"


def test_only_an_officer_orders(world):
    for role, error in ((Role.REVIEWER, Forbidden), (Role.FOCAL_POINT, Forbidden), (Role.OBSERVER, Hidden)):
        with pytest.raises(error):
            order(world, factories.user(role))


def test_the_trail_says_who_ordered_and_who_published(officer, settings, ordered):
    publish.run(ordered.id, settings)
    orders.publish(fresh(ordered), by=officer, at=NOW)
    db.session.commit()
    trail = [
        (entry.action, entry.actor, entry.thing, entry.details["version"])
        for entry in db.session.query(AuditEntry).order_by(AuditEntry.number)
        if "packet" in entry.action
    ]
    assert trail == [
        ("build_packet", "Inés Robles", "LAD/MIN.5/PACKET.EN", 1),
        ("publish_packet", "Inés Robles", "LAD/MIN.5/PACKET.EN", 1),
    ]


def test_a_damaged_file_is_marked_so_that_the_next_one_knows_beforehand(world, officer, settings, session):
    torn = world.file(content=b"%PDF-1.7 and nothing more")
    world.text(factories.call(world.meeting), "PE", files=(torn,))
    build = order(world, officer)
    session.commit()
    publish.run(build.id, settings)
    assert factories.found(StoredFile, sha256=torn.sha256).damage == "corrupt"
    assert [one["reason"] for one in fresh(build).manifest["missing"]] == ["no_document", "no_document", "corrupt"]


def test_the_chosen_calls_are_kept_for_the_next_version(world, officer, settings, session):
    call = factories.call(world.meeting)
    world.text(call, "PE")
    build = order(world, officer, calls=[])
    session.commit()
    publish.run(build.id, settings)
    kept = fresh(build).manifest
    assert kept["calls"] == []
    assert "Peru" not in json.dumps(kept["parts"])


def test_an_instance_that_cannot_be_written_ends_the_build_with_a_reason(settings, ordered, tmp_path):
    (tmp_path / "a-file").write_text("")
    publish.run(ordered.id, replace(settings, instance=tmp_path / "a-file"))
    build = fresh(ordered)
    assert build.state == "failed"
    assert build.failure.startswith("The packet could not be written")


def test_what_waits_is_found_by_the_sweep(settings, ordered):
    at = clock.real()
    assert queries.unfinished(at) == [ordered.id]
    publish.claim(ordered.id, settings)
    assert queries.unfinished(at) == []
    assert queries.unfinished(at + timedelta(minutes=2)) == [ordered.id]
