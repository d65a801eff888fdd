"""The words that a packet is printed with, in the language that is active around the call."""

from collections.abc import Mapping

from flask_babel import gettext as _

from secretariat.packets.parts import Reason

Words = Mapping[str, str]


def words() -> dict[str, str]:
    """Return every label of the sheets by name. Wrap the call in the packet's locale."""
    return labels() | {f"reason_{reason}": sentence for reason, sentence in reasons().items()}


def labels() -> dict[str, str]:
    """Return the labels; those with %(name)s are filled in by typeset.py."""
    return {
        "contents": _("Contents"),
        "part": _("Part"),
        "page": _("Page"),
        "page_of": _("Page %(page)s of %(total)s"),
        "item": _("Item"),
        "starts": _("Starts"),
        "minutes": _("Min"),
        "document": _("Document"),
        "documents": _("Documents"),
        "symbol": _("Symbol"),
        "title": _("Title"),
        "no_documents": _("No document has been issued for this item."),
        "head": _("Head of delegation"),
        "nobody": _("No names received yet."),
        "version": _("Version %(number)s"),
        "yes": _("Yes"),
        "no": _("No"),
        "no_answer": _("No answer."),
        "attached": _("Attached"),
        "fingerprint": _("SHA-256 of this version"),
        "stand_in": _("Stand-in page"),
        "not_included": _("Not included, and why"),
        "all_included": _("Everything that was asked for is in this packet."),
        "packet": _("Meeting packet"),
    }


def reasons() -> dict[Reason, str]:
    """Return a sentence for each reason: what is wrong, and what would help."""
    return {
        Reason.MISSING: _("The file is not in the archive. The secretariat asks for it again."),
        Reason.CHANGED: _("The file is not the one that was received: its SHA-256 differs. It must be sent again."),
        Reason.EMPTY: _("The file is empty (0 bytes). It must be sent again."),
        Reason.NOT_PDF: _("The file is not a PDF, so it cannot be bound. It can be had from the secretariat."),
        Reason.ENCRYPTED: _("The PDF is locked with a password. A copy without one is needed."),
        Reason.CORRUPT: _("The PDF is damaged and cannot be opened. It must be sent again."),
        Reason.NO_PAGES: _("The PDF has no pages. It must be sent again."),
        Reason.TOO_LONG: _("The PDF has more pages than a packet can take. It can be had from the secretariat."),
        Reason.TOO_HEAVY: _("The PDF takes more time or memory than is allowed. A simpler copy is needed."),
        **not_shown(),
        Reason.NOT_SET: _("The text could not be set in type. The secretariat was told."),
        Reason.NO_DOCUMENT: _("No document has been received yet."),
        Reason.NOT_CIRCULATED: _("It has not been circulated yet."),
        Reason.NOT_APPROVED: _("Received, but not approved yet."),
        Reason.NOT_SUBMITTED: _("Not submitted yet."),
        Reason.ORAL: _("Sent after the last date for the packet; the country presents it orally."),
    }


def not_shown() -> dict[Reason, str]:
    """Return a sentence for each reason why no PDF was made of a file of another kind."""
    refused = _("The file is of a kind that is not bound. A PDF of it is needed.")
    return dict.fromkeys(
        (
            Reason.UNKNOWN,
            Reason.OLD_OFFICE,
            Reason.HEIC,
            Reason.TOO_MANY_PIXELS,
            Reason.ARCHIVE,
            Reason.MACROS,
            Reason.OUTSIDE,
            Reason.EMBEDDED,
            Reason.ENTITIES,
        ),
        refused,
    ) | {
        Reason.NOT_SHOWN: _("The Office file is still being made into a PDF. Compile the packet again in a moment."),
        Reason.NO_OFFICE: _(
            "No PDF could be made of the Office file here. It can be read on the site; a PDF is needed."
        ),
    }
