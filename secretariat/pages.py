"""What blueprints share: who asks, the @action decorator, paging, and the moment a request arrived."""

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ParamSpec, cast

from flask import Request, Response, current_app, g, make_response, request, send_file, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import UserMixin, current_user
from sqlalchemy import Select, any_, func
from werkzeug.wsgi import FileWrapper

from secretariat import clock, formats, links
from secretariat.clock import SECRETARIAT_ZONE
from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.deliverables import WITH_A_PAGE, Deliverable
from secretariat.models.files import StoredFile
from secretariat.models.people import Role, User
from secretariat.queries import people
from secretariat.rules import policy
from secretariat.rules.actions import Action
from secretariat.rules.filters import View
from secretariat.rules.predicates import Who
from secretariat.settings import Settings
from secretariat.storage import store_at
from secretariat.workflow import accounts
from secretariat.workflow.handing import Machine

P = ParamSpec("P")
Answer = ResponseReturnValue
SECRETARIAT_CITY = "Washington"
PIECE = 64 * 1024  # bytes of a download that are in memory at once


class Me(UserMixin):  # type: ignore[misc]  # the library is not typed
    """Whoever asks, as templates see them."""

    def __init__(self, user: User, who: Who) -> None:
        self.user = user
        self.id = user.id
        self.name = user.name
        self.who = who
        self.membership = user.membership(who.at)

    def may(self, action: str, thing: Any = None) -> bool:
        """Tell whether a button for an action belongs on the page."""
        return policy.allowed(self.who, Action(action), thing)

    @property
    def country(self) -> Any:
        """The person's country, or None for the secretariat and its guests."""
        return self.membership.country if self.membership else None

    @property
    def zone(self) -> str:
        """The time zone in which the person reads: the capital's, or the secretariat's."""
        return self.country.time_zone if self.country else SECRETARIAT_ZONE

    @property
    def city(self) -> str:
        """The city whose clock that is."""
        return self.country.capital(language()) if self.country else SECRETARIAT_CITY

    @property
    def role_line(self) -> str:
        """What the person is, in a few words: 'Focal point, Peru'."""
        if self.membership is None:
            return _("without a role at present")
        home = self.membership.country or self.membership.organisation
        words = [role_word(Role(self.membership.role))] + ([home.name(language())] if home else [])
        if self.who.presides:
            words.append(_("in the chair"))
        return ", ".join(words)


def role_word(role: Role) -> str:
    """Return the word for a role in the reader's language."""
    return {
        Role.FOCAL_POINT: _("Focal point"),
        Role.APPROVER: _("Approver"),
        Role.DELEGATE: _("Delegate"),
        Role.REVIEWER: _("Reviewer"),
        Role.OFFICER: _("Officer"),
        Role.OBSERVER: _("Observer"),
        Role.AUDITOR: _("Auditor"),
    }[role]


def load_me(asked: Request) -> Me | None:
    """Find out who asks: by the session's token on pages, by a bearer token at the API, and never the other way."""
    if asked.path.startswith("/api/"):
        scheme, _separator, bearer = asked.headers.get("Authorization", "").partition(" ")
        found = accounts.token_user(bearer.strip(), house=clock.now()) if scheme.lower() == "bearer" else None
    else:
        token = session.get("token")
        found = accounts.session_user(token, at=clock.real(), house=clock.now()) if token else None
    return Me(*found) if found else None


def me() -> User:
    """Return the account of whoever asks; only behind an action that wants somebody signed in."""
    if not current_user.is_authenticated:
        raise Hidden
    return cast("User", current_user.user)


def who() -> Who:
    """Return what whoever asks is at this moment; a visitor is somebody too."""
    if current_user.is_authenticated:
        return cast("Who", current_user.who)
    return people.who(None, clock.now())


def settings() -> Settings:
    """Return the settings of this installation."""
    return cast("Settings", current_app.config["SETTINGS"])


def machine() -> Machine:
    """Return what an invitation is made with at this moment."""
    return Machine(settings().secret_key, clock.real(), clock.now())


def language() -> str:
    """Return the language of the page."""
    locale = get_locale()
    return locale.language if locale else "en"


def arrived() -> datetime:
    """Return the house's moment at which the request's last byte had come in."""
    return cast("datetime", g.arrived) + (clock.now() - clock.real())


def action(deed: Action, load: Callable[..., Any] | None = None) -> Callable[..., Callable[..., Answer]]:
    """State who may use a route: the policy's line for `deed`, asked about what `load` returns.

    load: gets the address's values that it names and returns the thing, which becomes the view's first argument,
    before the other values; None from it, or a thing that the person may not see, is the same 404. A visitor is
    asked to sign in.
    """
    taken = set(inspect.signature(load).parameters) if load else set()

    def wrap(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @functools.wraps(view)
        def wrapped(**values: Any) -> Answer:
            if not current_user.is_authenticated and not policy.open_to_visitors(deed):
                raise Forbidden  # before anything is looked up: a visitor is asked to sign in, whatever is there
            if load is None:
                policy.demand(who(), deed)
                return view(**values)
            thing = load(**{name: value for name, value in values.items() if name in taken})
            if thing is None:
                raise Hidden
            policy.demand(who(), deed, thing)
            g.thing = thing  # an error page names what was typed by its questions
            return view(thing, **{name: value for name, value in values.items() if name not in taken})

        wrapped.__dict__["action"] = deed  # read by the walk over app.url_map
        return wrapped

    return wrap


def given(file: StoredFile, name: str, *, media_type: str | None = None) -> Response:
    """Give a file that is kept under a name. Raises Hidden where its content is missing."""
    return apart(streamed(file, name, media_type=media_type or file.media_type, as_attachment=True))


def streamed(file: StoredFile, name: str, *, media_type: str, as_attachment: bool = False) -> Response:
    """Give a content piece by piece; a download that was cut goes on where it stopped (Range, ETag)."""
    try:
        stream = store_at(settings().storage).open(file.sha256)
    except FileNotFoundError:
        raise Hidden from None
    answer = send_file(stream, media_type, as_attachment, name, conditional=False, etag=file.sha256)
    # The server's own wrapper would read all that stands before the byte at which a cut download goes on.
    answer.response = FileWrapper(stream, PIECE)
    answer.content_length = file.size
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    return answer


def apart(answer: Response) -> Response:
    """Have the browser keep a file apart from this site, whatever stands in it."""
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def attached(content: bytes, name: str, media_type: str) -> Response:
    """Return a file to be saved, made for this request."""
    answer = make_response(content)
    answer.headers["Content-Type"] = media_type
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return apart(answer)


def refusal(deed: Callable[[], Any], *, slower: bool = False) -> Refused | None:
    """Do something; return the refusal, with nothing of the deed left, so that the form can be shown again.

    slower: also where somebody was faster (Stale), because what was typed is worth keeping on the page; otherwise
    that goes on to the error page.
    """
    try:
        deed()
    except Refused as error:
        if isinstance(error, Stale) and not slower:
            raise
        db.session.rollback()
        return error
    return None


@dataclass(frozen=True)
class Paged:
    """One page of a list: rows, the number of the first one (from 1), of all, and the addresses around."""

    rows: list[Any]
    first: int
    total: int
    page: int
    last_page: int


def paged(query: Select[Any], *, size: int = 50, total: int | None = None) -> Paged:
    """Return the page of a query that the address asks for by `page`. total: where it was counted already.

    The page is cut from bare numbers, and what belongs to its rows is joined to these few only: as an array, which
    PostgreSQL fills first and looks up, where it would hold a set against every row that the query finds.
    """
    number = query.column_descriptions[0]["entity"].id
    page = max(1, request.args.get("page", 1, type=int))
    if total is None:
        total = db.session.scalar(query.with_only_columns(func.count(), maintain_column_froms=True).order_by(None)) or 0
    last = max(1, -(-total // size))
    page = min(page, last)
    cut = query.with_only_columns(number).limit(size).offset((page - 1) * size).correlate(None)
    few = func.array(cut.scalar_subquery())
    rows = list(db.session.scalars(query.where(number == any_(few))).unique())
    return Paged(rows, (page - 1) * size + 1, total, page, last)


def knows_reviewers() -> bool:
    """Tell whether whoever asks may know who reviews: a country that presides may not."""
    return policy.allowed(who(), Action.SEE_QUEUE) or policy.allowed(who(), Action.READ_AUDIT)


def view() -> View:
    """Return which texts the address asks for; raise Refused where it names what cannot be."""
    return View.read(request.args, reviewers=knows_reviewers())


def moment(
    instant: datetime, zone: str | None = None, city: str | None = None, *, year: bool = False
) -> formats.Moment:
    """Return an instant in the reader's city, or in a named one, and in Washington."""
    if zone is None or city is None:
        zone, city = here()
    return formats.moment(instant, zone, city, SECRETARIAT_ZONE, SECRETARIAT_CITY, locale=language(), year=year)


def zone_here() -> str:
    """Return the zone in which the reader reads instants; a list asks for it at each of them."""
    return str(current_user.zone) if current_user.is_authenticated else SECRETARIAT_ZONE


def here() -> tuple[str, str]:
    """Return where the reader reads instants: the zone, and the city it is named by."""
    return zone_here(), current_user.city if current_user.is_authenticated else SECRETARIAT_CITY


def days_until(instant: datetime, zone: str) -> int:
    """Return how many days lie between today and a day, as a calendar in a zone counts them."""
    there = clock.zone(zone)
    return (instant.astimezone(there).date() - clock.now().astimezone(there).date()) // timedelta(days=1)


def ways(texts: list[Deliverable]) -> dict[int, str]:
    """Return where each text of a list leads; what the reader may do is asked once, but for reading a text.

    Nobody reviews a text of their own country: it leads them to where they write it.
    """
    reads, steers = (policy.allowed(who(), action) for action in (Action.SEE_QUEUE, Action.EXTEND))
    return {
        one.id: links.text(one.id, one.call_id, one.country.alpha2, reads=reads and reviewable(one), steers=steers)
        for one in texts
    }


def reviewable(text: Deliverable) -> bool:
    """Tell whether there is a page on which the reader may review a text."""
    return text.state in WITH_A_PAGE and policy.allowed(who(), Action.READ_REVIEW, text)
