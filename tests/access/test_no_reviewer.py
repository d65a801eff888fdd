"""No country learns who read its text: neither from pages, mails, papers, exports and the API, nor from a lost race."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from secretariat.database import db
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role, User
from secretariat.rules.actions import Action
from secretariat.workflow import answering, assigning, completeness, deliverables, points, reviews
from secretariat.workflow.reviews import Shown, Words
from tests.access.world import World, plain
from tests.factories import NOW, user
from tests.packets import paper
from tests.texts import MACHINE

NAME, ADDRESS = "Canaria Oculta", "canaria.oculta@example.org"
OUTSIDE = ("visitor", "focal PE", "approver PE", "delegate PE", "chair", "focal BR", Role.OBSERVER)
# Who reads most of it; the others walk at the two stations where most is shown.
CURIOUS = ("focal PE", "chair")
FOR_ALL = {"sent_again", "published"}
INSIDE = (Role.REVIEWER, Role.OFFICER)
SHOWN = Shown(State.IN_REVIEW, None)


class Story:
    """Peru's text in the hands of a reviewer whose name is a canary, at one of its stations."""

    def __init__(self, world: World, station: str) -> None:
        self.reviewer = user(Role.REVIEWER, name=NAME, email=ADDRESS)
        self.officer = world.people[Role.OFFICER]
        self.focal = world.people["focal PE"]
        self.text = db.session.get(Deliverable, world.peru.deliverable)
        assigning.assign([(self.text, self.reviewer)], by=self.officer, at=NOW)
        getattr(self, station)()
        db.session.commit()

    def in_review(self) -> None:
        """It is read, commented and found complete."""
        completeness.find_complete(self.text, shown=SHOWN, by=self.reviewer, at=NOW)
        words = Words("summary", internal="Weak.", point="Say when.")
        reviews.add(self.text.latest, words, by=self.reviewer, at=NOW)

    def decided_quietly(self) -> None:
        """Its verdict waits for its publication."""
        self.text.call.quiet = True
        reviews.approve(self.text, by=self.reviewer, at=NOW)

    def incomplete(self) -> None:
        """It was given back, since something was missing."""
        completeness.send_back(self.text, ["summary"], "", shown=SHOWN, by=self.reviewer, at=NOW, machine=MACHINE)

    def changes_requested(self) -> None:
        """Points were sent, one was answered and closed."""
        self.in_review()
        reviews.request_changes(self.text, by=self.reviewer, at=NOW)
        first, *_others = self.text.latest.points
        answering.answer(first, text="In June.", by=self.focal, at=NOW)
        points.close([first], by=self.reviewer, at=NOW)

    def sent_again(self) -> None:
        """A second version lies with the same reviewer."""
        self.changes_requested()
        deliverables.begin(self.text, by=self.focal, at=NOW)
        deliverables.submit(self.text, by=self.focal, at=NOW, arrived=NOW, once="again")

    def published(self) -> None:
        """It was approved and published."""
        reviews.approve(self.text, by=self.reviewer, at=NOW)
        deliverables.publish(self.text, by=self.officer, at=NOW)

    def rejected(self) -> None:
        """It was not taken."""
        self.in_review()
        reviews.reject(self.text, by=self.reviewer, at=NOW)


STATIONS = [name for name in vars(Story) if not name.startswith("_")]


def told(answer, folder: Path) -> str:
    """Return what an answer says to whoever unpacks it: pages, JSON, PDF, spreadsheets; and what its headers say."""
    content, kind = answer.data, answer.content_type or ""
    if answer.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    if "pdf" in kind and content.startswith(b"%PDF"):
        file = folder / "paper.pdf"
        file.write_bytes(content)
        said = paper.text(file)
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            said = "\n".join(packed.read(one).decode(errors="replace") for one in packed.namelist())
    else:
        said = content.decode(errors="replace")
    return f"{answer.headers}\n{said}"


def names(said: str) -> bool:
    """Tell whether the reviewer is named, by name or by address."""
    return any(word.casefold() in said.casefold() for word in (*NAME.split(), ADDRESS, ADDRESS.partition("@")[0]))


def addresses(world: World) -> set[str]:
    """Return every address that can be read, about what Peru has."""
    found = {
        world.url(rule, world.peru, draft=draft)
        for rule in world.rules()
        if "GET" in (rule.methods or set())
        for draft in (False, True)
    }
    return found | {"/deliverables/?whose=1", "/reviews/?whose=1"}


@pytest.mark.parametrize("station", STATIONS)
def test_no_country_reads_who_reviewed_whatever_it_opens(world, station, tmp_path):
    Story(world, station)
    for who in OUTSIDE if station in FOR_ALL else CURIOUS:
        browser = world.browser(who)
        for url in sorted(addresses(world)):
            assert not names(told(browser.get(url), tmp_path)), (who, url)


def test_the_secretariat_reads_it_where_the_country_does_not(world, tmp_path):
    """Otherwise the tests here would find nothing because nothing is written."""
    Story(world, "changes_requested")
    for who in INSIDE:
        browser = world.browser(who)
        assert names(told(browser.get(f"/reviews/{world.peru.deliverable}"), tmp_path))


@pytest.mark.parametrize("station", STATIONS)
def test_no_mail_to_a_country_names_who_reviewed(world, station):
    story = Story(world, station)
    inside = {story.reviewer.id, *(world.people[role].id for role in INSIDE)}
    found = db.session.scalars(select(Message).where(Message.user_id.not_in(inside))).all()
    for one in found:
        assert not names("\n".join((one.subject, one.text, one.html, str(one.about), one.once or ""))), one.kind


@pytest.mark.parametrize("station", STATIONS)
def test_the_api_names_no_reviewer_to_a_country(world, station, tmp_path):
    Story(world, station)
    client = world.app.test_client()
    headers = {"Authorization": "Bearer PE"}  # the estate's own token
    asked = 0
    for rule in world.rules():
        if rule.endpoint.startswith("api.") and "GET" in rule.methods:
            answer = client.get(world.url(rule, world.peru), headers=headers)
            assert not names(told(answer, tmp_path)), rule.rule
            asked += answer.status_code == 200
    assert asked > 5


@pytest.mark.parametrize("who", ["focal PE", "approver PE"])
def test_whoever_was_slower_than_a_reviewer_is_not_told_which(world, who, tmp_path):
    """Every form of the country, sent with a state that has passed since."""
    Story(world, "in_review")
    browser = world.browser(who)
    for rule in world.rules():
        if "POST" not in (rule.methods or set()) or not rule.endpoint.startswith("deliverables."):
            continue
        url = world.url(rule, world.peru)
        for method in ({"Accept": "application/json"}, {}):
            form = {"csrf_token": browser.token, "state": "draft", "summary": "x", "value": "x", "field": "summary"}
            answer = browser.client.post(url, data=form, headers=method)
            assert not names(told(answer, tmp_path)), url


def test_the_api_does_not_tell_a_slower_program_either(world, tmp_path):
    Story(world, "in_review")
    client, text = world.app.test_client(), world.peru.deliverable
    headers = {"Authorization": "Bearer PE"}
    answers = [
        client.post(
            f"/api/v1/deliverables/{text}/transitions", headers=headers, json={"action": deed, "state": "draft"}
        )
        for deed in (Action.SUBMIT, Action.WITHDRAW)
    ]
    answers.append(
        client.put(f"/api/v1/deliverables/{text}/answers/summary", headers=headers, json={"value": "x", "revision": 0})
    )
    assert [one.status_code for one in answers] == [409, 409, 409]
    assert not any(names(told(one, tmp_path)) for one in answers)


def test_a_quiet_verdict_changes_no_byte_that_the_country_gets(world):
    """Neither the state, nor a count, nor the moment of a change gives it away."""
    story = Story(world, "in_review")
    story.text.call.quiet = True
    db.session.commit()
    browser = world.browser("focal PE")
    urls = [f"/deliverables/{story.text.id}", "/deliverables/", "/", "/messages/"]
    before = [world_of(browser, url) for url in urls]
    reviews.approve(
        db.session.get(Deliverable, world.peru.deliverable), by=db.session.get(User, story.reviewer.id), at=NOW
    )
    db.session.commit()
    assert [world_of(browser, url) for url in urls] == before


def world_of(browser, url: str) -> str:
    """Return a page without what differs at each request: nonce and form tokens."""
    return plain(browser.get(url))
