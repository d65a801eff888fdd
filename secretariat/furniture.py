"""What every page has around it: menu, languages, words for states, and the filters of the templates."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, has_request_context, request, session
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from secretariat import clock, formats, pages
from secretariat.mail import lines
from secretariat.models.countries import LANGUAGES, OWN_NAMES, said
from secretariat.models.deliverables import State
from secretariat.models.reviews import Comment
from secretariat.rules import answers, folding, kinds, marks, passages, prose
from secretariat.rules.actions import Action
from secretariat.rules.kinds.numbers import bounds
from secretariat.workflow import step


def furnish(app: Flask) -> None:
    """Register context and filters."""
    app.context_processor(_context)
    app.jinja_env.filters.update(
        when=_when,
        day=_day,
        size=lambda count: formats.size(count, pages.language()),
        seconds_on_line=lambda count: formats.line_seconds(count, pages.language()),
        number=lambda value: formats.number(value, pages.language()),
        money=lambda amount, currency: formats.money(Decimal(amount), currency, pages.language()),
        minutes=lambda count: formats.minutes(count, pages.language()),
        listing=lambda names: formats.listing(names, pages.language()),
        said=lambda texts: said(texts, pages.language()),
        plain=marks.plain,
        fold=lines.fold,
        own_words=lambda kind: kinds.of(kind).own_words,
        bounds=lambda details: bounds(details, pages.language()),
        kind_word=lambda kind: kinds.of(kind).word(),
        fixed_at=answers.fixed_at,
        answer=lambda given: Markup(prose.html(answers.markdown(given, pages.language()))),  # noqa: S704  it is washed
        rests=folding.rests,
        markdown=lambda text: Markup(prose.html(text)),  # noqa: S704
        marked=_marked,
        batches=lambda controls, field: kinds.batches(field, controls),
        breakable=_breakable,
        begin=lambda sentence: sentence[:1].upper() + sentence[1:],
    )
    app.jinja_env.globals.update(currencies=answers.CURRENCIES)
    app.jinja_env.globals.update(moment=pages.moment, state_word=lambda name: step.state_word(State(name)))


def _marked(page: str, comments: Iterable[Comment]) -> dict[str, Any]:
    """Return a piece of a page with the passages marked that comments quote, and the ids of those that were found."""
    quoted = [passages.Passage(one.id, one.quote, _reference(one)) for one in comments if one.quote]
    if not quoted:
        return {"html": page, "found": set()}
    found = passages.marked(str(page), quoted)
    return {"html": Markup(found[0]), "found": found[1]}  # noqa: S704  it was markup before


def _breakable(title: str) -> Markup:
    """Let a line end after each stroke: a symbol as long as LAD/MIN.5/AG.1/Rev.2 is wider than a phone."""
    return Markup("/<wbr>").join(title.split("/"))


def _reference(comment: Comment) -> str:
    return _("point %(number)s", number=comment.number) if comment.number else _("note")


def choose_language() -> str:
    """Return the language of a request: by link, by choice before, by person, by browser; English in a command."""
    if not has_request_context():
        return "en"
    for chosen in (request.args.get("lang"), session.get("lang")):
        if chosen in LANGUAGES:
            return str(chosen)
    if current_user.is_authenticated:
        return str(current_user.user.language)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def remember_language() -> None:
    """Keep the language that a link chose, in the browser."""
    chosen = request.args.get("lang")
    if chosen in LANGUAGES and session.get("lang") != chosen:
        session["lang"] = chosen


def _context() -> dict[str, Any]:
    language = pages.language()
    return {
        # Not the proxy: it would look for the person anew at each of a hundred uses.
        "me": getattr(current_user, "_get_current_object", lambda: current_user)(),
        "menu": menu(),
        "languages": [(code, name, _address(code), code == language) for code, name in OWN_NAMES.items()],
        "house_now": clock.now(),
        "demo": demo(),
        "csp_nonce": g.get("nonce", ""),
        "lang": language,
        "own_names": OWN_NAMES,
        "city": pages.here()[1],
    }


def demo() -> bool:
    """Tell whether this is the demonstration."""
    return bool(pages.settings().demo)


def _address(code: str) -> str:
    others = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return "?" + urlencode([*others, ("lang", code)])


def menu() -> list[tuple[str, str, bool]]:
    """Return the places that the person may go to: address, word, and whether this is it."""
    may = getattr(current_user, "may", None)
    places: list[tuple[str, str]] = [("/", _("Home")), ("/meetings", _("Meetings"))]
    if may:
        who = current_user.who
        if who.countries or may(Action.SEE_MATRIX):
            places.append(("/deliverables", _("Deliverables")))
        if may(Action.SEE_MATRIX) or who.countries:
            places.append(("/calls", _("Calls")))
        if may(Action.SEE_QUEUE):
            places.append(("/reviews", _("Reviews")))
    places += [("/commitments", _("Commitments")), ("/presidency", _("Presidency"))]
    if may:
        places.append(("/messages", _("Messages")))
        if may(Action.READ_AUDIT):
            places.append(("/audit", _("Audit")))
        places.append(("/account", _("Account")))
    else:
        places.append(("/login", _("Sign in")))
    here = request.path
    return [(url, word, here == url or (url != "/" and here.startswith(f"{url}/"))) for url, word in places]


def _when(instant: datetime, zone: str | None = None, *, year: bool = False, short: bool = False) -> str:
    return formats.when(instant, zone or pages.zone_here(), pages.language(), year=year, short=short)


def _day(moment: Any, zone: str | None = None, *, year: bool = False, short: bool = False) -> str:
    return formats.day(moment, pages.language(), zone=zone or pages.zone_here(), year=year, short=short)
