"""The mail that somebody answers is told apart from their own words, however a mail program has put it there."""

import pytest

from secretariat.papers import quoted

MINE = "1. Peru leads.\n"
HEADS = {
    "Outlook es": "De: Secretariat\nEnviado: viernes, 12 de septiembre de 2025\nPara: Rosa\nAsunto: Texto\n",
    "Outlook es 2": "De: Secretariat\nEnviado el: viernes, 12 de septiembre de 2025\nPara: Rosa\nAsunto: Texto\n",
    "Outlook en": "From: Secretariat\nSent: Friday, September 12, 2025 9:00 AM\nTo: Rosa\nSubject: Text\n",
    "Outlook pt": "De: Secretariat\nEnviada em: sexta-feira, 12 de setembro de 2025 09:00\nPara: Ana\nAssunto: Texto\n",
    "Outlook fr": "De\u00a0: Secretariat\nEnvoyé\u00a0: vendredi 12/09/2025 09:00\nÀ\u00a0: Jean\nObjet\u00a0: Texte\n",
    "Outlook bold": "*De:* Secretariat <s@example.org>\n*Enviado:* viernes 9:00\n*Para:* Rosa\n*Asunto:* Texto\n",
    "bold outside": "**De**: Secretariat\n\n**Fecha**: viernes\n\n**Para**: Rosa,\nLuis\n\n**Asunto**: Texto\n",
    "address": "From: Secretariat <s@example.org>\nDate: Friday\n",
    "forwarded": "---------- Forwarded message ---------\n",
    "Gmail es": "El vie, 12 sept 2025 a las 9:00, Secretariat (<s@example.org>)\nescribió:\n",
    "Gmail fr": "Le ven. 12 sept. 2025 à 09:00, Secretariat <s@example.org> a\nécrit\u00a0:\n",
    "Gmail pt": "Em sex., 12 de set. de 2025 às 09:00, Secretariat <\ns@example.org> escreveu:\n",
    "Gmail en": "On Fri, 12 Sept 2025 at 09:00,\nSecretariat <s@example.org>\nwrote:\n",
    "decomposed": "El 12/9/25 a las 9:00, Secretariat escribio\u0301:\n",
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_head_of_the_mail_that_is_answered_ends_the_answer(head):
    assert quoted.own(f"{MINE}\n{head}\n1. Summary\n2. Visits\n").strip() == MINE.strip()


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_where_the_quoted_lines_are_marked_what_stands_below_them_is_the_persons_own(head):
    first, *others = head.splitlines()
    if "escribi" in head or "crit" in head or "wrote" in head or "escreveu" in head:
        below = f"{head}\n> 1. Summary\n>\n> -- \n> The Secretariat\n\n{MINE}"
    else:
        below = "".join(f"> {line}\n" for line in [first, *others]) + MINE
    assert quoted.own(below).split() == MINE.split()


def test_answers_between_the_marked_lines_are_read_too():
    text = "Rosa wrote:\n> 1. Summary\nPeru leads.\n> 2. Visits\n12\n-- \nRosa\n> end\nPlease call me.\n"
    assert quoted.own(text).splitlines() == ["Peru leads.", "12", "Please call me."]


@pytest.mark.parametrize(
    "words",
    [
        "We travel:\nDe: Lima\nPara: Bogotá\nFecha: 3 de mayo",
        "As the minister wrote:\nPeru leads.",
        "El costo es de 5 millones.\nComo el ministro escribió:\nEl Perú lidera.",
        "De: todos\nwe have 12 people",
        "From: June to August\nwe train",
    ],
)
def test_words_that_look_like_such_a_head_stay_in_the_answer(words):
    assert quoted.own(words) == words


def test_a_line_with_a_figure_above_the_head_stays():
    text = "El costo es 5\nEl vie, 12 sept 2025 a las 9:00, Secretariat (<s@example.org>)\nescribió:\n\nSummary"
    assert quoted.own(text) == "El costo es 5"
