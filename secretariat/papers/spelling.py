"""Words as they are compared, whatever a mail program has made of their signs."""

import unicodedata

# What mail programs make of the same signs, or put around words that were bold or a link.
SAME = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "´": "'", "`": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "–": "-", "—": "-", "―": "-", "−": "-", "·": "-", "•": "-",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "<": " ", ">": " ",
})  # fmt: skip
AROUND = "*_"


def words(line: str) -> list[str]:
    """Return the words of a line as they are compared: without what mail programs change."""
    plain = unicodedata.normalize("NFKC", line).translate(SAME)
    return [one for one in (one.strip(AROUND) for one in plain.split()) if one]
