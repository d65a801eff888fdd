"""The index and its pages; they are templates only."""

from flask import Blueprint, render_template

from secretariat.pages import Answer, action
from secretariat.rules.actions import Action

bp = Blueprint("help", __name__, url_prefix="/help")
PAGES = {
    "focal-point": "focal_point",
    "approver": "approver",
    "reviewer": "reviewer",
    "officer": "officer",
    "chair": "chair",
    "delegate": "delegate",
    "auditor": "auditor",
}


@bp.get("")
@action(Action.READ_PUBLIC)
def index() -> Answer:
    """Say which page is for whom."""
    return render_template("help/index.html")


def named(page: str) -> str | None:
    """Return the template of a page of help."""
    return PAGES.get(page)


@bp.get("/<page>")
@action(Action.READ_PUBLIC, named)
def show(template: str) -> Answer:
    """Show the page for a role."""
    return render_template(f"help/{template}.html")
