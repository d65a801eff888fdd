"""'Write to these': a letter to the focal points of whatever a list shows, seen before it leaves."""

import secrets
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from secretariat import clock, formats
from secretariat.blueprints.overview.place import bp
from secretariat.errors import Refused
from secretariat.mail import compose
from secretariat.mail.compose import notices as letters
from secretariat.models.countries import LANGUAGES
from secretariat.models.deliverables import WITH_THE_COUNTRY
from secretariat.pages import Answer, action, language, me, refusal, view, who
from secretariat.queries import overview as queries
from secretariat.queries.overview import Addressed, Recipient
from secretariat.rules.actions import Action
from secretariat.rules.filters import View
from secretariat.workflow import notices as workflow
from secretariat.workflow.notices import Words

LONGEST_KEY = 80


@dataclass
class Typed:
    """What stands in the form: subjects and texts by language, and what is wrong with them by control."""

    subjects: dict[str, str]
    texts: dict[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_form(cls) -> "Typed":
        """Return what was typed."""
        given = request.form
        return cls(
            {one: given.get(f"subject.{one}", "") for one in LANGUAGES},
            {one: given.get(f"text.{one}", "") for one in LANGUAGES},
        )


@bp.get("/deliverables/write")
@action(Action.WRITE_TO)
def write() -> Answer:
    """Show whom the list reaches, a letter to begin with, and how it will read."""
    shown = view()
    found = queries.addressed(shown, who())
    return page(shown, found, suggested(found))


@bp.post("/deliverables/write")
@action(Action.WRITE_TO)
def send() -> Answer:
    """Show the letter again as it will read, or send it."""
    shown, typed = view(), Typed.from_form()
    found = queries.addressed(shown, who())
    try:
        words = Words.of(typed.subjects, typed.texts, reader=language())
    except Refused as error:
        typed.wrong[error.field or "text.en"] = error.sentence
        return page(shown, found, typed)
    if request.form.get("do") != "send":
        return page(shown, found, typed)
    return sent(shown, found, typed, words)


def sent(shown: View, found: Addressed, typed: Typed, words: Words) -> Answer:
    """Send a letter, and say to how many; where it was refused, show it again."""
    once = request.form.get("once", "")[:LONGEST_KEY]
    written: Addressed | None = None

    def do() -> None:
        nonlocal written
        _notice, written = workflow.send(shown, words, once=once, by=me(), at=clock.now())

    error = refusal(do)
    if error:
        typed.wrong["text.en"] = error.sentence
        return page(shown, found, typed)
    flash(sent_words(written) if written else _("This letter was sent already; nobody gets it twice."), "done")
    return redirect(url_for(".index", _external=False, **shown.address()))


def sent_words(found: Addressed) -> str:
    """Say how many a letter reaches, and in which countries nobody."""
    count = len(found.reached)
    said = ngettext("The letter is on its way to %(num)s person.", "The letter is on its way to %(num)s people.", count)
    parts = [said] if count else [_("The letter is written.")]
    if found.unreached:
        names = sorted(one.name(language()) for one in found.unreached)
        parts.append(_("Nobody is reached in %(countries)s.", countries=formats.listing(names, language())))
    return " ".join(parts)


def suggested(found: Addressed) -> Typed:
    """Return a letter in each language that somebody on the list reads, and in English."""
    texts = [text for one in found.people for text in one.texts]
    overdue = bool(texts) and all(text.overdue(clock.now()) for text in texts)
    owed = bool(texts) and all(text.state in WITH_THE_COUNTRY for text in texts)
    typed = Typed({}, {})
    for spoken in LANGUAGES:
        with force_locale(spoken):
            typed.subjects[spoken], typed.texts[spoken] = letters.suggested(overdue=overdue, owed=owed)
    return typed


def page(shown: View, found: Addressed, typed: Typed) -> Answer:
    """Show the form, with a preview for one of the countries."""
    chosen, people = request.values.get("for", ""), found.people
    one = next((it for it in people if it.texts[0].country.alpha2 == chosen), people[0] if people else None)
    answer = render_template(
        "overview/write.html",
        view=shown,
        address=shown.address(),
        found=people,
        about=found,
        typed=typed,
        readers={one: sum(it.user.language == one for it in found.reached) for one in LANGUAGES},
        shown_for=one,
        previews=previews(one, typed) if one and not typed.wrong else {},
        fields=letters.FIELDS,
        once=request.form.get("once") or secrets.token_urlsafe(12),
    )
    return answer, 422 if typed.wrong else 200


def previews(one: Recipient, typed: Typed) -> dict[str, compose.Letter]:
    """Return the letter as that person would read it, in each language in which something is written."""
    written = {name: text for name, text in typed.texts.items() if text.strip()}
    return {
        spoken: letters.written(typed.subjects, written, one.user, one.texts, clock.now(), spoken=spoken)
        for spoken in written
    }
