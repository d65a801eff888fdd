"""The standard words for each kind of letter: what officers find before they write their own."""

from secretariat.mail.compose.words import accounts, countries, secretariat
from secretariat.mail.compose.words.base import TEXTS, Text, Values, Words, paragraphs

# Importing them writes their texts into TEXTS.
ROOMS = (accounts, countries, secretariat)
__all__ = ["ROOMS", "TEXTS", "Text", "Values", "Words", "paragraphs"]
