"""The form saves itself, and loses nothing when the line, the session or a colleague comes in between."""

import re
import time
from itertools import pairwise

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.scripted import Script

pytestmark = pytest.mark.browser
SAVED = "Saved at 08:42 Lima"
HEAR = """line => {
  window.said = [];
  new MutationObserver(() => window.said.push(line.textContent)).observe(line, { childList: true });
}"""
FIRST_WAIT = 3_500  # within that what could not be sent is tried again


def wait_for(script: Script, count: int) -> None:
    """Wait until the server has been sent something `count` times."""
    end = time.monotonic() + 30
    while len(script.got) < count and time.monotonic() < end:
        time.sleep(0.05)
    assert len(script.got) >= count


def copies(page: Page) -> int:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft ')).length")


def test_a_field_is_saved_within_three_seconds_and_then_no_longer_kept_on_the_device(page, script):
    page.clock.install(time=0)
    page.clock.pause_at(60)
    page.get_by_label("Summary").fill("Peru leads.")
    while not copies(page):  # of the device; the form's script may come a moment after the page
        time.sleep(0.02)
    page.clock.run_for(3_000)  # of the page's own clock, which stands still meanwhile
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    sent = {"path": "/save", "csrf_token": "first", "field": "summary", "revision": "0", "summary": "Peru leads."}
    assert (script.got, copies(page)) == ([sent], 0)


def test_what_is_typed_before_the_script_has_come_over_a_slow_line_is_saved_too(page, script):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/autosave.js", hold)
    page.reload()
    page.get_by_label("Summary").fill("Typed at once")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    assert [(one["field"], one["summary"]) for one in script.got] == [("summary", "Typed at once")]


def test_somebody_who_never_pauses_is_saved_all_the_same(page, script):
    page.get_by_label("Summary").press_sequentially("a b c d e f g h i j k l m n o", delay=150)
    assert len(script.got) >= 1


def test_a_field_of_two_controls_is_saved_as_one(page, script):
    page.get_by_label("Amount", exact=True).fill("1250000")
    page.get_by_label("Currency").select_option("PEN")
    wait_for(script, 1)
    assert (script.got[-1]["amount.amount"], script.got[-1]["amount.currency"]) == ("1250000", "PEN")


def test_each_saving_names_the_revision_that_the_one_before_made(page, script):
    field = page.get_by_label("Summary")
    field.fill("One")
    wait_for(script, 1)
    expect(page.locator("[name='summary.revision']")).to_have_value("1")
    field.fill("Two")
    wait_for(script, 2)
    assert [one["revision"] for one in script.got] == ["0", "1"]


def test_while_the_server_is_away_the_text_stays_on_the_device_and_is_sent_later(page, script):
    script.answers = [(503, {}), (507, {})]
    page.get_by_label("Summary").fill("Kept")
    expect(page.locator("[data-saved-words]")).to_contain_text("kept on this device")
    assert copies(page) == 1
    expect(page.locator("[data-saved-words]")).to_contain_text("no room")
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    assert ([one["summary"] for one in script.got], copies(page)) == (["Kept"] * 3, 0)


def test_that_one_field_is_saved_is_not_said_while_another_waits(page, script):
    words = page.locator("[data-saved-words]")
    words.evaluate(HEAR)
    script.answers = [(503, {}), (200, {"revision": 1, "saved": SAVED}), (503, {})]
    page.get_by_label("Summary").fill("Peru leads.")
    page.get_by_label("Amount", exact=True).fill("1250000")
    wait_for(script, 4)
    expect(words).to_have_text(SAVED)
    assert page.evaluate("window.said").count(SAVED) == 1


def test_after_a_crash_the_page_offers_what_the_server_never_got(page, script):
    script.answers = [(503, {})] * 9
    page.get_by_label("Summary").fill("Typed before the crash")
    wait_for(script, 1)
    page.reload()
    script.answers = []  # not before: a page that is left sends once more what it has
    offer = page.locator("[data-part=restore]")
    expect(offer).to_contain_text("Typed before the crash")
    offer.get_by_role("button", name="Put it back").click()
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    assert (page.get_by_label("Summary").input_value(), script.got[-1]["summary"]) == ("Typed before the crash",) * 2


def test_what_is_typed_while_an_older_copy_waits_for_its_choice_leaves_that_copy_as_it_is(page, script):
    script.answers = [(503, {})] * 9
    page.get_by_label("Summary").fill("Typed before the crash")
    wait_for(script, 1)
    page.reload()
    page.get_by_label("Summary").fill("Typed since")
    wait_for(script, 2)
    page.reload()  # another crash: now two copies wait
    offers = page.locator("[data-part=restore]")
    expect(offers).to_have_count(2)
    page.get_by_label("Summary").fill("Typed at last")
    wait_for(script, 3)
    offers.filter(has_text="Typed before the crash").get_by_role("button", name="Put it back").click()
    # What the server never got is not lost by the choice: it waits in the place of what was put back.
    expect(offers.filter(has_text="Typed at last")).to_have_count(1)
    script.answers = []
    page.reload()
    expect(offers).to_have_count(3)
    offers.filter(has_text="Typed since").get_by_role("button", name="Throw it away").click()
    offers.filter(has_text="Typed before the crash").get_by_role("button", name="Put it back").click()
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    expect(offers).to_have_count(1)
    offers.get_by_role("button", name="Throw it away").click()
    assert (page.get_by_label("Summary").input_value(), copies(page)) == ("Typed before the crash", 0)


def test_what_is_thrown_away_is_not_offered_again(page, script):
    script.answers = [(503, {})] * 9
    page.get_by_label("Summary").fill("Not wanted")
    wait_for(script, 1)
    page.reload()
    page.get_by_role("button", name="Throw it away").click()
    page.reload()
    expect(page.locator("[data-part=restore]")).to_have_count(0)


def test_another_person_on_the_same_device_is_not_shown_the_text(page, script):
    script.answers = [(503, {})] * 9
    page.get_by_label("Summary").fill("Secret of the first")
    wait_for(script, 1)
    script.owner = "8"
    page.reload()
    expect(page.locator("[data-part=restore]")).to_have_count(0)


@pytest.mark.parametrize(("button", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")], ids=["mine", "theirs"])
def test_when_two_write_in_one_field_both_texts_are_shown_and_one_is_chosen(page, script, button, kept):
    script.answers = [
        (409, {"controls": {"summary": "Theirs"}, "revision": 4, "sentence": "Martín Salas wrote here as well."})
    ]
    page.get_by_label("Summary").fill("Mine")
    choice = page.locator("[data-part=conflict]")
    expect(choice).to_contain_text("Theirs")
    expect(choice).to_contain_text("Martín Salas")
    choice.get_by_role("button", name=button).click(delay=500)  # as slowly as a person presses
    wait_for(script, 2)
    assert (script.got[1]["summary"], script.got[1]["revision"], page.get_by_label("Summary").input_value()) == (
        kept,
        "4",
        kept,
    )


def test_a_text_that_a_colleague_sent_meanwhile_is_not_said_to_be_saved_and_what_is_typed_stays(page, script):
    script.answers = [(409, {"error": "Rosa Quispe was faster; it is now: Submitted."})]
    page.get_by_label("Summary").fill("Mine")
    line = page.locator("[data-saved]")
    expect(line).to_contain_text(
        "Rosa Quispe was faster; it is now: Submitted. What you typed last is kept on this device"
    )
    expect(line).not_to_contain_text("Saved at")
    page.get_by_label("Summary").fill("Mine, longer")
    page.get_by_label("Amount", exact=True).fill("7")
    page.reload()
    restore = page.locator("[data-part=restore]")
    expect(restore).to_have_count(2)
    expect(restore.first).to_contain_text("Mine, longer")
    assert len(script.got) == 1


def test_the_count_of_words_stays_in_sight_when_the_limit_is_passed_and_the_field_saved(page, script):
    page.get_by_label("Summary").fill("one two three four five six")
    wait_for(script, 1)
    expect(page.locator("[data-saved]")).to_contain_text("Saved at 08:42")
    counter = page.locator("[data-counts]")
    expect(counter).to_have_text("6 of 5 words")
    page.get_by_label("Summary").fill("one two three four five")
    expect(counter).to_have_text("5 of 5 words")
    expect(counter).not_to_have_class(re.compile("wrong"))


def test_what_cannot_be_read_is_said_beside_the_field_once_it_is_left_and_stays_typed(page, script):
    script.answers = [(422, {"error": "Write a number."})] * 2
    amount = page.get_by_label("Amount", exact=True)
    amount.fill("twelve")
    wait_for(script, 1)
    expect(page.locator(".wrong")).to_have_count(0)
    page.get_by_label("Summary").focus()
    expect(page.locator("[data-save=amount] .wrong")).to_have_text("Write a number.")
    assert (amount.input_value(), amount.get_attribute("aria-invalid")) == ("twelve", "true")


def test_what_cannot_be_read_is_said_before_the_rest_of_the_answer_is_given_and_stays_while_it_is(page, script):
    script.refuses = {"amount": 422}
    page.get_by_label("Amount", exact=True).fill("twelve")
    wait_for(script, 1)
    page.keyboard.press("Tab")
    currency = page.locator("[name='amount.currency']")
    expect(currency).to_be_focused()
    wrong = page.locator("[data-save=amount] .wrong")
    expect(wrong).to_have_text("Not like this.")
    asked = len(script.got)
    currency.select_option("PEN")
    wait_for(script, asked + 1)
    expect(wrong).to_have_text("Not like this.")


def test_an_error_that_was_mended_before_the_field_was_left_is_not_shown(page, script):
    script.answers = [(422, {"error": "Write a number."})] * 2
    amount = page.get_by_label("Amount", exact=True)
    amount.press_sequentially("twelve")
    wait_for(script, 1)
    script.answers = []
    amount.fill("12")
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    page.get_by_label("Summary").focus()
    page.wait_for_timeout(200)
    expect(page.locator(".wrong")).to_have_count(0)


def test_a_press_beside_a_refused_answer_lands_where_it_began(page, script):
    script.asks_yes_or_no, script.refuses = True, {"amount": 422}
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    page.get_by_label("Amount", exact=True).fill("twelve")
    wait_for(script, 1)
    yes = page.get_by_label("Yes")
    yes.scroll_into_view_if_needed()
    yes.click(delay=600)  # as slowly as a person presses, while the answer to what was left comes in
    expect(yes).to_be_checked()
    expect(page.locator("[data-save=amount] .wrong")).to_have_text("Not like this.")


def test_a_field_that_is_refused_is_said_over_the_form_at_once_until_all_is_saved(page, script):
    line, mark = page.locator("[data-saved-words]"), page.locator("[data-saved-mark]")
    page.get_by_label("Summary").fill("Fine")
    expect(line).to_have_text(SAVED)
    script.refuses = {"amount": 422}
    page.get_by_label("Amount", exact=True).fill("twelve")
    expect(line).to_have_text("Not saved on the server, kept on this device: Amount")
    expect(mark).to_be_hidden()
    page.get_by_label("Summary").fill("Fine, still")
    expect(page.locator("[name='summary.revision']")).to_have_value(re.compile("[23]"))
    expect(line).to_have_text("Not saved on the server, kept on this device: Amount")
    script.refuses = {}
    page.get_by_label("Amount", exact=True).fill("12")
    expect(line).to_have_text(SAVED)
    expect(mark).to_be_visible()


def test_two_refused_fields_are_both_named_and_what_is_missing_is_taken_anew(page, script):
    script.refuses = {"summary": 413, "amount": 422}
    with page.expect_request(lambda one: one.method == "GET" and one.url.endswith("/report")):
        page.get_by_label("Summary").fill("Too much")
    page.get_by_label("Amount", exact=True).fill("twelve")
    expect(page.locator("[data-saved-words]")).to_have_text(
        "Not saved on the server, kept on this device: Summary; Amount"
    )


def test_what_was_typed_for_an_answer_that_was_fixed_meanwhile_is_shown_after_a_reload_to_be_copied(page, script):
    script.refuses = {"summary": 422}
    page.get_by_label("Summary").fill("One day too late")
    expect(page.locator("[data-saved-words]")).to_contain_text("Summary")
    script.fixed = {"summary": "As it stood"}
    page.reload()
    offer = page.locator("[data-fixed=summary] [data-part=restore]")
    expect(offer).to_contain_text("One day too late")
    expect(offer.get_by_role("button")).to_have_text(["Throw it away"])
    offer.get_by_role("button").click()
    expect(offer).to_have_count(0)
    assert copies(page) == 0


def test_a_question_that_left_is_said_to_have_while_one_types_and_the_others_are_saved_at_once(page, script):
    script.refuses = {"summary": 410}
    page.get_by_label("Summary").fill("For nobody")
    expect(page.locator("[data-save=summary] [data-part=gone]")).to_have_text("Not like this.")
    page.get_by_label("Amount", exact=True).fill("12")
    expect(page.locator("[name='amount.revision']")).to_have_value(re.compile("[12]"))
    expect(page.locator("[data-saved-words]")).to_have_text("Not saved on the server, kept on this device: Summary")
    script.gone = {"summary"}
    page.reload()
    offer = page.locator("[data-part=restore]")
    expect(offer).to_contain_text("The question is not on this page any more")
    assert ("Summary" in offer.inner_text(), "For nobody" in offer.inner_text()) == (True, True)
    expect(offer.get_by_role("button")).to_have_text(["Throw it away"])
    offer.get_by_role("button").click()
    assert copies(page) == 0


def test_words_for_a_question_that_left_are_not_kept_twice_where_the_server_has_them(page, script):
    script.answers = [(410, {"error": "No longer asked.", "kept": True, "saved": SAVED, "revision": 3})]
    page.get_by_label("Summary").fill("For nobody")
    expect(page.locator("[data-save=summary] [data-part=gone]")).to_have_text("No longer asked.")
    expect(page.locator("[name='summary.revision']")).to_have_value("3")
    assert copies(page) == 0


def test_words_for_a_question_that_was_taken_back_are_tried_once_and_can_be_sent_to_whoever_has_it(page, script):
    to = {"address": "rosa@example.org", "words": "Send it to Rosa by mail"}
    script.answers = [(410, {"error": "Rosa took it back.", "kept": False, "to": to})]
    page.get_by_label("Summary").fill("Not hers &\nmore")
    said = page.locator("[data-save=summary] [data-part=gone]")
    expect(said).to_have_text("Rosa took it back. Send it to Rosa by mail")
    expect(page.locator("[data-saved-words]")).to_have_text("Not saved on the server, kept on this device: Summary")
    mail = said.get_by_role("link")
    expect(mail).to_have_attribute("href", "mailto:rosa@example.org?subject=Summary&body=Not%20hers%20%26%0D%0Amore")
    page.wait_for_timeout(FIRST_WAIT)
    assert (len(script.got), copies(page)) == (1, 1)
    page.get_by_label("Summary").fill("It is hers again")
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    expect(said).to_have_count(0)


def test_buttons_that_find_no_room_beside_each_other_on_a_phone_keep_apart(page, script):
    page.set_viewport_size({"width": 360, "height": 740})
    script.signed_in = False
    page.get_by_label("Summary").fill("Written in the middle of it")
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog).to_be_visible()
    boxes = [one.bounding_box() for one in dialog.locator(".btn").all()]
    rows = sorted({(box["y"], box["y"] + box["height"]) for box in boxes if box})
    assert len(rows) > 1
    assert min(below[0] - above[1] for above, below in pairwise(rows)) >= 4


def test_whoever_was_signed_out_signs_in_on_the_page_and_goes_on(page, script):
    script.signed_in = False
    page.get_by_label("Summary").fill("Written in the middle of it")
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Address for mail")).to_have_value("focal.pe@example.org")
    expect(dialog.get_by_label("Password")).to_be_focused()
    dialog.get_by_label("Password").fill("wrong")
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog.get_by_role("alert")).to_contain_text("did not work")
    dialog.get_by_label("Password").fill("right")
    dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    assert (script.got[-1]["summary"], script.got[-1]["csrf_token"]) == ("Written in the middle of it", "second")


def test_an_old_token_is_renewed_without_asking(page, script):
    script.token = "renewed"
    script.answers = [(400, {"error": "The request could not be understood."})]
    page.get_by_label("Summary").fill("Still signed in")
    expect(page.locator("[data-saved-words]")).to_have_text(SAVED)
    assert [one["csrf_token"] for one in script.got] == ["first", "renewed"]


def test_words_are_counted_while_one_types(page):
    page.get_by_label("Summary").fill("one two three four five six")
    counter = page.locator("[data-counts=q-summary]")
    expect(counter).to_have_text("6 of 5 words")
    expect(counter).to_have_class("wrong")


def test_a_form_that_was_sent_says_so_and_cannot_be_sent_again(page, script):
    script.answers = [(204, {})] * 2  # the browser stays on the page
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("button", name="Sending…")).to_be_disabled()
    page.evaluate("document.getElementById('report').requestSubmit()")
    wait_for(script, 1)
    page.wait_for_timeout(300)
    assert [one["path"] for one in script.got] == ["/send"]


def test_what_was_sent_though_its_answer_was_lost_is_sent_again_before_what_was_typed_since(page, script):
    script.answers = [(503, {})]
    page.get_by_label("Summary").fill("First")
    expect(page.locator("[data-saved-words]")).to_contain_text("kept on this device")
    page.get_by_label("Summary").fill("First and more")
    expect(page.locator("[name='summary.revision']")).to_have_value("2")
    assert [one["summary"] for one in script.got] == ["First", "First", "First and more"]
