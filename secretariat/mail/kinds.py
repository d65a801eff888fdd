"""The kinds of letter as officers find them: what each is called, who gets it and when, and what its fields mean."""

from typing import Any

from flask_babel import lazy_gettext as _l

TO_COUNTRIES, TO_SECRETARIAT, TO_ANYBODY = _l("To countries"), _l("To reviewers and officers"), _l("About accounts")
# By group, in the order in which a country meets them: the name, and who gets it when.
KINDS: dict[str, tuple[Any, Any, Any]] = {
    "call_opened": (
        TO_COUNTRIES,
        _l("A call is opened"),
        _l("The focal points of each country asked, when an officer opens a call."),
    ),
    "call_changed": (
        TO_COUNTRIES,
        _l("A call is changed"),
        _l("The focal points of each country asked, when an officer changes an open call."),
    ),
    "due_moved": (
        TO_COUNTRIES,
        _l("A meeting moves"),
        _l("The focal points of each country that owes a text, when the meeting moves and the dates with it."),
    ),
    "reminder": (
        TO_COUNTRIES,
        _l("Reminder before the date"),
        _l("Whoever the ladder of the call names, on its days, while something is owed; once a day about all of it."),
    ),
    "reminder_overdue": (
        TO_COUNTRIES,
        _l("Reminder after the date"),
        _l("The same people, when the date of the first text has passed."),
    ),
    "reminder_clear": (
        TO_COUNTRIES,
        _l("Reminder to clear, before the date"),
        _l("Approvers whom the ladder of the call names, when the text can be cleared; once a day."),
    ),
    "reminder_clear_overdue": (
        TO_COUNTRIES,
        _l("Reminder to clear, after the date"),
        _l("The same approvers, when the date of that text has passed."),
    ),
    "reminder_not_to_clear": (
        TO_COUNTRIES,
        _l("Reminder of a text not ready to be cleared"),
        _l("The same approvers, when nothing can be cleared: it says what the text waits for."),
    ),
    "reminder_not_to_clear_overdue": (
        TO_COUNTRIES,
        _l("Reminder of an overdue text not ready to be cleared"),
        _l("The same approvers, when nothing can be cleared and the date of the first text has passed."),
    ),
    "clearance_asked": (
        TO_COUNTRIES,
        _l("Clearance is asked for"),
        _l("The approvers of the country, when a focal point asks them to clear a text."),
    ),
    "cleared": (
        TO_COUNTRIES,
        _l("A text is cleared"),
        _l("Whoever asked for the clearance, when an approver gives it."),
    ),
    "handed": (
        TO_COUNTRIES,
        _l("Questions are handed over"),
        _l("A colleague in the country, when somebody there asks them for answers."),
    ),
    "invited_to_answer": (
        TO_COUNTRIES,
        _l("Questions are handed to somebody new"),
        _l("A colleague in the country who has no password yet; it is their invitation, whose link holds a week."),
    ),
    "handed_back": (
        TO_COUNTRIES,
        _l("Questions are handed back"),
        _l("Whoever asked a colleague in the country, when the colleague is done."),
    ),
    "receipt": (
        TO_COUNTRIES,
        _l("Receipt"),
        _l("Whoever sent a text, at once."),
    ),
    "accepted": (
        TO_COUNTRIES,
        _l("A draft is taken as sent"),
        _l("The people of the country, when an officer takes a complete draft whose date has passed."),
    ),
    "incomplete": (
        TO_COUNTRIES,
        _l("Something is missing"),
        _l("The focal points, when a text is returned as incomplete."),
    ),
    "changes_requested": (
        TO_COUNTRIES,
        _l("Changes are requested"),
        _l("The focal points, when a reviewer asks for changes."),
    ),
    "approved": (
        TO_COUNTRIES,
        _l("A text is approved"),
        _l("The focal points, when a reviewer approves."),
    ),
    "rejected": (
        TO_COUNTRIES,
        _l("A text is rejected"),
        _l("The focal points, when a reviewer rejects."),
    ),
    "extended": (
        TO_COUNTRIES,
        _l("More time is given"),
        _l("The focal points, when an officer moves the date of their text."),
    ),
    "waived": (
        TO_COUNTRIES,
        _l("A text is waived"),
        _l("The focal points, when an officer asks for a text no more."),
    ),
    "reopened": (
        TO_COUNTRIES,
        _l("A text is given back"),
        _l("The focal points, when an officer reopens an approved text."),
    ),
    "form_read": (
        TO_COUNTRIES,
        _l("A form came by mail"),
        _l("Whoever sent answers by mail, when they were understood."),
    ),
    "form_read_same": (
        TO_COUNTRIES,
        _l("A form came by mail unchanged"),
        _l("Whoever sent a form by mail that says only what stands on the site."),
    ),
    "mail_not_filed": (
        TO_COUNTRIES,
        _l("A mail led to nothing"),
        _l("Whoever sent a mail that could not be read as a form."),
    ),
    "circulated": (
        TO_COUNTRIES,
        _l("An agenda is circulated"),
        _l("Everybody of the endorsing countries, when an agenda goes out."),
    ),
    "assigned": (
        TO_SECRETARIAT,
        _l("Texts are assigned"),
        _l("A reviewer, when an officer gives them texts."),
    ),
    "released": (
        TO_SECRETARIAT,
        _l("Texts are taken off"),
        _l("A reviewer, when an officer gives their texts to others."),
    ),
    "withdrawn": (
        TO_SECRETARIAT,
        _l("A text is withdrawn"),
        _l("The reviewer who has a text, when its country takes it back."),
    ),
    "overdue": (
        TO_SECRETARIAT,
        _l("Texts are overdue"),
        _l("Officers, at noon in Washington, while texts are overdue."),
    ),
    "address_refused": (
        TO_SECRETARIAT,
        _l("A mail came back"),
        _l("Officers, when a server says that an address does not exist; once for each, and at most one mail an hour."),
    ),
    "mail_refused": (
        TO_SECRETARIAT,
        _l("A mail came back, the address being right"),
        _l("Officers, when a server refuses a mail for another reason; once a day for each person."),
    ),
    "mail_kept": (
        TO_SECRETARIAT,
        _l("A mail waits to be read"),
        _l("Officers, when a mail came in that no rule could file."),
    ),
    "invitation": (
        TO_ANYBODY,
        _l("Invitation"),
        _l("Somebody for whom an account is opened; the link holds for seven days."),
    ),
    "password_reset": (
        TO_ANYBODY,
        _l("A new password"),
        _l("Whoever asked for one; the link works once."),
    ),
    "address_corrected": (
        TO_ANYBODY,
        _l("An address is corrected"),
        _l("The person, at the old and the new address, when an officer corrects it."),
    ),
}
FIELDS: dict[str, Any] = {
    "name": _l("the reader"),
    "country": _l("the country"),
    "title": _l("the text and its country"),
    "day": _l("the day that the subject names"),
    "due": _l("by when, in both zones"),
    "by_when": _l("a sentence: by when, in both zones"),
    "waits": _l("a sentence: what the text waits for"),
    "until": _l("until when the link works, in both zones"),
    "before": _l("what held before"),
    "after": _l("what holds now"),
    "calls": _l("what is asked, of all texts"),
    "texts": _l("how many texts, with the word"),
    "count": _l("how many, as a figure"),
    "symbol": _l("the symbol of the call or the agenda"),
    "meeting": _l("the meeting"),
    "begins": _l("the day on which the meeting begins"),
    "number": _l("the number of the version"),
    "received": _l("when it arrived, in both zones"),
    "stood": _l("the moment of the draft, in both zones"),
    "by": _l("who asks, or who is done"),
    "why": _l("why, as the system says it"),
    "items": _l("how many items, with the word"),
    "whom": _l("the person it is about"),
    "address": _l("the address it is about"),
}


def called(key: str) -> str:
    """Return what a kind of letter is called, or its code where it has no words of its own."""
    return str(KINDS[key][1]) if key in KINDS else key
