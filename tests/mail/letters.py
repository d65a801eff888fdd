"""One letter of each kind, about rows as the house has them."""

from datetime import timedelta

from secretariat.mail import compose
from secretariat.mail.letter import Item, Kind, Letter
from secretariat.models.agendas import Circulation
from secretariat.models.deliverables import Deliverable, State, Version
from secretariat.models.forms import ReturnedForm
from secretariat.models.meetings import Meeting
from secretariat.models.messages import Message
from secretariat.models.notices import Notice
from secretariat.models.people import Role, User
from secretariat.models.received import ReceivedMail
from secretariat.models.reviews import Comment, Review
from secretariat.rules.changes import Change
from tests import factories
from tests.letters import received_mail

CODE = "ab12" * 16
LADDER = [
    {"on": "2025-09-19", "texts": {"en": "In the main packet, translated."}},
    {"on": "2025-09-26", "texts": {"en": "In the supplement."}},
    {"on": None, "texts": {"en": "Presented orally."}},
]


def version(of: Deliverable, **facts) -> Version:
    given = {
        "deliverable": of, "number": of.versions[-1].number + 1 if of.versions else 1,
        "answers": [{"key": "summary", "kind": "long_text", "labels": {"en": "Summary"}, "value": "We will."}],
        "files": [{"attachment": 1, "key": "annex", "name": "Annex.pdf", "sha256": CODE, "size": 1200000, "pages": 3}],
        "language": "es", "sha256": CODE, "once": "k", "submitted_at": factories.NOW,
        "submitted_by": factories.user(Role.FOCAL_POINT, of.country), "due_at": of.due_at, "late": False,
    }  # fmt: skip
    return factories.add(Version(**given | facts))


def review(of: Version, verdict: str, *points: str) -> Review:
    reviewer = factories.user(Role.REVIEWER)
    made = factories.add(Review(version=of, reviewer=reviewer, verdict=verdict, at=factories.NOW))
    for number, text in enumerate(points, 1):
        factories.add(
            Comment(
                version=of, key="summary", audience="country", number=number, text=text, at=factories.NOW,
                author_id=reviewer.id, review_id=made.id,
            )
        )  # fmt: skip
    return made


def circulation(at: Meeting) -> Circulation:
    items = [{"kind": kind, "depth": depth} for kind, depth in (("item", 0), ("item", 1), ("pause", 0), ("item", 0))]
    return factories.add(
        Circulation(
            meeting=at, number=0, status="provisional", symbol="LAD/MIN.5/AG.1", at=factories.NOW, by_id=None,
            items=items,
        )
    )  # fmt: skip


def message(to: User) -> Message:
    return factories.add(
        Message(
            kind="receipt", user=to, email=to.email, language="en", subject="Received Monday: a text", text="t",
            html="h", message_id=f"<{to.id}@example.org>", about=[], state="refused", reply="550 5.1.1 no such user",
            created_at=factories.NOW,
        )
    )  # fmt: skip


def extended() -> Deliverable:
    """Return what Peru owes, due on 30 September since an officer gave it more time."""
    until = factories.NOW + timedelta(days=22)
    return factories.deliverable(factories.call(), due_at=until, extension_reason="The ministry  is\nmoving.")


def asked(number: int) -> Change:
    facts = {"labels": {"en": f"Question {number}", "es": f"Pregunta {number}"}, "required": True}
    return {"what": "asked", "key": f"q{number}", "before": {}, "after": facts}


def notice(**facts) -> Notice:
    given = {
        "once": f"notice-{factories.how_many(Notice)}", "view": {"state": "owed"}, "at": factories.NOW,
        "subjects": {"en": "Please reply, due {day}: {calls}"}, "by": factories.user(Role.OFFICER),
        "texts": {"en": "{country} owes {texts}, due {due}.\n\nTell us, {name}, what holds you up."},
    }  # fmt: skip
    return factories.add(Notice(**given | facts))


def returned(text: Deliverable, by: User) -> ReturnedForm:
    form = ReturnedForm(deliverable_id=text.id, by_id=by.id, at=factories.NOW, name="form.docx", texts={})
    return factories.add(form)


def mail(sender: User) -> ReceivedMail:
    return factories.add(received_mail(user=sender, sender=sender.email, subject="Re: a text"))


def every_kind(reader: User) -> list[Letter]:
    """Return a letter of each kind to a focal point of Peru; those for officers go to the same person."""
    text = factories.deliverable(factories.call(ladder=LADDER))
    late = factories.deliverable(factories.call(due_at=factories.NOW - timedelta(days=1)), state=State.DRAFT)
    sent = version(text)
    return [
        compose.receipt(sent, reader),
        compose.changes_requested(review(version(text, once="l"), "changes_requested", "Name it."), reader),
        compose.incomplete(review(version(text, once="o"), "incomplete", "It is missing."), reader),
        compose.assigned([text, late], reader, at=factories.NOW),
        compose.released([text], reader, at=factories.NOW),
        compose.approved(review(version(text, once="m"), "approved"), reader),
        compose.rejected(review(version(text, once="n"), "rejected", "Not this."), reader),
        compose.reminder(reader, [text], factories.NOW),
        compose.reminder(reader, [late], factories.NOW),
        compose.overdue(reader, [late], factories.NOW),
        compose.circulated(circulation(text.call.meeting), reader),
        compose.invitation(reader, "/welcome/7", until=factories.NOW),
        compose.password_reset(reader, "/reset/7", at=factories.NOW, until=factories.NOW + timedelta(hours=1)),
        compose.address_corrected(reader, before="old@b.example", after=reader.email, at=factories.NOW),
        compose.address_refused([message(reader)], reader),
        compose.call_opened(text.call, reader, text),
        compose.call_changed(text, reader, [asked(1), asked(2)]),
        compose.due_moved(
            text.call.meeting, reader, [text, late], {text.id: factories.NOW, late.id: factories.NOW}, {}
        ),
        compose.extended(extended(), reader, before=factories.NOW),
        compose.waived(text, reader, reason="No programme in this pillar.", at=factories.NOW),
        compose.accepted(sent, reader, at=factories.NOW),
        compose.clearance_asked(text, reader, by=reader),
        compose.cleared(text, reader, by=reader, at=factories.NOW),
        compose.handed(text, reader, [], by=reader, until=factories.NOW.date()),
        compose.handed_back(text, reader, [], by=reader, at=factories.NOW),
        compose.withdrawn(text, reader, at=factories.NOW),
        compose.reopened(text, reader, reason="Figures to be corrected.", at=factories.NOW),
        compose.notice(notice(), reader, [text, late], factories.NOW),
        compose.form_read(
            returned(text, reader), reader, text, [Item("Summary", ("Peru leads.",))], ["Not taken: a.pdf."]
        ),
        compose.mail_not_filed(mail(reader), reader, "No answer was found in your mail.", text, at=factories.NOW),
        compose.mail_kept(mail(reader), reader),
        compose.trial(compose.reminder(reader, [text], factories.NOW)),
    ]


def kinds(letters: list[Letter]) -> set[Kind]:
    return {one.kind for one in letters}
