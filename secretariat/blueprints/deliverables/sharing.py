"""Taking over earlier answers, and links under which somebody without an account reads the draft."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from secretariat import clock, links, uploads
from secretariat.blueprints.deliverables.place import bp, draft, one
from secretariat.errors import Hidden, Refused, Stale
from secretariat.models.deliverables import Deliverable
from secretariat.models.handing import ShareLink
from secretariat.pages import Answer, action, given, me
from secretariat.rules import media, snapshots
from secretariat.rules.actions import Action
from secretariat.workflow import prefilling
from secretariat.workflow import sharing as workflow

# Of what a link opens nothing is found by a search engine, told to another site or kept on the way.
APART = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer", "Cache-Control": "private, no-store"}


@bp.post("/<int:id>/earlier")
@action(Action.WRITE, one)
def take_over(deliverable: Deliverable) -> Answer:
    """Begin with the answers to the call that this one follows."""
    count = prefilling.take_over(deliverable, by=me(), at=clock.now())
    words = ngettext(
        "One earlier answer stands in the form; confirm or change it.",
        "%(num)s earlier answers stand in the form; confirm or change each.",
        count,
    )
    flash(words, "done")
    return redirect(url_for(".show", id=deliverable.id))


@bp.post("/<int:id>/links")
@action(Action.WRITE, one)
def share(deliverable: Deliverable) -> Answer:
    """Make a link to read the draft; it is shown once."""
    days = request.form.get("days", 0, type=int)
    try:
        token = workflow.share(deliverable, days=days, by=me(), at=clock.now())
    except Stale:
        raise
    except Refused as error:
        return draft(deliverable, beside=error)
    address = links.absolute(url_for(".shared", token=token))
    said = _("Whoever has this link reads the draft as it is then. It is shown only now; copy it:")
    flash(Markup('{} <a class="d-block text-break" href="{}">{}</a>').format(said, address, address), "undo")
    return redirect(url_for(".show", id=deliverable.id))  # to its top, where the link stands this once


@bp.post("/<int:id>/links/<int:number>/revoke")
@action(Action.WRITE, one)
def revoke(deliverable: Deliverable, number: int) -> Answer:
    """End a link, the newest being number 1."""
    found = workflow.open_links(deliverable, clock.now())
    if not 1 <= number <= len(found):
        raise Hidden
    workflow.revoke(found[number - 1], by=me(), at=clock.now())
    flash(_("The link is revoked; nobody reads the draft by it any more."), "done")
    return redirect(url_for(".show", id=deliverable.id, _anchor="links"))


def by_token(token: str) -> ShareLink | None:
    """Load the link that an address names, whether it still holds or not."""
    return workflow.found(token)


def over() -> Answer:
    """Tell whoever has a link that holds no more what they can do; nothing of the text is named."""
    return render_template("deliverables/link_over.html"), 410, APART


@bp.get("/shared/<token>")
@action(Action.READ_PUBLIC, by_token)
def shared(link: ShareLink) -> Answer:
    """Show a draft to whoever has the link, while it is the country's, and nothing else of the house."""
    if not link.holds(clock.now()):
        return over()
    frozen, _files = snapshots.snapshot(link.deliverable)
    files = [(one, uploads.clean(one)) for one in link.deliverable.attachments]
    about = {"answers": frozen, "files": files, "token": request.view_args["token"] if request.view_args else ""}
    return render_template("deliverables/shared.html", deliverable=link.deliverable, link=link, **about), 200, APART


@bp.get("/shared/<token>/files/<int:attachment_id>")
@action(Action.READ_PUBLIC, by_token)
def shared_file(link: ShareLink, attachment_id: int) -> Answer:
    """Give the clean copy of a draft's file to whoever has the link, as long as it holds."""
    if not link.holds(clock.now()):
        return over()
    found = next((one for one in link.deliverable.attachments if one.id == attachment_id), None)
    copy = uploads.clean(found) if found and found.field.retired_at is None else None
    if found is None or copy is None:
        raise Hidden
    answer = given(copy, media.shown_name(found.name, found.file.media_type))
    answer.headers.update(APART)
    return answer
