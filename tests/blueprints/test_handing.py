"""Questions handed to a colleague: invited by address, shown only those, written into the same draft."""

import io
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from secretariat import clock, links
from secretariat.errors import Hidden, Stale
from secretariat.models.audit import AuditEntry
from secretariat.models.calls import CallField
from secretariat.models.deliverables import Answer, Attachment, Deliverable, State
from secretariat.models.handing import HandedField
from secretariat.models.messages import Message
from secretariat.models.people import Invitation, Membership, Role, User
from secretariat.workflow import handing
from tests import made
from tests.factories import HASH, LONG_AGO, NOW, call, country, deliverable, field, found, how_many, user
from tests.visitors import Visit, words

UNTIL = (NOW + timedelta(days=40_000)).date().isoformat()


@pytest.fixture
def rosa(app, session):
    with app.test_request_context():
        person = user(Role.FOCAL_POINT, name="Rosa Quispe")
        session.commit()
        return person


@pytest.fixture
def text(app, session, rosa):
    with app.test_request_context():
        made = deliverable(call(fields=("summary", "plan", "sum")))
        field(made.call, "annex", kind="file", required=False)
        session.commit()
        return made.id


def hand(visit, text, email, *keys, until=UNTIL, name="Ana Torres"):
    return visit.post(f"/deliverables/{text}/handed", email=email, name=name, keys=list(keys), until=until)


def colleague(app, session, role=Role.DELEGATE, of="PE", email="ana@example.net"):
    with app.test_request_context():
        person = user(role, country(of), email=email, name="Ana Torres")
        session.commit()
        return person


def test_a_question_in_a_colleagues_hands_says_so_where_it_stands_and_is_taken_back_there(app, session, rosa, text):
    ana, focal = colleague(app, session), Visit(app, rosa)
    assert hand(focal, text, ana.email, "plan").status_code == 302
    page = focal.get(f"/deliverables/{text}").text
    note = re.search(r'id="q-plan".*?<p class="note small">(.*?)</p>.*?id="q-sum"', page, re.DOTALL)
    assert "This question is with Ana Torres, by " in note[1]
    assert page.count('value="back:plan"') == 1
    form = {"summary": "Peru leads.", "summary.revision": "0", "do": "back:plan"}
    answer = focal.post(f"/deliverables/{text}", **form)
    assert (answer.status_code, answer.location) == (302, f"/deliverables/{text}#q-plan")
    assert session.scalars(select(Answer.value)).all() == ["Peru leads."]  # what was typed beside it is saved
    assert how_many(HandedField, ended_at=None) == 0
    assert "This question is with" not in focal.get(f"/deliverables/{text}").text


def test_the_form_proposes_a_day_of_work_before_the_text_is_due(app, session, rosa, text):
    today = clock.now().astimezone(session.get_one(Deliverable, text).country.zone).date()
    due = clock.now() + timedelta(days=60)
    session.execute(update(Deliverable).values(due_at=due))
    session.commit()
    page = Visit(app, rosa).get(f"/deliverables/{text}").text
    day = date.fromisoformat(re.search(r'id="hand-until"[^>]*value="([\d-]+)"', page)[1])
    assert today + timedelta(days=3) <= day <= today + timedelta(days=5)
    assert day.weekday() < 5


def test_a_colleague_who_is_new_chooses_a_password_and_stands_before_her_questions(app, session, rosa, text):
    hand(Visit(app, rosa), text, "nueva@example.net", "plan", name="Nueva Colega")
    number = session.scalars(select(Invitation.id)).one()
    path = f"/welcome/{number}/{links.token(number, app.config['SETTINGS'].secret_key, links.WELCOME)}"
    session.execute(update(Invitation).values(expires_at=Invitation.made_at + timedelta(seconds=1)))
    session.commit()
    visit = Visit(app)
    assert visit.post(path, do="again").status_code == 302
    late, again = session.scalars(select(Message).order_by(Message.id)).all()
    assert again.subject == late.subject  # asked once more by it, since nobody else tells her
    number = session.scalars(select(Invitation.id).order_by(Invitation.id.desc()).limit(1)).one()
    path = f"/welcome/{number}/{links.token(number, app.config['SETTINGS'].secret_key, links.WELCOME)}"
    answer = visit.post(path, new="a long sentence", again="a long sentence")
    assert (answer.status_code, answer.location) == (302, f"/deliverables/{text}/handed")


def test_a_colleague_is_told_sees_only_her_questions_and_writes_into_the_draft(app, session, rosa, text):
    ana = colleague(app, session)
    assert hand(Visit(app, rosa), text, ana.email, "plan", "sum").status_code == 302
    letter = session.scalars(select(Message)).one()
    assert (letter.kind, letter.user_id) == ("handed", ana.id)
    assert f"/deliverables/{text}/handed" in letter.text
    visit = Visit(app, ana)
    page = visit.get(f"/deliverables/{text}/handed").text
    assert re.findall(r'data-save="(\w+)"', page) == ["plan", "sum"]
    assert "Rosa Quispe asks for it" in page
    saved = visit.post(f"/deliverables/{text}/handed/save", field="plan", plan="By script.", revision="0")
    assert (saved.status_code, saved.json["revision"]) == (200, 1)
    form = {"plan": "By script.", "plan.revision": "1", "sum": "Whole.", "sum.revision": "0", "summary": "Not hers."}
    assert visit.post(f"/deliverables/{text}/handed/save", **form).status_code == 302
    written = session.execute(select(Answer.value, Answer.saved_by_id).order_by(Answer.field_id)).all()
    assert written == [("By script.", ana.id), ("Whole.", ana.id)]


def test_she_writes_nothing_else_and_nothing_any_more_once_it_is_taken_back_or_sent(app, session, rosa, text):
    ana = colleague(app, session)
    focal, visit = Visit(app, rosa), Visit(app, ana)
    assert "Nothing is asked of you here now" in visit.read(f"/deliverables/{text}/handed")
    hand(focal, text, ana.email, "plan")
    there = f"/deliverables/{text}/handed/save"
    assert visit.post(there, field="summary", summary="x", revision="0").status_code == 404
    assert visit.post(f"/deliverables/{text}/save", field="plan", plan="x", revision="0").status_code == 403
    assert visit.post(f"/deliverables/{text}", plan="x").status_code == 403
    assert focal.post(f"/deliverables/{text}/handed/plan/back").status_code == 302
    assert focal.post(f"/deliverables/{text}/handed/plan/back").status_code == 404
    assert visit.post(there, field="plan", plan="x", revision="0").status_code == 410
    assert visit.post(there, field="summary", summary="x", revision="0").status_code == 403
    assert how_many(Answer) == 0


def test_who_took_it_back_and_when_is_said_to_whoever_writes_and_the_words_are_not_taken(app, session, rosa, text):
    ana = colleague(app, session)
    focal, visit, there = Visit(app, rosa), Visit(app, ana), f"/deliverables/{text}/handed"
    hand(focal, text, ana.email, "plan", "sum")
    focal.post(f"{there}/plan/back")
    told = visit.post(f"{there}/save", json=True, field="plan", plan="Mine", revision="0", **{"plan.base": ""})
    assert told.status_code == 410
    assert re.fullmatch(
        r"Rosa Quispe took this question back, \w+ \d+ \w+, \d\d:\d\d\. "
        r"What you wrote here since is not in the draft; copy it, or send it to Rosa Quispe\.",
        told.json["error"],
    )
    assert told.json["to"] == {"address": rosa.email, "words": "Send it to Rosa Quispe by mail"}
    assert how_many(Answer) == 0
    hand(focal, text, ana.email, "plan")
    assert visit.post(f"{there}/save", field="plan", plan="Mine", revision="0").status_code == 200


def test_another_who_took_it_back_to_hand_it_on_is_named(app, session, rosa, text):
    ana, luis = colleague(app, session), colleague(app, session, email="luis@example.net")
    with app.test_request_context():
        approver = user(Role.APPROVER, name="Martín Salas")
        session.commit()
    hand(Visit(app, rosa), text, ana.email, "plan")
    hand(Visit(app, approver), text, luis.email, "plan")
    told = Visit(app, ana).post(f"/deliverables/{text}/handed/save", field="plan", plan="Mine", revision="0")
    assert (told.status_code, told.json["error"].startswith("Martín Salas took this question back, ")) == (410, True)


@pytest.mark.parametrize("left", [(), ("sum",)], ids=["none is left", "one is left"])
def test_a_whole_form_shows_what_was_typed_for_what_was_taken_back_and_saves_the_rest(app, session, rosa, text, left):
    ana = colleague(app, session)
    focal, visit, there = Visit(app, rosa), Visit(app, ana), f"/deliverables/{text}/handed"
    hand(focal, text, ana.email, "plan", "summary", *left)
    focal.post(f"{there}/plan/back")
    focal.post(f"{there}/summary/back")
    untouched = {"summary": "", "summary.base": "", "summary.revision": "0"}
    form = {"plan": "All of mine", "plan.base": "", "plan.revision": "0", **untouched}
    form |= {
        f"{key}{part}": value for key in left for part, value in {"": "Whole.", ".base": "", ".revision": "0"}.items()
    }
    answer = visit.post(f"{there}/save", **form, do="done")
    page = words(answer.text)
    assert answer.status_code == 422
    assert "A question was taken back while you wrote." in page
    assert "No longer with you: Plan Rosa Quispe took this question back, " in page
    assert "It is not in the draft; copy what you still need. All of mine" in page
    assert session.scalars(select(Answer.value)).all() == ["Whole."] * len(left)
    assert how_many(HandedField, ended_at=None) == len(left)


def test_a_form_without_a_word_for_what_was_taken_back_leads_to_who_has_it(app, session, rosa, text):
    ana = colleague(app, session)
    focal, visit, there = Visit(app, rosa), Visit(app, ana), f"/deliverables/{text}/handed"
    hand(focal, text, ana.email, "plan")
    focal.post(f"{there}/plan/back")
    form = {"plan": "", "plan.base": "", "plan.revision": "0", "do": "done"}
    assert visit.post(f"{there}/save", **form).location == there
    page = visit.get(there).text
    assert "Plan Rosa Quispe took this question back, " in words(page)
    assert f'data-save-url="{there}/save"' in page  # what this device still has of it is shown


def test_she_hands_back_what_she_wrote_and_the_focal_point_sees_whose_it_is(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan", "annex")
    visit, there = Visit(app, ana), f"/deliverables/{text}/handed"
    form = {"plan": "By script.", "plan.revision": "0", "annex": (io.BytesIO(made.pdf()), "Anexo.pdf"), "do": "done"}
    answer = visit.post(f"{there}/save", **form)
    assert (answer.status_code, answer.location) == (302, there)
    page = visit.read(there)
    assert "Saved and handed back. Rosa Quispe sees in the draft what you wrote." in page
    assert "Nothing is asked of you here now" in page
    told = visit.post(f"{there}/save", field="plan", plan="x", revision="1")
    assert (told.status_code, told.json["error"].startswith("You gave this question back yourself, ")) == (410, True)
    assert "to" not in told.json
    draft = Visit(app, rosa).read(f"/deliverables/{text}")
    assert re.search(r"Ana Torres wrote this, \w+ \d+ \w+, \d\d:\d\d\.", draft)
    assert "Ana Torres attached Anexo.pdf" in draft
    assert how_many(HandedField, ended_at=None) == 0
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "hand_back")).one()
    assert (told.actor_id, told.details["name"], told.details["count"]) == (ana.id, "Rosa Quispe", 2)


def test_whoever_asked_is_told_once_that_the_answers_are_there(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan", "annex")
    form = {"plan": "By script.", "plan.revision": "0", "do": "done"}
    Visit(app, ana).post(f"/deliverables/{text}/handed/save", **form)
    letter = session.scalars(select(Message).where(Message.kind == "handed_back")).one()
    assert letter.user_id == rosa.id
    assert letter.subject.startswith("Answers ready on ")
    assert "Ana Torres is done with the part that you asked for." in " ".join(letter.text.split())
    assert f"/deliverables/{text}" in letter.text


def test_whoever_asked_and_left_the_country_since_is_not_told(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan")
    found(Membership, user_id=rosa.id).until = LONG_AGO + timedelta(days=1)
    session.commit()
    form = {"plan": "By script.", "plan.revision": "0", "do": "done"}
    assert Visit(app, ana).post(f"/deliverables/{text}/handed/save", **form).status_code == 302
    assert how_many(Message, kind="handed_back") == 0


def test_what_cannot_be_read_is_not_handed_back(app, session, rosa, text):
    ana = colleague(app, session)
    with app.test_request_context():
        field(session.get_one(Deliverable, text).call, "people", kind="number", required=False)
        session.commit()
    hand(Visit(app, rosa), text, ana.email, "people")
    form = {"people": "many", "people.revision": "0", "do": "done"}
    assert Visit(app, ana).post(f"/deliverables/{text}/handed/save", **form).status_code == 422
    assert how_many(HandedField, ended_at=None) == 1


def test_a_clash_with_the_focal_point_shows_both_texts(app, session, rosa, text):
    ana = colleague(app, session)
    focal = Visit(app, rosa)
    hand(focal, text, ana.email, "plan")
    focal.post(f"/deliverables/{text}/save", field="plan", plan="Rosa's.", revision="0")
    told = Visit(app, ana).post(f"/deliverables/{text}/handed/save", field="plan", plan="Ana's.", revision="0")
    assert (told.status_code, told.json["words"]) == (409, "Rosa's.")


def test_an_unknown_address_is_invited_as_a_delegate_of_the_country_only(app, session, rosa, text):
    assert hand(Visit(app, rosa), text, "nueva@example.net", "plan", name="Nueva Colega").status_code == 302
    person = found(User, email="nueva@example.net")
    assert [(one.role, one.country_id, one.invited_by_id) for one in person.memberships] == [
        ("delegate", rosa.memberships[0].country_id, rosa.id)
    ]
    (letter,) = session.scalars(select(Message)).all()  # one mail: what is asked, and the way in
    assert (letter.kind, letter.subject.startswith("Choose a password and fill in by ")) == ("invitation", True)
    words = " ".join(letter.text.split())
    assert "Rosa Quispe asks you to fill in a part of your country's text." in words
    assert re.search(r"the link works until \w+ \d+ \w+, \d\d:\d\d", words)
    assert ("Plan" in letter.text, "/welcome/" in letter.text) == (True, True)
    assert hand(Visit(app, rosa), text, "nueva@example.net", "sum").status_code == 302
    assert set(session.scalars(select(Message.kind))) == {"invitation"}  # she still has no password
    person.password_hash = HASH
    session.commit()
    assert Visit(app, person).get(f"/deliverables/{text}/handed").status_code == 200


@pytest.mark.parametrize(
    ("email", "keys", "until", "why"),
    [
        ("other@example.net", ["plan"], UNTIL, "does not belong to your country"),
        ("officer@example.net", ["plan"], UNTIL, "does not belong to your country"),
        ("no address", ["plan"], UNTIL, "address"),
        ("ana@example.net", [], UNTIL, "at least one question"),
        ("ana@example.net", ["plan"], "", "Choose the day"),
        ("ana@example.net", ["plan"], "2001-01-01", "has passed"),
    ],
)
def test_what_cannot_be_handed_over_is_refused_and_nothing_stays(app, session, rosa, text, email, keys, until, why):
    colleague(app, session)
    colleague(app, session, Role.FOCAL_POINT, "BR", "other@example.net")
    colleague(app, session, Role.OFFICER, email="officer@example.net")
    before = how_many(User)
    answer = hand(Visit(app, rosa), text, email, *keys, until=until)
    assert (answer.status_code, why in answer.text) == (422, True)
    assert (how_many(User), how_many(HandedField), how_many(Message)) == (before, 0, 0)


def test_a_refusal_stands_beside_its_field_and_everything_typed_is_kept(app, session, rosa, text):
    visit = Visit(app, rosa)
    assert 'id="hand-keys-e"' not in visit.get(f"/deliverables/{text}").text
    page = hand(visit, text, "no address", "plan", name="Ana María").text
    assert re.search(r'id="hand-email"[^>]*value="no address"[^>]*aria-invalid="true"', page, re.DOTALL)
    assert re.search(r'id="hand-name"[^>]*value="Ana María"', page)
    assert re.search(r'id="hand-plan"[^>]*value="plan" checked', page)
    assert re.search(rf'id="hand-until"[^>]*value="{UNTIL}"', page)
    assert "<details open><summary>Hand questions to a colleague" in page


def test_a_colleague_attaches_a_file_to_her_question_and_takes_it_out_again_and_no_other(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "annex")
    visit, there = Visit(app, ana), f"/deliverables/{text}/handed"
    assert 'type="file"' in visit.get(there).text
    assert visit.post(f"{there}/save", annex=(io.BytesIO(made.pdf()), "Anexo.pdf")).status_code == 302
    attached = found(Attachment, deliverable_id=text)
    assert (attached.name, attached.added_by_id) == ("Anexo.pdf", ana.id)
    assert f"/deliverables/{text}/files/{attached.id}" in visit.get(there).text
    assert visit.post(f"{there}/save", remove=str(attached.id)).location == there
    assert visit.post(f"/deliverables/{text}/files/{attached.id}/back").location == there
    session.expire_all()
    assert attached.removed_at is None
    hand(Visit(app, rosa), text, ana.email, "plan")
    Visit(app, rosa).post(f"{there}/annex/back")
    refused = visit.post(f"{there}/save", remove=str(attached.id))
    assert (refused.status_code, "Rosa Quispe took this question back, " in refused.text) == (422, True)
    late = visit.post(f"{there}/save", annex=(io.BytesIO(made.pdf(3)), "Otro.pdf"))
    assert (late.status_code, "Otro.pdf" in late.text) == (422, True)
    assert how_many(Attachment, removed_at=None) == 1


def test_a_colleague_sends_a_file_in_pieces_only_for_a_question_that_she_holds(app, session, rosa, text):
    ana, content = colleague(app, session), made.pdf()
    hand(Visit(app, rosa), text, ana.email, "annex")
    visit, told = Visit(app, ana), {"name": "Anexo.pdf", "size": str(len(content))}
    url = visit.post(f"/deliverables/{text}/files/annex/pieces", json=True, **told).json["url"]
    headers = {"X-CSRFToken": visit.token, "Accept": "application/json"}
    assert visit.client.put(f"{url}?at=0", data=content, headers=headers).status_code == 200
    assert "Anexo.pdf" in visit.get(f"/deliverables/{text}/handed").text
    assert visit.post(url, json=True).status_code == 201
    assert found(Attachment, deliverable_id=text).added_by_id == ana.id
    hand(Visit(app, rosa), text, ana.email, "plan")
    Visit(app, rosa).post(f"/deliverables/{text}/handed/annex/back")
    assert visit.post(f"/deliverables/{text}/files/annex/pieces", json=True, **told).status_code == 422
    assert visit.post(f"/deliverables/{text}/files/plan/pieces", json=True, **told).status_code == 404


def test_an_answer_that_cannot_be_read_stays_on_her_page_and_the_others_are_saved(app, session, rosa, text):
    ana = colleague(app, session)
    with app.test_request_context():
        field(session.get_one(Deliverable, text).call, "people", kind="number", required=False)
        session.commit()
    hand(Visit(app, rosa), text, ana.email, "plan", "people")
    form = {"plan": "By script.", "plan.revision": "0", "people": "many", "people.revision": "0"}
    answer = Visit(app, ana).post(f"/deliverables/{text}/handed/save", **form)
    assert (answer.status_code, 'value="many"' in answer.text) == (422, True)
    assert session.scalars(select(Answer.value)).all() == ["By script."]


def test_her_page_says_when_the_day_has_passed_and_when_the_text_has_left(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan")
    session.execute(update(HandedField).values(until=(NOW - timedelta(days=400)).date()))
    session.commit()
    assert "You may still write" in Visit(app, ana).read(f"/deliverables/{text}/handed")
    assert "the day has passed" in Visit(app, rosa).read(f"/deliverables/{text}")
    session.execute(update(Deliverable).values(state=State.SUBMITTED))
    session.commit()
    page = Visit(app, ana).get(f"/deliverables/{text}/handed").text
    assert ("Nothing can be written here now" in page, "data-save-url" in page) == (True, False)


def test_nothing_is_written_into_what_is_no_draft_any_more(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan")
    with app.test_request_context():
        held = session.scalars(select(HandedField)).one()
        draft = held.deliverable
        draft.state = State.SUBMITTED
        session.commit()
        with pytest.raises(Stale):
            handing.save(draft, held.field, "late", revision=0, by=session.get_one(User, ana.id), at=NOW)
        with pytest.raises(Hidden):
            handing.save(draft, draft.call.fields[0], "x", revision=0, by=session.get_one(User, ana.id), at=NOW)


def test_she_who_holds_only_what_is_no_longer_asked_and_is_done_is_told_so(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan")
    session.execute(update(CallField).where(CallField.key == "plan").values(retired_at=clock.now()))
    session.commit()
    visit, there = Visit(app, ana), f"/deliverables/{text}/handed"
    answer = visit.post(f"{there}/save", **{"plan": "", "plan.base": "", "plan.revision": "0"}, do="done")
    assert (answer.status_code, answer.location) == (302, there)
    assert "The Secretariat no longer asks: Plan." in visit.read(there)


def test_words_are_offered_to_nobody_who_has_left_the_country_since(app, session, rosa, text):
    ana = colleague(app, session)
    hand(Visit(app, rosa), text, ana.email, "plan")
    Visit(app, rosa).post(f"/deliverables/{text}/handed/plan/back")
    found(Membership, user_id=rosa.id).until = LONG_AGO + timedelta(days=1)
    session.commit()
    told = Visit(app, ana).post(f"/deliverables/{text}/handed/save", field="plan", plan="Mine", revision="0")
    assert told.status_code == 410
    assert told.json["error"].startswith("Rosa Quispe took this question back, ")
    assert told.json["error"].endswith(". What you wrote here since is not in the draft; copy it.")
    assert "to" not in told.json
