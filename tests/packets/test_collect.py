"""A packet holds what its readers may read, in the order of the agenda, and names what is missing."""

from datetime import timedelta
from decimal import Decimal

import pytest

from secretariat.models.deliverables import State
from secretariat.packets.collect import collect
from secretariat.packets.parts import (
    AgendaPart,
    AttachedPdf,
    Cover,
    DeliverableText,
    Money,
    NotIncluded,
    Participants,
    Prose,
    Reason,
    SlipSheet,
    StandIn,
    YesNo,
)
from tests import factories
from tests.factories import NOW
from tests.visitors import counting


def collected(world, audience="delegations", language="en", **more):
    return collect(world.packet(language, audience), at=NOW, storage=world.storage, **more)


def outline(found):
    """Return the parts as the bookmarks show them."""
    return [" > ".join([*one.under, one.called]) for one in found.parts]


def one(found, kind):
    return next(part for part in found.parts if isinstance(part, kind))


def missing(found):
    return {(*line.under, line.title): line.reason for line in one(found, NotIncluded).lines}


def test_a_packet_follows_the_agenda_then_come_the_annexes(world):
    contributions = factories.call(world.meeting, titles={"en": "Contributions"}, pillar=factories.pillar(1))
    sheets = factories.call(world.meeting, titles={"en": "Country sheet"})
    world.text(contributions, "PE", files=(world.file("annex", pages=3),))
    world.text(contributions, "BR")
    world.text(sheets, "MX")
    world.text(sheets, "CA", State.PUBLISHED)
    assert outline(collected(world)) == [
        "Fifth ministerial meeting",
        "Contents",
        "Provisional agenda",
        "List of participants",
        "2 Root causes > 2.1 Host countries",
        "2 Root causes > 2.1 Host countries > Financing",
        "2 Root causes > Contributions of countries",
        "2 Root causes > Brazil > Contributions",
        "2 Root causes > Peru > Contributions",
        "2 Root causes > Peru > Contributions > PE report.pdf",
        "3 Legal pathways > 3.1 Asylum",
        "3 Legal pathways > 3.1 Asylum > Asylum in figures",
        "3 Legal pathways > 3.2 Labor mobility",
        "A Country sheet",
        "A Country sheet > Canada",
        "A Country sheet > Mexico",
        "Not included, and why",
    ]


def test_a_text_that_brings_a_sum_goes_under_the_pillar_whose_item_its_country_presents(world):
    pledges = factories.call(world.meeting, titles={"en": "Pledges"}, fields=())
    factories.field(pledges, "amount", kind="money")
    world.text(pledges, "PE", amount={"amount": "5", "currency": "USD"})
    world.text(pledges, "BR", amount={"amount": "5", "currency": "USD"})
    texts = [part for part in collected(world).parts if isinstance(part, DeliverableText)]
    assert [(part.country, part.under, part.pillar and part.pillar.number) for part in texts] == [
        ("Peru", ("2 Root causes", "Peru"), 1),
        ("Brazil", ("A Pledges",), None),
    ]


def test_texts_of_a_pillar_that_the_agenda_does_not_have_come_after_it(world):
    call = factories.call(world.meeting, pillar=factories.pillar(3))
    world.text(call, "PE")
    assert outline(collected(world))[-3:] == [
        "Humane enforcement > Contributions of countries",
        "Humane enforcement > Peru > Contributions",
        "Not included, and why",
    ]


def test_what_came_late_is_bound_in_the_supplement_or_presented_orally_as_the_ladder_says(world):
    sheets = factories.call(world.meeting, titles={"en": "Country sheet"})
    for code, world.goes in (("MX", "main"), ("CA", "supplement"), ("PE", "oral")):
        world.text(sheets, code)
    found = collected(world, "secretariat")
    assert outline(found)[-5:] == [
        "A Country sheet",
        "A Country sheet > Mexico",
        "Supplement",
        "Supplement > Country sheet > Canada",
        "Not included, and why",
    ]
    assert missing(found)["Peru", "Country sheet"] == Reason.ORAL


@pytest.mark.parametrize("state", [state for state in State if state not in {State.APPROVED, State.PUBLISHED}])
def test_only_what_was_approved_is_bound(world, state):
    world.text(factories.call(world.meeting), "PE", state)
    assert not any(isinstance(part, DeliverableText) for part in collected(world, "secretariat").parts)


def test_delegations_do_not_read_how_far_other_countries_are(world):
    call = factories.call(world.meeting, titles={"en": "Contributions"})
    world.text(call, "PE", State.IN_REVIEW)
    world.text(call, "BR", State.DRAFT)
    world.text(call, "MX", State.WAIVED)
    for_delegations, inside = collected(world), collected(world, "secretariat")
    owed = {("Peru", "Contributions"): Reason.NOT_APPROVED, ("Brazil", "Contributions"): Reason.NOT_SUBMITTED}
    assert not owed.keys() & missing(for_delegations).keys()
    assert owed.items() <= missing(inside).items()
    assert {(*line.under, line.title): line.reason for line in for_delegations.silent} == owed
    assert inside.silent == ()


def test_what_is_the_secretariats_own_stays_out_of_the_delegations_packet(world):
    assert "Only for us" not in str(collected(world).parts)
    assert "Only for us" in str(collected(world, "secretariat").parts)


def test_a_paper_that_has_not_come_has_a_page_and_a_line_and_so_has_an_item_without_any(world):
    found = collected(world)
    page = one(found, StandIn)
    assert (page.title, page.symbol, page.reason) == ("Asylum in figures", "LAD/MIN.5/DOC.5", Reason.NO_DOCUMENT)
    assert missing(found) == {
        ("3 Legal pathways", "3.1 Asylum", "LAD/MIN.5/DOC.5 Asylum in figures"): Reason.NO_DOCUMENT,
        ("3 Legal pathways", "3.2 Labor mobility"): Reason.NO_DOCUMENT,
    }


def test_delegations_get_the_agenda_as_it_was_circulated_and_the_secretariat_as_it_stands(world):
    factories.item(world.meeting, "Late item")
    titles = [item.title for item in one(collected(world), AgendaPart).items]
    assert "Late item" not in titles
    inside = one(collected(world, "secretariat"), AgendaPart)
    assert ("Late item" in [item.title for item in inside.items], inside.title) == (True, "Agenda, working draft")


def test_before_the_agenda_is_circulated_delegations_read_none_of_it(world):
    world.meeting = factories.meeting("sixth", titles={"en": "Sixth"})
    factories.item(world.meeting, "Secret plan")
    found = collected(world)
    assert not any(isinstance(part, AgendaPart) for part in found.parts)
    assert "Secret plan" not in str(found.parts)
    assert missing(found) == {("LAD/SIXTH", "Agenda"): Reason.NOT_CIRCULATED}


def test_answers_keep_the_language_of_the_country_and_labels_take_that_of_the_packet(world):
    call = factories.call(world.meeting, fields=())
    for key, kind in (("sum", "money"), ("joins", "yes_no"), ("words", "long_text"), ("left", "text")):
        factories.field(call, key, kind=kind)
    world.text(
        call, "PE", sum={"amount": "1250000.50", "currency": "PEN"}, joins={"answer": False, "explanation": "Aún no"},
        words="Dos *medidas*", left="",
    )  # fmt: skip
    text = one(collected(world, language="es"), DeliverableText)
    assert (text.language, text.country) == ("es", "Peru")
    assert [answer.label for answer in text.answers] == ["Resumen"] * 4
    assert [answer.value for answer in text.answers] == [
        Money(amount=Decimal("1250000.50"), currency="PEN"),
        YesNo(yes=False, explanation="Aún no"),
        Prose(markdown="Dos *medidas*"),
        None,
    ]


@pytest.mark.parametrize("amount", ["", None, "twelve"])
def test_a_sum_that_cannot_be_read_counts_as_none(world, amount):
    call = factories.call(world.meeting, fields=())
    factories.field(call, "sum", kind="money")
    world.text(call, "PE", sum={"amount": amount, "currency": "USD"})
    assert one(collected(world), DeliverableText).answers[0].value is None


def test_a_file_is_bound_by_its_content_and_called_by_its_name(world):
    file = world.file("annex", pages=3)
    world.text(factories.call(world.meeting), "PE", files=(file,))
    bound = [part for part in collected(world).parts if isinstance(part, AttachedPdf)][-1]
    assert (bound.name, bound.sha256) == ("PE report.pdf", file.sha256)
    with bound.fetch() as path:
        assert path == world.storage.path(file.sha256)


def test_the_calls_that_were_not_chosen_stay_out(world):
    first, second = factories.call(world.meeting, titles={"en": "First"}), factories.call(world.meeting)
    world.text(first, "PE")
    world.text(second, "PE")
    found = collected(world, calls=[second.id])
    assert [part.title for part in found.parts if isinstance(part, DeliverableText)] == ["Contributions"]


def test_the_cover_names_presidency_place_and_version(world):
    cover = one(collected(world, number=3), Cover)
    assert (cover.title, cover.where, cover.symbol) == ("Fifth ministerial meeting", "Cartagena, Colombia", "LAD/MIN.5")
    assert dict(cover.facts) == {
        "Presidency": "Colombia",
        "For": "Delegations",
        "Symbol": "LAD/MIN.5",
        "Version": "3",
        "Compiled": "Monday 8 September 2025, 09:00 Cartagena",
    }


def test_people_stand_under_their_country_heads_first(world):
    people = one(collected(world), Participants)
    assert [(home.name, [(person.name, person.head) for person in home.people]) for home in people.delegations] == [
        ("Brazil", [("Ana Lima", True)]),
        ("Peru", [("Elena Vargas", True), ("Rosa Quispe", False)]),
    ]


def test_an_agenda_of_two_days_says_which_day_it_is(world):
    factories.item(world.meeting, "Night", kind="pause", minutes=600)
    factories.item(world.meeting, "Long", minutes=600)
    agenda = one(collected(world, "secretariat"), AgendaPart)
    days = [item.title for item in agenda.items if item.pause and not item.minutes]
    assert days == []
    factories.item(world.meeting, "Next morning")
    days = [item.title for item in one(collected(world, "secretariat"), AgendaPart).items if "October" in item.title]
    assert days == ["Thursday 23 October 2025", "Friday 24 October 2025"]


def test_collecting_costs_as_many_queries_for_one_text_as_for_three(world, session):
    call = factories.call(world.meeting)
    world.text(call, "PE", files=(world.file("a"),))
    costs = []
    for more in ((), ("BR", "MX")):
        for country in more:
            world.text(call, country, files=(world.file(country),))
        session.flush()
        session.expire_all()
        packet = world.packet()
        str(packet.meeting.title("en"))
        with counting() as seen:
            collect(packet, at=NOW + timedelta(days=1), storage=world.storage)
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 16


def test_slips_list_their_papers_and_who_presents(world):
    slip = next(part for part in collected(world).parts if isinstance(part, SlipSheet))
    assert slip.documents == (("LAD/MIN.5/DOC.3", "Financing"),)
    assert dict(slip.facts) == {"Presented by": "Peru", "Time": "Thursday 23 October 2025, 09:10, 10 min"}


def test_a_file_is_bound_as_its_clean_copy_and_one_without_any_is_stood_in_for_and_named(world):
    clean = world.file("clean")
    armed = world.file("armed", content=b"%PDF-1.7 with a script")
    armed.shown, armed.shown_state = clean, "ready"
    office = world.file("office", content=b"PK a document")
    office.shown_state, office.damage = "impossible", "no_office"
    coming = world.file("coming", content=b"PK another")
    coming.shown_state = "waiting"
    asked = factories.call(world.meeting, pillar=factories.pillar(1))
    for home, file in (("PE", armed), ("BR", office), ("MX", coming)):
        world.text(asked, home, files=(file,))
    found = collected(world)
    bound = [part for part in found.parts if isinstance(part, AttachedPdf) and part.id.startswith("attachment")]
    assert [(part.sha256, part.name) for part in bound] == [(clean.sha256, "PE report.pdf")]
    stood_in = {part.name: part.reason for part in found.parts if isinstance(part, StandIn) and part.name}
    assert stood_in == {"BR report.pdf": Reason.NO_OFFICE, "MX report.pdf": Reason.NOT_SHOWN}
    named = {path[-1]: reason for path, reason in missing(found).items()}
    assert stood_in.items() <= named.items()
