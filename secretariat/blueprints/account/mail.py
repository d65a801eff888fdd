"""/account/mail: which letters come by mail; /stop: the address in a mail's head that has them stop."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from secretariat import clock, defence, links
from secretariat.blueprints.account.place import bp
from secretariat.database import db
from secretariat.errors import Hidden
from secretariat.extensions import csrf
from secretariat.mail import names
from secretariat.mail.letter import MUTABLE
from secretariat.models.messages import Message
from secretariat.pages import Answer, action, me
from secretariat.rules.actions import Action
from secretariat.workflow import wishes

# What a mail program sends when its reader presses the button (RFC 8058), and nothing else.
ONE_CLICK = ("List-Unsubscribe", "One-Click")


@bp.get("/account/mail")
@action(Action.USE_ACCOUNT)
def mail() -> Answer:
    """Show which letters come by mail."""
    muted = wishes.muted(me())
    kinds = [(kind, names.NAMES[kind], names.WITHOUT_MAIL[kind]) for kind in wishes.offered(me(), clock.now())]
    return render_template("account/mail.html", kinds=kinds, muted=muted)


@bp.post("/account/mail")
@action(Action.USE_ACCOUNT)
def choose_mail() -> Answer:
    """Save which letters come by mail."""
    wishes.choose(me(), request.form.getlist("kind"), at=clock.now())
    flash(_("Saved. It counts from the next mail on, for those too that wait already."), "done")
    return redirect(url_for(".mail"))


def mailed(number: int, token: str) -> Message:
    """Return the message of an address to stop. Raises Hidden where the token is not its own."""
    message = db.session.get(Message, number) if links.stops(number, token) else None
    if message is None or message.kind not in MUTABLE:
        raise Hidden
    return message


@bp.get("/stop/<int:number>/<token>")
@action(Action.STOP_MAIL)
def stop(number: int, token: str) -> Answer:
    """Ask whether such letters are to stop, or say that they have; opening it changes nothing: mail filters do, too."""
    message = mailed(number, token)
    return asked(message, done=message.kind in wishes.muted(message.user))


@bp.post("/stop/<int:number>/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]  # the library is not typed
@action(Action.STOP_MAIL)
def stop_now(number: int, token: str) -> Answer:
    """Have such letters stop. Mail programs know no form's token; theirs is in the address."""
    name, value = ONE_CLICK
    if request.form.get(name) != value:
        if refused := defence.foreign():
            return refused
        csrf.protect()
    message = mailed(number, token)
    wishes.stop(message.user, message.kind, at=clock.now())
    return asked(message, done=True)


def asked(message: Message, *, done: bool) -> Answer:
    """Return the page in the language of whoever got the mail."""
    shown = {"name": names.NAMES[message.kind], "instead": names.WITHOUT_MAIL[message.kind], "email": message.email}
    with force_locale(message.user.language):
        return render_template("account/stop.html", done=done, **shown)
