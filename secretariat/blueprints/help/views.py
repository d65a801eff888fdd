"""/help and /help/<page>."""

from flask import Blueprint, render_template

from secretariat.pages import Answer, action
from secretariat.rules.actions import Action

bp = Blueprint("help", __name__, url_prefix="/help")
# The pages by their address; the chair's is no role's, since the chair is no role.
PAGES = ("focal-point", "approver", "delegate", "reviewer", "officer", "chair", "auditor")


@bp.get("", strict_slashes=False)
@action(Action.READ_PUBLIC)
def index() -> Answer:
    """Show what help there is."""
    return render_template("help/index.html")


@bp.get("/<page>")
@action(Action.READ_PUBLIC, lambda page: page if page in PAGES else None)
def one(page: str) -> Answer:
    """Show the help of a role."""
    return render_template(f"help/{page.replace('-', '_')}.html")
