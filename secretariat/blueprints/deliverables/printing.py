"""The receipt as a page to print or to forward."""

from secretariat import printouts
from secretariat.blueprints.deliverables.place import bp, one
from secretariat.errors import Hidden
from secretariat.models.deliverables import Deliverable
from secretariat.pages import Answer, action
from secretariat.rules.actions import Action


@bp.get("/<int:id>/versions/<int:number>/receipt.pdf")
@action(Action.READ_VERSION, one)
def receipt_pdf(deliverable: Deliverable, number: int) -> Answer:
    """Give the receipt of a version as a PDF."""
    version = next((one for one in deliverable.versions if one.number == number), None)
    if version is None:
        raise Hidden
    return printouts.sent_page(printouts.receipt(version), name=f"{version.symbol.replace('/', '-')}.pdf")
