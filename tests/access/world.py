"""A small house in which two countries have the same things, each with a word in it that no other may read."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from secretariat.database import db
from secretariat.models.calendars import CalendarFeed
from secretariat.models.clearances import Clearance
from secretariat.models.countries import Country
from secretariat.models.deliverables import Answer, Attachment, Deliverable, State
from secretariat.models.packets import Build, Packet
from secretariat.models.people import ApiToken, Role, User
from secretariat.models.reviews import Comment
from secretariat.workflow import accounts
from secretariat.workflow import deliverables as workflow
from tests.factories import (
    NOW,
    add,
    call,
    country,
    deliverable,
    document,
    handover_task,
    item,
    meeting,
    presidency,
    stored_file,
    user,
)
from tests.letters import letter_to, received_mail
from tests.visitors import Visit

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}
NOTHING = 987_654


def canary(of: str, what: str) -> str:
    """Return a word that stands in one place only."""
    return f"canary-{of}-{what}".lower()


@dataclass(frozen=True)
class Estate:
    """What one country has, by the names that addresses use."""

    deliverable: int
    draft: int
    attachment: int
    message: int
    user: int
    membership: int
    token: int
    feed: int
    alpha2: str


class World:
    """The house, and how its addresses are filled."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.people: dict[str, User] = {}
        self.meeting = meeting()
        self.call = call(self.meeting)
        self.other_call = call(self.meeting)
        self.closed_call = call(self.meeting, opened_at=None, titles={"en": canary("house", "call")})
        self.item = item(self.meeting, canary("house", "agenda"))
        self.documents = {
            kind: document(self.meeting, kind, distribution=kind, titles={"en": canary("house", kind)}, file=None)
            for kind in ("public", "delegations", "secretariat")
        }
        self.term = presidency(country("CO"), 2025)
        presidency(country("GT"), 2026)
        self.task = handover_task(self.term)
        for role in (Role.REVIEWER, Role.OFFICER, Role.OBSERVER, Role.AUDITOR):
            self.people[role] = user(role)
        self.build = self.packet()
        self.people["chair"] = user(Role.DELEGATE, country("CO"))
        self.mail = add(received_mail(subject=canary("house", "received")))
        self.peru = self.estate(country("PE"))
        self.brazil = self.estate(country("BR"))
        db.session.commit()

    def packet(self) -> Build:
        """Return a version of the packet for delegations that is being compiled, and that they may not know of yet."""
        packet = add(Packet(meeting=self.meeting, language="en", audience="delegations"))
        given = {"ordered_at": NOW, "ordered_by_id": self.people[Role.OFFICER].id, "manifest": None}
        return add(Build(packet=packet, number=1, state="building", part=canary("house", "build"), total=3, **given))

    def estate(self, home: Country) -> Estate:
        """Give a country people, a text that was sent and one that was not, a message and a token."""
        code = home.alpha2
        focal = self.people[f"focal {code}"] = user(Role.FOCAL_POINT, home)
        for role in (Role.APPROVER, Role.DELEGATE):
            self.people[f"{role} {code}"] = user(role, home)
        draft = write(deliverable(self.other_call, home, state=State.DRAFT), focal, canary(code, "draft"))
        sent = write(deliverable(self.call, home, state=State.IN_REVIEW, sent_at=NOW), focal, canary(code, "version"))
        version = workflow.freeze(sent, by=focal, arrived=NOW, once="once")
        said = {"version": version, "at": NOW, "author_id": self.people[Role.REVIEWER].id}
        add(Comment(**said, audience="internal", text=canary(code, "internal")))
        add(Comment(**said, audience="country", number=1, text=canary(code, "unsent")))
        file = stored_file(code.encode())
        held = {"field_id": sent.call.fields[0].id, "file": file, "added_at": NOW, "added_by_id": focal.id}
        attached = add(Attachment(deliverable_id=draft.id, name=canary(code, "file") + ".pdf", **held))
        page = {"how": "paper", "fingerprint": code.encode().hex().ljust(64, "0"), "files": [], "made_at": NOW}
        words = [{"key": "summary", "kind": "long_text", "labels": {"en": "Summary"}, "value": canary(code, "draft")}]
        add(Clearance(deliverable_id=draft.id, code=f"{code}0000000", answers=words, made_by_id=focal.id, **page))
        letter = add(letter_to(focal, subject=canary(code, "letter")))
        token = add(ApiToken(user_id=focal.id, token_hash=accounts.key(code), label="t", created_at=NOW))
        feed = add(CalendarFeed(user=focal, token_hash=accounts.key(f"feed {code}"), made_at=NOW))
        person = (focal.id, focal.memberships[0].id, token.id, feed.id)
        return Estate(sent.id, draft.id, attached.id, letter.id, *person, code)

    def rules(self) -> list[Rule]:
        """Return every route of the house but static files."""
        return [rule for rule in self.app.url_map.iter_rules() if rule.endpoint != "static"]

    def url(self, rule: Rule, of: Estate | None, *, draft: bool = False) -> str:
        """Return a route's address for what a country has; of None: for what nobody has."""
        values = {name: self.value(rule, name, of, draft=draft) for name in rule.arguments}
        return self.app.url_map.bind("localhost").build(rule.endpoint, values)

    def value(self, rule: Rule, name: str, of: Estate | None, *, draft: bool = False) -> Any:
        """Return what stands for a name in an address."""
        plain = {
            "slug": self.meeting.slug, "number": 1, "name": "x" * 16, "token": "x" * 43, "key": "summary",
            "page": "officer", "code": f"{of.alpha2 if of else 'ZZ'}0000000", "alpha2": of.alpha2 if of else "ZZ",
            "language": "en", "kind": "reminder", "audience": "delegations",
            "item_id": self.item.id, "document_id": self.documents["delegations"].id,
            "returned_id": NOTHING, "comment_id": 1, "build_id": self.build.id, "presidency_id": self.term.id,
            "task_id": self.task.id, "phrase_id": NOTHING, "link_id": NOTHING, "mail_id": self.mail.id,
            "rung_id": NOTHING,
        }  # fmt: skip
        if name == "attachment_id":
            return of.attachment if of else NOTHING
        if name == "id":
            return self.number(rule, of, draft=draft)
        assert name in plain, f"say in tests/access/world.py what ‘{name}’ in {rule.rule} stands for"
        return plain[name]

    def number(self, rule: Rule, of: Estate | None, *, draft: bool) -> int:
        """Return the id in an address."""
        endpoint = rule.endpoint
        place = endpoint.partition(".")[0]
        if "/calls/" in rule.rule:
            return self.call.id
        if of is None:
            return NOTHING
        if "/messages/" in rule.rule and place == "api":
            return of.message
        if place in {"deliverables", "reviews", "api"}:
            return of.draft if draft else of.deliverable
        named = {
            "messages": of.message,
            "calendar": of.feed,
            "account.end_role": of.membership,
            "account.revoke_token": of.token,
        }
        return named.get(endpoint, named.get(place, of.user))

    def browser(self, who: str) -> Visit:
        """Return a browser in which somebody is signed in, or a visitor's."""
        return Visit(self.app, self.people.get(who))


def write(made: Deliverable, by: User, words: str) -> Deliverable:
    """Write an answer into a draft."""
    add(Answer(deliverable=made, field=made.call.fields[0], value=words, saved_at=NOW, saved_by_id=by.id))
    return made


def plain(answer: TestResponse) -> str:
    """Return a page without its nonce and its form tokens."""
    return re.sub(r'(nonce|csrf_token" value)="[^"]*"', r"\1", answer.text)


def ask(visit: Visit, method: str, url: str) -> TestResponse:
    """Ask for an address as a browser would, with the form's token where it changes something."""
    form = {} if method in {"GET", "HEAD"} else {"data": {"csrf_token": visit.token}}
    return visit.client.open(url, method=method, **form)
