"""By the API: what the secretariat does beside deciding: packets, phrases, passages, even shares, unsent drafts."""

from datetime import timedelta

import pytest

from secretariat import clock
from secretariat.database import db
from secretariat.models.packets import Build
from secretariat.models.people import Role
from secretariat.workflow import saving
from tests.blueprints.test_api import Program
from tests.factories import call, country, deliverable, meeting, pillar, stored_file, user
from tests.texts import sent, taken


@pytest.fixture
def officer(session, app):
    with app.test_request_context():
        yield Program(app, user(Role.OFFICER))


@pytest.fixture
def daniel(app, officer):
    return Program(app, user(Role.REVIEWER, name="Daniel Ortiz"))


@pytest.fixture
def rosa(app, officer):
    return Program(app, user(Role.FOCAL_POINT, country("PE")))


def test_a_packet_is_ordered_followed_published_and_read(session, settings, officer, rosa):
    there = meeting()
    asked = call(there)
    session.commit()
    path = f"/meetings/{there.slug}/packets"
    order = {"language": "en", "audience": "delegations"}
    assert rosa.send("POST", path, order)[0] == 403
    assert officer.send("POST", path, order | {"calls": [999_999]})[1]["field"] == "calls"
    code, told = officer.send("POST", path, order | {"calls": [asked.id]})
    assert (code, told["version"], told["state"]) == (200, 1, "waiting")
    assert officer.send("POST", path, order)[0] == 422
    one = f"{path}/{told['id']}"
    assert officer.get(one) == told
    assert (rosa.get(path), rosa.send("GET", one, None)[0]) == ({"builds": []}, 404)
    assert officer.send("POST", f"{one}/transitions", {"action": "publish"})[0] == 409
    build = db.session.get_one(Build, told["id"])
    build.state, build.file = "ready", stored_file(b"%PDF-1.7 packet")
    session.commit()
    assert officer.send("POST", f"{one}/transitions", {"action": "publish"})[1]["state"] == "published"
    assert [each["id"] for each in rosa.get(path)["builds"]] == [told["id"]]
    assert rosa.send("POST", f"{one}/transitions", {"action": "stop"})[0] == 403
    assert rosa.send("GET", f"/meetings/nothing/packets/{told['id']}", None)[0] == 404


def test_a_version_that_is_being_compiled_is_stopped(session, officer):
    there = meeting()
    session.commit()
    path = f"/meetings/{there.slug}/packets"
    number = officer.send("POST", path, {"language": "es", "audience": "secretariat"})[1]["id"]
    stop = f"{path}/{number}/transitions"
    assert officer.send("POST", stop, {"action": "stop"})[1]["state"] == "stopped"
    assert officer.send("POST", stop, {"action": "stop"})[0] == 409


def test_a_point_is_written_on_a_passage(session, daniel, rosa):
    version = taken(deliverable(call(), country("PE")), by=daniel.person, words="Peru leads the work on asylum.")
    session.commit()
    path = f"/deliverables/{version.deliverable_id}"
    point = {"key": None, "internal": False, "text": "Say how.", "quote": "the work on  asylum"}
    assert daniel.send("POST", f"{path}/comments", point | {"quote": "nothing of it"})[1]["field"] == "quote"
    assert daniel.send("POST", f"{path}/comments", point)[0] == 200
    (shown,) = daniel.get(f"{path}/comments")["comments"]
    assert (shown["key"], shown["quote"]) == ("summary", "the work on asylum")
    daniel.step(version.deliverable_id, "request_changes", "in_review")
    (point,) = rosa.get(path)["versions"][0]["points"]
    assert (point["quote"], point["closed"]) == ("the work on asylum", False)


def test_a_reviewer_keeps_phrases_and_marks_what_was_read(session, app, daniel, officer, rosa):
    other = Program(app, user(Role.REVIEWER))
    for text, shared in (("Mine.", False), ("For all.", True)):
        assert daniel.send("POST", "/phrases", {"text": text, "shared": shared})[0] == 200
    assert [one["text"] for one in daniel.get("/phrases")["phrases"]] == ["Mine.", "For all."]
    (shared,) = other.get("/phrases")["phrases"]
    mine = daniel.get("/phrases")["phrases"][0]
    assert other.send("DELETE", f"/phrases/{mine['id']}", None)[0] == 404
    assert other.send("DELETE", f"/phrases/{shared['id']}", None)[0] == 403
    assert daniel.send("DELETE", f"/phrases/{mine['id']}", None) == (200, {"id": mine["id"]})
    assert rosa.send("GET", "/phrases", None)[0] == 403
    asked = sent(deliverable(call(), country("PE"))).deliverable
    session.commit()
    path = f"/deliverables/{asked.id}/read"
    assert daniel.send("PUT", path, {"version": 1}) == (200, {"version": 1})
    assert daniel.send("PUT", path, {"version": 2})[0] == 404


def test_texts_of_a_pillar_are_shared_out_evenly(session, app, officer, daniel):
    other = user(Role.REVIEWER)
    asked = call(pillar=pillar(2))
    texts = [sent(deliverable(asked, country(code))).deliverable for code in ("PE", "BR", "CO", "GT")]
    sent(deliverable(call(), country("PE")))
    session.commit()
    body = {"reviewers": [daniel.person.email, other.email.upper()], "pillar": 2}
    assert officer.send("POST", "/assignments/even", body) == (200, {"done": 4, "conflicts": [], "moved": []})
    session.expire_all()
    assert sorted(text.reviewer_id for text in texts) == sorted([daniel.person.id, other.id] * 2)
    assert officer.send("POST", "/assignments/even", body | {"pillar": 9})[1]["field"] == "pillar"
    assert officer.send("POST", "/assignments/even", {"reviewers": ["x@example.org"]})[1]["field"] == "reviewers"
    assert daniel.send("POST", "/assignments/even", body)[0] == 403


def test_complete_drafts_that_nobody_sent_are_listed_and_one_is_taken_as_sent(session, officer, rosa):
    text = deliverable(call(), country("PE"), due_at=clock.now() - timedelta(days=1))
    early = clock.now() - timedelta(days=2)
    saving.save(text, text.call.fields[0], "words of the draft", revision=0, by=rosa.person, at=early)
    session.commit()
    (listed,) = officer.get("/deliverables/unsent")["deliverables"]
    assert (listed["id"], "words of the draft" in str(listed)) == (text.id, False)
    assert rosa.send("GET", "/deliverables/unsent", None)[0] == 403
    assert officer.step(text.id, "accept_unsent", "draft")[1]["state"] == "submitted"
    assert officer.get("/deliverables/unsent") == {"deliverables": []}
    assert officer.step(text.id, "accept_unsent", "draft")[0] == 409


def test_words_are_looked_for_in_what_one_may_read(session, app, officer, rosa):
    for code in ("PE", "BR"):
        sent(deliverable(call(), country(code)), f"Visas for {code}, by May.")
    session.commit()
    hits = officer.get("/deliverables/search?q=visas")["found"]
    assert [hit["deliverable"]["country"] for hit in hits] == ["BR", "PE"]
    (hit,) = rosa.get("/deliverables/search?q=visas")["found"]
    assert (hit["deliverable"]["country"], {"text": "Visas", "found": True} in hit["pieces"]) == ("PE", True)
    assert rosa.get("/deliverables/search?q=") == {"found": [], "more": False}
    assert rosa.send("GET", "/deliverables/search?q=visas&page=51", None)[0] == 422
