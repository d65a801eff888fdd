"""Two reviewers and a country at one text, at one moment: one of them wins, and the others are told who."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from secretariat.database import db, transaction
from secretariat.models.deliverables import Deliverable, State
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.models.reviews import Comment, QuietVerdict, Review
from secretariat.workflow import reviews
from tests import factories
from tests.faults.books import assert_books
from tests.faults.crew import eventually
from tests.faults.wire import Writer
from tests.texts import sent

pytestmark = pytest.mark.processes
DECISIONS = 2_000 if os.environ.get("TRIALS") == "many" else 50
TOGETHER = 40


@pytest.fixture
def people(session, sink, app):
    """Two reviewers, an officer, and Peru's focal point."""
    sink.forget()
    factories.meeting()
    made = {
        "daniel": factories.user(Role.REVIEWER, name="Daniel Ortiz"),
        "grace": factories.user(Role.REVIEWER, name="Grace Campbell"),
        "ines": factories.user(Role.OFFICER, name="Inés Robles"),
        "rosa": factories.user(Role.FOCAL_POINT, name="Rosa Quispe", language="en"),
    }
    session.commit()
    with app.test_request_context():
        yield made


def waiting(people, count: int, **facts) -> list[Deliverable]:
    """Return texts of Peru that nobody has, one a call."""
    made = [
        sent(factories.deliverable(factories.call(**facts)), by=people["rosa"]).deliverable for _each in range(count)
    ]
    db.session.commit()
    return made


def at_once(*deeds):
    """Let several people press at one moment; return their answers."""
    barrier = Barrier(len(deeds))

    def press(deed):
        barrier.wait(30)
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(press, deeds))


def outcome(text: int) -> tuple[str, int, int]:
    """Return the state of a text, how many verdicts it has, and how many points."""
    with transaction(keep=False) as session:
        version = session.get(Deliverable, text).versions[-1].id
        counted = [
            session.scalar(select(func.count()).select_from(model).where(model.version_id == version))
            for model in (Review, Comment)
        ]
        return session.get(Deliverable, text).state, *counted


def all_left() -> bool:
    with transaction(keep=False) as session:
        return session.scalar(select(func.count()).where(Message.state == "waiting")) == 0


def test_of_two_verdicts_and_a_withdrawal_at_once_one_wins_and_the_others_are_told_who(port, people, sink):
    daniel, grace, rosa = (Writer(port, people[one].email) for one in ("daniel", "grace", "rosa"))
    read = {"state": State.SUBMITTED.value, "version": "1"}
    winners = set()
    for number, text in enumerate([one.id for one in waiting(people, DECISIONS)]):
        deeds = [
            (State.APPROVED, "Daniel Ortiz", lambda at=text: daniel.send(f"/reviews/{at}/approve", read)),
            (
                State.CHANGES_REQUESTED,
                "Grace Campbell",
                lambda at=text: grace.send(f"/reviews/{at}/request-changes", read | {"point": "Say when."}),
            ),
            (
                State.WITHDRAWN,
                "Rosa Quispe",
                lambda at=text: rosa.send(f"/deliverables/{at}/withdraw", read | {"sure": "1"}),
            ),
        ]
        deeds = deeds[number % 3 :] + deeds[: number % 3]  # nobody is always the first to be let go
        answers = at_once(*(deed for _state, _name, deed in deeds))
        won = [place for place, answer in enumerate(answers) if answer.status == 302]
        assert len(won) == 1, [(one.status, one.location) for one in answers]
        state, winner, _deed = deeds[won[0]]
        winners.add(winner)
        for place, answer in enumerate(answers):
            if place != won[0]:
                assert answer.status == 409
                assert told(answer.page) == seen_by(deeds[place][1], winner)
        verdicts = 0 if state == State.WITHDRAWN else 1
        assert outcome(text) == (state, verdicts, 1 if state == State.CHANGES_REQUESTED else 0)
    assert len(winners) > 1
    eventually(all_left)
    assert_books(sink)


def told(page: str) -> str | None:
    """Return who was faster, as the page of the slower one says it."""
    found = re.search(r"(\w[\w ]+?) was faster; it is now", re.sub(r"<[^>]+>", "\n", page))
    return found and found[1]


def seen_by(slower: str, winner: str) -> str:
    """Return by which name the winner is told to whoever was slower: a country learns no reviewer's."""
    return "The Secretariat" if slower == "Rosa Quispe" else winner


def test_of_two_who_publish_the_same_verdicts_at_once_each_letter_leaves_once(port, people, sink):
    decided = waiting(people, TOGETHER, quiet=True)
    for text in decided:
        reviews.take(text, by=people["daniel"], at=factories.NOW)
        reviews.approve(text, by=people["daniel"], at=factories.NOW)
    texts = [one.id for one in decided]
    ids = [f"{one.id}.{one.mark}" for one in db.session.scalars(select(QuietVerdict))]
    db.session.commit()
    officers = [Writer(port, people["ines"].email) for _twice in range(2)]
    answers = at_once(*(lambda who=who: who.send("/reviews/decided/publish", {"one": ids}) for who in officers))
    assert [one.status for one in answers] == [302, 302]
    assert {outcome(text)[:2] for text in texts} == {(State.APPROVED, 1)}
    with transaction(keep=False) as session:
        told_to = select(func.count()).select_from(Message).where(Message.kind == "approved")
        assert session.scalar(told_to) == TOGETHER
    eventually(all_left)
    assert_books(sink)
