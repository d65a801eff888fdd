"""Clearance on paper: the page to sign, and the photograph that finds its text by the code on it."""

import secrets
from typing import Any

from flask import current_app, flash, get_template_attribute, redirect, render_template, request, url_for
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from secretariat import clock, formats, printouts, uploads
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.clearances import Clearance
from secretariat.models.deliverables import Deliverable
from secretariat.models.files import StoredFile
from secretariat.pages import Answer, action, given, language, me, who
from secretariat.queries import clearances as queries
from secretariat.rules import clearances as rules
from secretariat.rules import policy, snapshots, states
from secretariat.rules.actions import Action
from secretariat.workflow import asking
from secretariat.workflow import clearing as workflow


@bp.post("/<int:id>/clearance")
@action(Action.CLEAR_ON_PAPER, one)
def ask_clearance(deliverable: Deliverable) -> Answer:
    """Make the page that is printed and signed."""
    workflow.ask(deliverable, by=me(), at=clock.now())
    flash(_("The page to sign is ready: open it, print it, have it signed, and photograph it."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="clearance"))


def ask_approvers(deliverable: Deliverable) -> Answer:
    """Ask the approvers of the country, once the form that was sent with it is saved."""
    try:
        asked = asking.ask(deliverable, by=me(), at=clock.now())
    except Stale:
        raise
    except Refused as error:
        flash(error.sentence, "stop")
        return redirect(url_for(".show", id=deliverable.id), 303)
    names = formats.listing(queries.told(asked, deliverable.country_id), language())
    post = get_template_attribute("macros/marks.html", "post")
    undo = post(url_for(".take_request_back", id=deliverable.id), _("Take the request back"), quiet=True)
    said = _("Asked by mail to clear this text: %(names)s.", names=names)
    flash(Markup("{} {}").format(said, Markup(undo)), "undo")  # noqa: S704  a macro of ours has escaped it
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/clearance/asked/back")
@action(Action.ASK_CLEARANCE, one)
def take_request_back(deliverable: Deliverable) -> Answer:
    """Take back that approvers were asked."""
    if asking.take_back(deliverable, by=me(), at=clock.now()):
        flash(_("The request is taken back: the text waits for nobody’s clearance now."), "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.get("/<int:id>/clearance/<code>.pdf")
@action(Action.READ_DRAFT, one)
def clearance_pdf(deliverable: Deliverable, code: str) -> Answer:
    """Give the page to print."""
    found = of_this(deliverable, code)
    return printouts.sent_page(printouts.clearance(found), name=f"{deliverable.symbol.replace('/', '-')}-{code}.pdf")


def of_this(deliverable: Deliverable, code: str) -> Clearance:
    """Return a clearance of a text by its code."""
    found = queries.by_code(code)
    if found is None or found.deliverable_id != deliverable.id:
        raise Hidden
    return found


@bp.get("/<int:id>/clearance/<code>/signed")
@action(Action.READ_DRAFT, one)
def signed(deliverable: Deliverable, code: str) -> Answer:
    """Give the picture of a signed page."""
    found = of_this(deliverable, code)
    if found.file is None:
        raise Hidden
    return given(found.file.given, f"{code}.pdf")


@bp.get("/<int:id>/clearance/photo")
@action(Action.CLEAR_ON_PAPER, one)
def photo(deliverable: Deliverable) -> Answer:
    """Show where the photograph of a signed page is handed in."""
    return photo_page(deliverable)


def photo_page(deliverable: Deliverable, *, kept: str = "", wrong: dict[str, str] | None = None) -> Answer:
    """Show the form; `kept` names a picture that came already and whose code could not be read."""
    page = render_template("deliverables/photo.html", deliverable=deliverable, kept=kept, wrong=wrong or {})
    return page, 422 if wrong else 200


@bp.post("/<int:id>/clearance/photo")
@action(Action.CLEAR_ON_PAPER, one)
def file_photo(deliverable: Deliverable) -> Answer:
    """File a picture with the text that its code names, whichever page it was handed in on."""
    try:
        picture = received()
    except Refused as error:
        return photo_page(deliverable, wrong={error.field or "photo": error.sentence})
    typed = request.form.get("code", "")
    code = rules.typed(typed) if typed.strip() else uploads.code_on(picture)
    found = queries.by_code(code) if code else None
    if found is None or not policy.allowed(who(), Action.CLEAR_ON_PAPER, found.deliverable):
        return photo_page(deliverable, kept=keeper().dumps([me().id, picture.sha256]), wrong={"code": unread(typed)})
    try:
        cleared = workflow.file(found, picture, by=me(), at=clock.now())
    except Refused as error:
        return photo_page(deliverable, wrong={"photo": error.sentence})
    flash(filed_words(found, here=deliverable, cleared=cleared), "done")
    return redirect(url_for(".show", id=found.deliverable_id, _anchor="clearance"))


def received() -> StoredFile:
    """Return the picture: one that came just now, or one that came before and whose code could not be read."""
    sent = request.files.get("photo")
    if sent and sent.filename:
        return uploads.receive(sent.stream, field="photo", at=clock.now())
    try:
        whose, sha256 = keeper().loads(request.form.get("kept", ""))
    except (BadSignature, ValueError):
        whose, sha256 = None, ""
    found = queries.picture(sha256) if whose == me().id else None
    if found is None:
        raise Refused(_("Choose the photograph or the scan of the signed page."), field="photo")
    return found


def keeper() -> Any:
    """Return what signs the name of a picture that came, so that nobody can name somebody else's."""
    return URLSafeSerializer(current_app.secret_key or secrets.token_hex(), salt="clearance")


def unread(typed: str) -> str:
    """Say what to do where no page was found."""
    if typed.strip():
        return _("No page has this code. Compare it with the nine letters and figures under the square on the page.")
    return _(
        "The square code could not be read on this picture, which is kept. Type the nine letters and figures under it, "
        "or take the picture once more: flat, in good light, the whole page."
    )


def filed_words(clearance: Clearance, *, here: Deliverable, cleared: bool) -> str:
    """Say what came of a picture."""
    deliverable = clearance.deliverable
    name = f"{deliverable.symbol}, {deliverable.call.title(language())}"
    nothing_new = states.nothing_new(deliverable)
    if not cleared and nothing_new:
        return " ".join([_("Filed with %(text)s.", text=name), nothing_new])
    if not cleared and asks_otherwise(clearance):
        return _(
            "Filed with %(text)s. Its questions were changed since the page was made, so that it does not clear the "
            "text; the page says what changed.",
            text=name,
        )
    if not cleared:
        return _("Filed with %(text)s. The text is another one by now; the page says what changed since.", text=name)
    if deliverable.id != here.id:
        return _("The code on the page belongs to another text: %(text)s is cleared now.", text=name)
    return _("Cleared by the signed page. It can be sent to the Secretariat now.")


def asks_otherwise(clearance: Clearance) -> bool:
    """Tell whether a text is as it was printed on a page, but for what its questions ask."""
    printed, now = (clearance.answers, clearance.files), snapshots.snapshot(clearance.deliverable)
    return rules.same_answers(printed, now) and not rules.same_text(printed, now)
