"""What reviewers do with a text."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from secretariat.database import db
from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.deliverables import WITH_THE_SECRETARIAT, Deliverable, State, Version
from secretariat.models.people import User
from secretariat.models.reviews import Comment, QuietVerdict, Review
from secretariat.rules import answers, passages, prose
from secretariat.rules.actions import Action
from secretariat.workflow import audit, hands, step, verdicts

MOST_CHARACTERS = 5_000


@dataclass(frozen=True)
class Words:
    """What a reviewer typed into the two boxes about a question, a passage that is quoted, or the whole text (None)."""

    key: str | None = None
    internal: str = ""
    point: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Shown:
    """What the page showed when the form was made: the state, and the number of the version that was read.

    kept: the mark of the verdict that is kept quiet, where there was one.
    """

    state: str | None = None
    version: int | None = None
    kept: int | None = None


def take(deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None) -> None:
    """Take a text from the queue; it is theirs until they decide or release it, or a colleague takes it over."""
    step.lock(deliverable)
    hands.no_colleagues(deliverable, Action.TAKE, by=by, at=at)
    step.take(deliverable, Action.TAKE, by=by, at=at, shown=shown)
    deliverable.reviewer_id = by.id


def release(deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None) -> None:
    """Put a text back into the queue."""
    step.take(deliverable, Action.RELEASE, by=by, at=at, shown=shown)
    deliverable.reviewer_id = None


def comment(
    version: Version, *, key: str | None, text: str, internal: bool, by: User, at: datetime, quote: str = ""
) -> Comment:
    """Comment on a version, a field or a passage: internally, or as the next point for the country."""
    deliverable = version.deliverable
    step.lock(deliverable)
    step.ask(Action.COMMENT, deliverable, by=by, at=at)
    if deliverable.state != State.IN_REVIEW and not internal:
        raise step.stale(deliverable, by=by, at=at)
    field = "internal" if internal else "point"
    writable(text, field)
    if key is not None and key not in {answer["key"] for answer in version.answers}:
        raise Hidden
    key, quoted = _quoted(version, key, quote, reader=by)
    made = Comment(
        version=version,
        key=key,
        audience="internal" if internal else "country",
        number=None if internal else next_number(version),
        text=text.strip(),
        quote=quoted,
        at=at,
        author_id=by.id,
    )
    db.session.add(made)
    db.session.flush()
    audit.write(Action.COMMENT, deliverable, by=by, at=at, audience=made.audience, key=key)
    return made


def writable(text: str, field: str) -> None:
    """Raise Refused for what no comment may hold."""
    if not text.strip():
        raise Refused(_("Write what you mean; an empty comment helps nobody."), field=field)
    if answers.CONTROL.search(text):
        raise Refused(_("This text contains control characters; paste it again as plain text."), field=field)
    if len(text) > MOST_CHARACTERS:
        raise Refused(_("At most %(most)s characters fit into a comment.", most=MOST_CHARACTERS), field=field)


def _quoted(version: Version, key: str | None, quote: str, *, reader: User) -> tuple[str | None, str | None]:
    """Return the question that a passage stands in, and the passage; raise Refused where it stands nowhere.

    Choices, days and sums are read in the reader's language, all else in the version's.
    """
    quote = " ".join(quote.split())
    if not quote:
        return key, None
    if len(quote) > passages.LONGEST:
        raise Refused(_("Quote at most %(most)s characters of the text.", most=passages.LONGEST), field="quote")
    asked = [one for one in version.answers if key in {None, one["key"]}]
    languages = (version.language, reader.language)
    texts = [(one["key"], answers.plain(one, language)) for one in asked for language in languages]
    texts += [(one["key"], passages.words_of(prose.html(answers.markdown(one, version.language)))) for one in asked]
    found = passages.stands_in(quote, texts)
    if found is None:
        raise Refused(_("These words do not stand in the answer; copy them from it."), field="quote")
    return found, quote


def add(version: Version, words: Words, *, by: User, at: datetime, shown: Shown | None = None) -> list[Comment]:
    """Add what stands in the boxes; a point takes a text that nobody has.

    Raises Refused where nothing stands in either, Stale for a replaced version.
    """
    if not words.internal.strip() and not words.point.strip():
        raise Refused(_("Write what you mean; an empty comment helps nobody."), field="point")
    if shown:
        step.lock(version.deliverable)
        same_version(version.deliverable, shown)
        if words.point.strip() and shown.state == version.deliverable.state == State.SUBMITTED:
            take(version.deliverable, by=by, at=at)
    return [
        comment(version, key=words.key, text=text, internal=internal, by=by, at=at, quote=words.quote)
        for text, internal in ((words.internal, True), (words.point, False))
        if text.strip()
    ]


def next_number(version: Version) -> int:
    """Return the number of a version's next point."""
    highest = db.session.scalar(select(func.max(Comment.number)).where(Comment.version_id == version.id))
    return (highest or 0) + 1


def take_out(made: Comment, *, by: User, at: datetime) -> None:
    """Take a comment out again, as long as the country has not seen it."""
    deliverable = made.version.deliverable
    step.lock(deliverable)
    step.ask(Action.COMMENT, deliverable, by=by, at=at)
    if made.review_id is not None:
        raise Stale(_("The country has read this already; write another point instead."))
    audit.write("take_out_comment", deliverable, by=by, at=at, text=made.text)
    db.session.delete(made)


def approve(
    deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None, kept: int | None = None
) -> Review | QuietVerdict:
    """Approve the latest version; it goes into the packet. kept: the mark of the quiet verdict that was seen."""
    return verdicts.pronounce(deliverable, Action.APPROVE, by=by, at=at, shown=shown, kept=kept)


def request_changes(
    deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None, kept: int | None = None
) -> Review | QuietVerdict:
    """Send the points to the country, which answers them and sends another version."""
    return verdicts.pronounce(deliverable, Action.REQUEST_CHANGES, by=by, at=at, shown=shown, kept=kept)


def reject(
    deliverable: Deliverable, *, by: User, at: datetime, shown: str | None = None, kept: int | None = None
) -> Review | QuietVerdict:
    """Decide that the text will not be taken."""
    return verdicts.pronounce(deliverable, Action.REJECT, by=by, at=at, shown=shown, kept=kept)


def same_version(deliverable: Deliverable, shown: Shown) -> None:
    """Raise Stale where the country has sent another version than the one that was read."""
    latest = deliverable.latest
    if latest and shown.version and shown.version != latest.number:
        raise Stale(_("Version %(number)s has come in since; read it first.", number=latest.number))


def decide(
    deliverable: Deliverable, action: Action, words: Words, *, shown: Shown, by: User, at: datetime
) -> Review | QuietVerdict:
    """Add what still stands in the boxes, then decide on the version that was read; a free text is taken first.

    Raises Stale where somebody decided meanwhile, or where the country has sent another version.
    """
    step.lock(deliverable)
    step.ask(action, deliverable, by=by, at=at)
    if deliverable.latest is None:
        raise Hidden
    version = _still(deliverable, shown, by=by, at=at)
    if words.internal.strip() or words.point.strip():
        add(version, words, by=by, at=at)
    return verdicts.pronounce(deliverable, action, by=by, at=at, kept=shown.kept)


def _still(deliverable: Deliverable, shown: Shown, *, by: User, at: datetime) -> Version:
    """Return the version that was read, in review; raise Stale where it is not what the page showed any more."""
    if deliverable.state not in WITH_THE_SECRETARIAT or (shown.state and shown.state != deliverable.state):
        raise step.stale(deliverable, by=by, at=at)
    same_version(deliverable, shown)
    if deliverable.state == State.SUBMITTED:
        take(deliverable, by=by, at=at)
    return deliverable.versions[-1]
