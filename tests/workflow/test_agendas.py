"""Building an agenda, undoing what was done to it, and circulating it."""

import pytest
from sqlalchemy import delete, select

from secretariat.database import db
from secretariat.errors import Forbidden, Hidden, Refused, Stale
from secretariat.models.agendas import AgendaItem
from secretariat.models.audit import AuditEntry
from secretariat.models.messages import Message
from secretariat.models.people import Role
from secretariat.queries import agendas as queries
from secretariat.rules import agendas as rules
from secretariat.rules import ordering, revisions
from secretariat.workflow import agendas, circulation, undoing
from tests.factories import NOW, country, document, how_many, item, meeting, pillar, presidency, stored_file, user

WHEN = {"at": NOW}
FACTS = {"kind": "item", "titles": {"en": "Asylum"}, "purposes": {}, "minutes": 30, "presenter": ""}


@pytest.fixture
def fifth(session, app):
    with app.test_request_context():
        yield meeting()


@pytest.fixture
def officer(fifth):
    return user(Role.OFFICER, name="Inés Robles")


def said(fifth):
    """Return the agenda in one line: '1 Opening, 1.1 Welcome'."""
    return ", ".join(f"{row.number} {row.titles['en']}".strip() for row in rules.rows(queries.items(fifth), fifth))


def order(fifth):
    return ordering.order(ordering.places(queries.items(fifth)))


def sealed(session):
    """Let the trail be written, as the end of a request does."""
    session.commit()


def test_items_are_added_at_the_end_below_another_one_or_in_a_place(fifth, officer):
    first = agendas.add(fifth, by=officer, **WHEN, **FACTS)
    agendas.add(fifth, by=officer, **WHEN, **FACTS | {"titles": {"en": "Closing"}})
    agendas.add(fifth, by=officer, **WHEN, parent=first, **FACTS | {"titles": {"en": "Guide"}})
    agendas.add(fifth, by=officer, **WHEN, position=2, **FACTS | {"kind": "pause", "titles": {"en": "Lunch"}})
    assert said(fifth) == "1 Asylum, 1.1 Guide, Lunch, 2 Closing"


def test_nothing_hangs_below_a_part_or_a_pause_and_a_pause_below_nothing(fifth, officer):
    top, pause = item(fifth, "Opening"), item(fifth, "Lunch", kind="pause")
    part = item(fifth, "Welcome", parent=top)
    for parent in (part, pause):
        with pytest.raises(Refused, match="two levels"):
            agendas.add(fifth, by=officer, **WHEN, parent=parent, **FACTS)
    with pytest.raises(Refused, match="between items"):
        agendas.add(fifth, by=officer, **WHEN, parent=top, **FACTS | {"kind": "pause"})


def test_whoever_edits_a_text_that_was_edited_meanwhile_is_told_by_whom(fifth, officer, session):
    one = item(fifth, "Asylum")
    seen = one.revision
    agendas.edit(one, revision=seen, by=officer, **WHEN, titles={"en": "Asylum procedures"})
    sealed(session)
    with pytest.raises(Stale, match="Inés Robles changed this item"):
        agendas.edit(one, revision=seen, by=user(Role.OFFICER), **WHEN, titles={"en": "Refuge"})
    assert one.titles == {"en": "Asylum procedures"}


def test_a_change_of_documents_alone_counts_as_a_change(fifth, officer):
    one = item(fifth, "Asylum")
    seen = one.revision
    assert agendas.edit(one, revision=seen, by=officer, **WHEN, documents=[document(fifth)]) == ["documents"]
    with pytest.raises(Stale):
        agendas.edit(one, revision=seen, by=officer, **WHEN, documents=[])


def test_moving_an_item_makes_nobody_s_edit_stale(fifth, officer):
    one, _other = item(fifth, "Asylum"), item(fifth, "Closing")
    seen = one.revision
    agendas.move(one, "down", by=officer, **WHEN)
    agendas.edit(one, revision=seen, by=officer, **WHEN, minutes=45)
    assert said(fifth) == "1 Closing, 2 Asylum"


def test_an_edit_that_changes_nothing_leaves_no_trace(fifth, officer, session):
    one = item(fifth, "Asylum")
    assert agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=10) == []
    sealed(session)
    assert how_many(AuditEntry) == 0


def test_an_item_goes_only_when_nothing_hangs_below_it(fifth, officer):
    top = item(fifth, "Opening")
    part = item(fifth, "Welcome", parent=top)
    with pytest.raises(Refused, match="hang below"):
        agendas.remove(top, by=officer, **WHEN)
    agendas.remove(part, by=officer, **WHEN)
    agendas.remove(top, by=officer, **WHEN)
    assert said(fifth) == ""


def test_whoever_removes_an_item_that_a_colleague_has_just_changed_is_told(fifth, officer):
    one = item(fifth, "Asylum")
    seen = one.revision
    agendas.edit(one, revision=seen, by=officer, **WHEN, minutes=45)
    with pytest.raises(Stale):
        agendas.remove(one, revision=seen, by=user(Role.OFFICER), **WHEN)


def test_an_edit_of_an_item_that_is_gone_is_stale(fifth, officer):
    one = item(fifth, "Asylum")
    db.session.execute(delete(AgendaItem).where(AgendaItem.id == one.id))
    with pytest.raises(Stale, match="removed this item"):
        agendas.edit(one, revision=1, by=officer, **WHEN, minutes=45)


def test_a_removed_item_comes_back_whole_and_in_its_place(fifth, officer, session):
    top = item(fifth, "Pathways", pillar=pillar(2))
    facts = {
        "purposes": {"en": "To hear.", "fr": "Entendre."}, "country": country("CA"), "pillar": pillar(2),
        "minutes": 25, "presenter": "Canada and Guyana",
    }  # fmt: skip
    middle = item(fifth, "Asylum", parent=top, documents=[document(fifth)], **facts)
    item(fifth, "Resettlement", parent=top)
    sealed(session)
    before = rules.rows(queries.items(fifth), fifth)
    gone = middle.id
    agendas.remove(middle, by=officer, **WHEN)
    sealed(session)
    assert said(fifth) == "1 Pathways, 1.1 Resettlement"
    undoing.put_back(fifth, gone, by=officer, **WHEN)
    assert rules.same(rules.rows(queries.items(fifth), fifth), before)


def test_an_item_comes_back_once(fifth, officer, session):
    one = item(fifth, "Asylum")
    gone = one.id
    agendas.remove(one, by=officer, **WHEN)
    sealed(session)
    undoing.put_back(fifth, gone, by=officer, **WHEN)
    sealed(session)
    with pytest.raises(Refused, match="already"):
        undoing.put_back(fifth, gone, by=officer, **WHEN)
    assert said(fifth) == "1 Asylum"


def test_what_was_never_removed_here_does_not_come_back(fifth, officer, session):
    elsewhere = meeting("sixth")
    one = item(elsewhere, "Asylum")
    gone = one.id
    agendas.remove(one, by=officer, **WHEN)
    sealed(session)
    with pytest.raises(Hidden):
        undoing.put_back(fifth, gone, by=officer, **WHEN)


def test_a_part_does_not_come_back_below_an_item_that_is_gone(fifth, officer, session):
    top = item(fifth, "Opening")
    part = item(fifth, "Welcome", parent=top)
    gone = part.id
    agendas.remove(part, by=officer, **WHEN)
    agendas.remove(top, by=officer, **WHEN)
    sealed(session)
    with pytest.raises(Refused, match="put that one back first"):
        undoing.put_back(fifth, gone, by=officer, **WHEN)


def test_the_last_edit_is_undone_unless_somebody_edited_since(fifth, officer, session):
    one = item(fifth, "Asylum", country=country("CA"))
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, titles={"en": "Refuge"}, country=None)
    sealed(session)
    seen = one.revision
    undoing.unedit(one, revision=seen, by=officer, **WHEN)
    assert (one.titles, one.country.alpha2) == ({"en": "Asylum"}, "CA")
    sealed(session)
    with pytest.raises(Stale):
        undoing.unedit(one, revision=seen, by=officer, **WHEN)


def test_the_last_step_is_undone_unless_somebody_moved_since(fifth, officer, session):
    one, _two, _three = (item(fifth, name) for name in ("One", "Two", "Three"))
    agendas.move(one, "down", by=officer, **WHEN)
    shown = ordering.mark(order(fifth))
    sealed(session)
    undoing.unorder(fifth, shown=shown, by=officer, **WHEN)
    assert said(fifth) == "1 One, 2 Two, 3 Three"
    sealed(session)
    with pytest.raises(Stale):
        undoing.unorder(fifth, shown=shown, by=officer, **WHEN)


def test_the_whole_order_is_written_at_once(fifth, officer):
    one, two, three = (item(fifth, name) for name in ("One", "Two", "Three"))
    agendas.reorder(fifth, [(three.id, None), (one.id, None), (two.id, one.id)], by=officer, **WHEN)
    assert said(fifth) == "1 Three, 2 One, 2.1 Two"


def test_an_order_with_an_item_of_another_meeting_is_refused_and_nothing_moves(fifth, officer):
    one, two = item(fifth, "One"), item(fifth, "Two")
    foreign = item(meeting("sixth"), "Foreign")
    for wanted in (
        [(two.id, None), (foreign.id, None)],
        [(two.id, None), (one.id, None), (foreign.id, None)],
        [(two.id, None), (one.id, None), (one.id, None)],
        [(two.id, None)],
    ):
        with pytest.raises(Stale, match="as it is now"):
            agendas.reorder(fifth, wanted, by=officer, **WHEN)
    with pytest.raises(Refused, match="two levels"):
        agendas.reorder(fifth, [(two.id, None), (one.id, foreign.id)], by=officer, **WHEN)
    assert said(fifth) == "1 One, 2 Two"
    assert foreign.position == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.FOCAL_POINT, Role.APPROVER, Role.AUDITOR, Role.OBSERVER, None])
def test_nobody_but_an_officer_builds_the_agenda(fifth, role):
    one, somebody = item(fifth, "Asylum"), user(role)
    deeds = [
        lambda: agendas.add(fifth, by=somebody, **WHEN, **FACTS),
        lambda: agendas.edit(one, revision=1, by=somebody, **WHEN, minutes=1),
        lambda: agendas.remove(one, by=somebody, **WHEN),
        lambda: agendas.move(one, "up", by=somebody, **WHEN),
        lambda: agendas.reorder(fifth, [(one.id, None)], by=somebody, **WHEN),
        lambda: undoing.put_back(fifth, one.id, by=somebody, **WHEN),
        lambda: undoing.unedit(one, revision=1, by=somebody, **WHEN),
        lambda: undoing.unorder(fifth, shown="", by=somebody, **WHEN),
        lambda: circulation.circulate(fifth, "provisional", by=somebody, **WHEN),
    ]
    for deed in deeds:
        with pytest.raises(Forbidden):
            deed()
    assert said(fifth) == "1 Asylum"


def test_a_circulated_agenda_is_frozen_gets_its_symbol_and_goes_to_the_delegations_once(fifth, officer):
    peru = [user(role, country("PE")) for role in (Role.FOCAL_POINT, Role.APPROVER, Role.DELEGATE)]
    user(Role.DELEGATE, country("BR"), active=False)
    user(Role.OBSERVER)
    user(Role.REVIEWER)
    one = item(fifth, "Asylum")
    made = agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, titles={"en": "Refuge"})
    again = agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    assert [(each.symbol, each.number, each.items[0]["titles"]["en"]) for each in (made, again)] == [
        ("LAD/MIN.5/AG.1", 0, "Asylum"),
        ("LAD/MIN.5/AG.1/Rev.1", 1, "Refuge"),
    ]
    told = db.session.scalars(select(Message.user_id)).all()
    assert sorted(told) == sorted(2 * [person.id for person in peru])


def adopting(fifth, **facts):
    """Return the item that adopts the agenda, with the agenda itself as its document, and another one."""
    papers = [document(fifth, "AG.1", **facts), document(fifth, "DOC.1")]
    return item(fifth, "Adoption of the agenda", documents=papers)


def documents(found):
    """Return the ends of the symbols that the rows of an agenda name."""
    return [one.removeprefix("LAD/MIN.5/") for row in found for one in row.symbols]


def draft(fifth):
    return rules.rows(queries.items(fifth), fifth)


def test_an_item_that_names_the_agenda_itself_names_the_version_that_is_circulated_and_earlier_ones_stay(
    fifth, officer
):
    one = adopting(fifth)
    first = agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    with pytest.raises(Refused, match="Nothing has changed"):
        agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=45)
    shown = rules.fingerprint(draft(fifth))
    again = agendas.circulate(fifth, "provisional", by=officer, shown=shown, **WHEN)
    assert documents(rules.thawed(first)) == ["AG.1", "DOC.1"]
    assert documents(rules.thawed(again)) == documents(draft(fifth)) == ["AG.1/Rev.1", "DOC.1"]
    (change,) = revisions.changes(rules.thawed(first), rules.thawed(again))
    assert change.fields == ("minutes",)
    assert [one.symbol for one in queries.papers(fifth)] == ["LAD/MIN.5/AG.1/Rev.1", "LAD/MIN.5/DOC.1"]


def test_the_file_of_an_earlier_agenda_keeps_its_name_while_the_item_names_the_current_one(fifth, officer):
    one = adopting(fifth, file=stored_file())
    agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=45)
    agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    assert documents(draft(fifth)) == ["AG.1/Rev.1", "DOC.1"]
    found = {paper.symbol: paper.file_id for paper in queries.papers(fifth)}
    assert [found["LAD/MIN.5/AG.1"] is None, found["LAD/MIN.5/AG.1/Rev.1"] is None] == [False, True]


def test_whoever_has_the_item_open_that_names_the_agenda_is_told_that_it_was_circulated(fifth, officer):
    one = adopting(fifth)
    agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    seen = one.revision
    agendas.edit(one, revision=seen, by=officer, **WHEN, minutes=45)
    seen = one.revision
    agendas.circulate(fifth, "provisional", by=officer, **WHEN)
    with pytest.raises(Stale):
        agendas.edit(one, revision=seen, by=officer, **WHEN, minutes=5)


def test_the_chair_circulates_and_is_not_mailed_by_themselves(fifth):
    presidency(country("CO"))
    chair, colleague = user(Role.DELEGATE, country("CO")), user(Role.FOCAL_POINT, country("CO"))
    item(fifth, "Asylum")
    circulation.circulate(fifth, "provisional", by=chair, **WHEN)
    assert db.session.scalars(select(Message.user_id)).all() == [colleague.id]


def test_what_changed_since_it_was_confirmed_is_not_circulated_unseen(fifth, officer):
    one = item(fifth, "Asylum")
    shown = rules.fingerprint(rules.rows(queries.items(fifth), fifth))
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=45)
    with pytest.raises(Stale, match="look again"):
        circulation.circulate(fifth, "provisional", by=officer, shown=shown, **WHEN)
    assert how_many(Message) == 0


def test_an_adopted_agenda_is_changed_by_nobody_any_more(fifth, officer, session):
    one, two = item(fifth, "Asylum"), item(fifth, "Closing")
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=45)
    agendas.circulate(fifth, "adopted", by=officer, **WHEN)
    sealed(session)
    deeds = [
        lambda: agendas.add(fifth, by=officer, **WHEN, **FACTS),
        lambda: agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=1),
        lambda: agendas.remove(two, by=officer, **WHEN),
        lambda: agendas.move(one, "down", by=officer, **WHEN),
        lambda: agendas.reorder(fifth, [(two.id, None), (one.id, None)], by=officer, **WHEN),
        lambda: undoing.unedit(one, revision=one.revision, by=officer, **WHEN),
        lambda: agendas.circulate(fifth, "adopted", by=officer, **WHEN),
        lambda: agendas.circulate(fifth, "provisional", by=officer, **WHEN),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="only a corrigendum"):
            deed()
    assert said(fifth) == "1 Asylum, 2 Closing"


def test_the_trail_says_what_stood_there_before(fifth, officer, session):
    one = item(fifth, "Asylum")
    agendas.edit(one, revision=one.revision, by=officer, **WHEN, minutes=45, titles={"en": "Refuge"})
    sealed(session)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.actor, entry.details) == (
        "edit_item",
        "Inés Robles",
        {"item": one.id, "changed": ["minutes", "titles"], "was": {"minutes": 10, "titles": {"en": "Asylum"}}},
    )
