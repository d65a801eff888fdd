"""What an entry says, as a sentence in the reader's language.

A sentence may name `who`, `thing` and any of the entry's details. A deed without a sentence is still told.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from secretariat.mail import kinds, names
from secretariat.models.audit import AuditEntry
from secretariat.models.deliverables import State
from secretariat.models.people import Role, User
from secretariat.pages import role_word
from secretariat.workflow import audit

SENTENCES: dict[str, Any] = {
    "write": _l("%(who)s began to write %(thing)s"),
    "attach": _l("%(who)s attached %(name)s to %(thing)s"),
    "detach": _l("%(who)s took %(name)s out of %(thing)s"),
    "take_form": _l("%(who)s took %(number)s answers from the form %(name)s over into %(thing)s"),
    "ask_clearance": _l("%(who)s asked %(to)s to clear %(thing)s"),
    "take_back_request": _l("%(who)s took the request to clear %(thing)s back"),
    "clear": _l("%(who)s cleared %(thing)s"),
    "clear.again": _l("%(who)s cleared %(thing)s again, as its questions were changed"),
    "clear_on_paper.again": _l(
        "%(who)s filed the signed page that clears %(thing)s again, as its questions were changed"
    ),
    "clear_on_paper": _l("%(who)s filed the signed page that clears %(thing)s"),
    "print_clearance": _l("%(who)s printed the page on which the capital clears %(thing)s"),
    "file_clearance": _l("%(who)s filed a signed page of %(thing)s, which does not clear it as it stands"),
    "replace_picture": _l("%(who)s filed a better picture of the signed page that clears %(thing)s"),
    "hand_over": _l("%(who)s handed %(count)s questions of %(thing)s to %(name)s"),
    "take_back": _l("%(who)s took a question of %(thing)s back from %(name)s"),
    "ask_again": _l("%(who)s had %(name)s asked anew for %(count)s questions of %(thing)s"),
    "hand_back": _l("%(who)s handed %(count)s questions of %(thing)s back to %(name)s"),
    "take_over": _l("%(who)s began %(thing)s with %(count)s answers of %(symbol)s"),
    "confirm_earlier": _l("%(who)s confirmed %(count)s earlier answers in %(thing)s"),
    "share_link": _l("%(who)s made a link to read the draft of %(thing)s, for %(days)s days"),
    "revoke_link": _l("%(who)s revoked a link to the draft of %(thing)s"),
    "submit": _l("%(who)s submitted %(thing)s, version %(number)s"),
    "accept_unsent": _l("%(who)s took the complete draft of %(thing)s as sent, version %(number)s"),
    "take": _l("%(who)s took %(thing)s into review"),
    "release": _l("%(who)s put %(thing)s back into the queue"),
    "comment.internal": _l("%(who)s commented on %(thing)s, internally"),
    "comment.country": _l("%(who)s wrote a point for the country on %(thing)s"),
    "take_out_comment": _l("%(who)s took a comment on %(thing)s out again"),
    "answer_point": _l("%(who)s answered point %(number)s on %(thing)s"),
    "take_back_answer": _l("%(who)s took the answer to point %(number)s on %(thing)s back, to change it"),
    "request_changes": _l("%(who)s requested changes of %(thing)s"),
    "approve": _l("%(who)s approved %(thing)s"),
    "decide_quietly": _l("%(who)s decided on %(thing)s, quietly: %(verdict)s"),
    "publish_verdicts": _l("%(who)s published %(count)s verdicts together"),
    "keep_verdicts": _l("%(who)s had the verdicts of the call %(thing)s kept until they are published"),
    "tell_verdicts": _l("%(who)s had the verdicts of the call %(thing)s told at once"),
    "find_complete": _l("%(who)s found %(thing)s complete"),
    "return_incomplete": _l("%(who)s gave %(thing)s back as incomplete"),
    "close_point": _l("%(who)s closed point %(number)s on %(thing)s"),
    "open_point": _l("%(who)s opened point %(number)s on %(thing)s again"),
    "assign": _l("%(who)s assigned %(thing)s to %(to)s"),
    "take_text_over": _l("%(who)s took %(thing)s over from %(before)s"),
    "unassign": _l("%(who)s took %(thing)s from %(before)s"),
    "reject": _l("%(who)s rejected %(thing)s"),
    "publish": _l("%(who)s published %(thing)s"),
    "withdraw": _l("%(who)s withdrew %(thing)s"),
    "waive": _l("%(who)s waived %(thing)s: %(reason)s"),
    "reopen": _l("%(who)s reopened %(thing)s: %(reason)s"),
    "extend": _l("%(who)s gave more time for %(thing)s, until %(after)s: %(reason)s"),
    "move_meeting": _l("%(who)s moved %(thing)s from %(before)s to %(after)s"),
    "create_call": _l("%(who)s drafted the call %(thing)s"),
    "edit_call": _l("%(who)s changed the call %(thing)s"),
    "edit_call.asks": _l("%(who)s added the question ‘%(asks)s’ to the call %(thing)s"),
    "edit_call.drops": _l("%(who)s took the question ‘%(drops)s’ out of the call %(thing)s"),
    "edit_call.asks_otherwise": _l("%(who)s changed the question ‘%(asks_otherwise)s’ of the call %(thing)s"),
    "edit_call.order": _l("%(who)s put the questions of the call %(thing)s into another order"),
    "edit_call.moves": _l("%(who)s moved the days of questions of %(thing)s with its meeting: %(moves)s"),
    "open_call": _l("%(who)s opened the call %(thing)s to %(countries)s"),
    "close_call": _l("%(who)s closed the call %(thing)s"),
    "open_call_again": _l("%(who)s opened the call %(thing)s again"),
    "add_rung": _l("%(who)s added a reminder to the call %(thing)s: %(days)s days from its date"),
    "change_rung": _l("%(who)s changed a reminder of the call %(thing)s: %(days)s days from its date"),
    "take_out_rung": _l("%(who)s took a reminder out of the call %(thing)s: %(days)s days from its date"),
    "hold_rung": _l("%(who)s held a reminder of the call %(thing)s: %(days)s days from its date"),
    "release_rung": _l("%(who)s released a reminder of the call %(thing)s: %(days)s days from its date"),
    "send_rung": _l("%(who)s sent a reminder of the call %(thing)s before its time, to %(count)s people"),
    "skip_rung": _l("%(who)s left %(thing)s out of a reminder, %(days)s days from its date: %(reason)s"),
    "undo_skip": _l("%(who)s took %(thing)s into a reminder again, %(days)s days from its date"),
    "add_item": _l("%(who)s added an item to the agenda of %(thing)s: %(titles)s"),
    "edit_item": _l("%(who)s changed an item on the agenda of %(thing)s"),
    "remove_item": _l("%(who)s took an item off the agenda of %(thing)s: %(titles)s"),
    "reorder": _l("%(who)s put the agenda of %(thing)s into another order"),
    "circulate": _l("%(who)s circulated the agenda %(thing)s as %(status)s"),
    "build_packet": _l("%(who)s ordered a build of the packet %(thing)s"),
    "publish_packet": _l("%(who)s published the packet %(thing)s"),
    "stop_build": _l("%(who)s stopped a build of the packet %(thing)s"),
    "tick_handover.done": _l("%(who)s ticked off ‘%(line)s’ of the handover"),
    "tick_handover.open": _l("%(who)s opened ‘%(line)s’ of the handover again"),
    "edit_presidency": _l("%(who)s wrote the priorities of the presidency"),
    "link_promise.same": _l("%(who)s said that ‘%(entered)s’ stands in %(thing)s too: ‘%(promise)s’"),
    "link_promise.another": _l("%(who)s said that ‘%(promise)s’ in %(thing)s is not ‘%(entered)s’"),
    "unlink_promise": _l("%(who)s took back what was said of ‘%(promise)s’ in %(thing)s"),
    "write_to": _l("%(who)s wrote ‘%(thing)s’ to %(people)s people of a list"),
    "answer_by_mail": _l("%(who)s sent answers for %(thing)s by mail: %(name)s; they wait to be confirmed"),
    "keep_mail": _l("%(who)s put a mail that came in before the officers: %(thing)s"),
    "mark_received.done": _l("%(who)s marked a mail that came in as done: ‘%(thing)s’"),
    "mark_received.open": _l("%(who)s opened a mail that came in again: ‘%(thing)s’"),
    "hold": _l("%(who)s held the message ‘%(thing)s’"),
    "release_message": _l("%(who)s released the message ‘%(thing)s’"),
    "cancel": _l("%(who)s cancelled the message ‘%(thing)s’"),
    "send_again": _l("%(who)s sent the message ‘%(thing)s’ again"),
    "write_anew": _l(
        "%(who)s cancelled the message ‘%(thing)s’ and wrote one with other words in its place"
        " (SHA-256 before: %(before)s, after: %(after)s)"
    ),
    "edit_message": _l(
        "%(who)s changed the words of the message ‘%(thing)s’ (SHA-256 before: %(before)s, after: %(after)s)"
    ),
    "edit_texts.own": _l("%(who)s wrote version %(number)s of the words of a letter, %(letter)s, in %(language)s"),
    "edit_texts.back": _l(
        "%(who)s let version %(back_to)s of the words of a letter, %(letter)s, hold again in %(language)s"
    ),
    "edit_texts.house": _l("%(who)s returned to the standard words in a letter, %(letter)s, in %(language)s"),
    "test_text": _l("%(who)s had a test of a letter, %(letter)s, sent to themselves in %(language)s"),
    "send_now": _l("%(who)s had the message ‘%(thing)s’ tried at once"),
    "hold_all": _l("%(who)s held everything that waited: %(count)s messages"),
    "release_all": _l("%(who)s released everything that was held: %(count)s messages"),
    "restore_backup": _l("%(who)s was restored from a backup of %(before)s; messages held: %(count)s"),
    "release_outbox": _l("%(who)s was released and mails again; reminders held: %(count)s"),
    "address_refused": _l("%(who)s marked the address %(thing)s as dead: %(reply)s"),
    "move_clock": _l("%(who)s moved the demonstration’s clock from %(before)s to %(after)s"),
    "sign_in": _l("%(who)s signed in"),
    "sign_out": _l("%(who)s signed out"),
    "end_session": _l("%(who)s ended a session"),
    "sign_in_refused": _l("Nobody was signed in: wrong password for %(address)s"),
    "denied": _l("%(who)s was refused: %(method)s %(thing)s"),
    "change_password": _l("%(who)s changed the password"),
    "ask_password": _l("Somebody asked for a new password of %(address)s"),
    "reset_password": _l("%(who)s chose a new password by a link"),
    "correct_address": _l("%(who)s corrected the address of an account: %(before)s is now %(thing)s"),
    "address_lives": _l("%(who)s found that the address %(thing)s takes mail again"),
    "choose_mail": _l("%(who)s chose which letters come by mail; not wanted: %(kinds)s"),
    "stop_mail": _l("%(who)s had letters stop, by the address in a mail: %(kinds)s"),
    "choose_language": _l("%(who)s chose a language: %(language)s"),
    "make_token": _l("%(who)s made the token ‘%(label)s’ for %(thing)s"),
    "revoke_token": _l("%(who)s revoked the token ‘%(label)s’ of %(thing)s"),
    "print_letter": _l("%(who)s printed the letter that asks %(country)s for a focal point"),
    "make_feed.mine": _l("%(who)s made an address for a calendar of their own"),
    "make_feed.meeting": _l("%(who)s made an address for the calendar of %(calendar)s"),
    "revoke_feed.mine": _l("%(who)s revoked the address of a calendar of their own"),
    "revoke_feed.meeting": _l("%(who)s revoked the address of the calendar of %(calendar)s"),
    "invite": _l("%(who)s invited %(thing)s: %(role)s %(country)s"),
    "invite_again": _l("%(who)s sent %(thing)s a new link"),
    "ask_link": _l("%(who)s sent %(thing)s a new link, asked for by an earlier one"),
    "end_role": _l("%(who)s ended a role of %(thing)s: %(role)s %(country)s"),
    "suspend": _l("%(who)s suspended the account %(thing)s"),
    "restore": _l("%(who)s opened the account %(thing)s again"),
}
OTHERWISE = _l("%(who)s: %(action)s %(thing)s")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT")
DOORS = {"web": _l("web"), "api": "API", "command": _l("command"), "mail": _l("mail"), "house": _l("system")}

# Which of several sentences a deed is told by.
VARIANTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "clear": lambda details: "again" if details.get("before") == State.CLEARED else "",
    "clear_on_paper": lambda details: "again" if details.get("before") == State.CLEARED else "",
    "comment": lambda details: str(details.get("audience")),
    "tick_handover": lambda details: "done" if details.get("done") else "open",
    "mark_received": lambda details: "done" if details.get("done") else "open",
    "link_promise": lambda details: "same" if details.get("same") else "another",
    "make_feed": lambda details: "meeting" if details.get("calendar") else "mine",
    "revoke_feed": lambda details: "meeting" if details.get("calendar") else "mine",
    "edit_texts": lambda details: "house" if not details.get("own") else "back" if details.get("back_to") else "own",
    "edit_call": lambda details: next((one for one in details if f"edit_call.{one}" in SENTENCES), ""),
}


class Details(dict[str, Any]):
    """What a sentence may name; what an older entry does not hold is an ellipsis."""

    def __missing__(self, name: str) -> str:
        """Return what stands for a detail that is not there."""
        return "…"


def template(entry: AuditEntry) -> str:
    """Return the sentence of an entry, its names not yet filled in."""
    variant = VARIANTS.get(entry.action)
    names = ([f"{entry.action}.{variant(entry.details)}"] if variant else []) + [entry.action]
    return str(next((SENTENCES[name] for name in names if name in SENTENCES), OTHERWISE))


def facts(entry: AuditEntry, language: str) -> Details:
    """Return what the sentence of an entry may name, in words."""
    return Details({name: worded(name, value, language) for name, value in entry.details.items()}, action=entry.action)


def worded(name: str, value: Any, language: str) -> str:
    """Return a detail as people read it."""
    match value:
        case None:
            return ""
        case list():
            said = [names.called(one) if name == "kinds" else str(one) for one in value]
            return ", ".join(said) or _("none")
        case dict():
            return str(value.get(language) or next(iter(value.values()), ""))
    if name == "role" and value in set(Role):
        return role_word(Role(value))
    if name in {"before", "after"} and MOMENT.match(str(value)):
        return f"{datetime.fromisoformat(str(value)).astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return kinds.called(str(value)) if name == "letter" else str(value)


def whence(entry: AuditEntry) -> str:
    """Return through which door and from which network a deed came."""
    return ", ".join(str(one) for one in (DOORS.get(entry.door, entry.door), entry.address) if one)


def actor(entry: AuditEntry) -> str:
    """Return who acted: a person by name, and whatever happens by itself in the reader's language."""
    return _("The system") if entry.actor_id is None and entry.actor == audit.HOUSE else entry.actor


def home(entry: AuditEntry, people: dict[int, User], language: str) -> str:
    """Return where whoever acted belonged at that moment: a country, or the secretariat. people: actors by id."""
    person = people.get(entry.actor_id or 0)
    held = person.membership(entry.at) if person else None
    if held is None:
        return ""
    if held.country:
        return held.country.name(language)
    return _("Secretariat") if held.role in {Role.OFFICER, Role.REVIEWER} else ""


def sentence(entry: AuditEntry, home: str, language: str) -> str:
    """Return the sentence as plain text. home: the actor's country or house, or nothing."""
    values = facts(entry, language)
    values |= {"who": f"{entry.actor} ({home})" if home else actor(entry), "thing": entry.thing}
    return template(entry) % values


def marked(entry: AuditEntry, home: str, language: str, url: str | None) -> Markup:
    """Return the sentence with the actor in bold, and the thing as a link where it has a page."""
    values = facts(entry, language)
    values["who"] = (
        Markup("<b>{}</b> ({})").format(entry.actor, home) if home else Markup("<b>{}</b>").format(actor(entry))
    )
    values["thing"] = Markup('<a class="d-inline" href="{}">{}</a>').format(url, entry.thing) if url else entry.thing
    return escape(template(entry)) % values
