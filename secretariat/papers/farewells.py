"""The end of a mail that is no answer: a closing in one of the four languages, and a name below it."""

import re

# A closing fills its line, but for a name behind a mark: 'Regards the border' is a sentence.
CLOSING = re.compile(
    r"""\s*[*_]{0,2}(?:
    (?:with\s)?(?:(?:my|our)\s)?(?:(?:best|kind|kindest|warm|warmest)\s)?regards | best(?:\swishes)? |
    yours(?:\s(?:sincerely|faithfully|truly))? | sincerely(?:\syours)? | (?:many\s)?thanks | thank\syou |
    (?:con\s)?(?:(?:un|mis|nuestros)\s)?(?:(?:muy\s)?(?:cordial|cordiales|atento|atentos|afectuoso)\s)?saludos?
        (?:\s(?:cordial|cordiales|atento|atentos))? |
    (?:muy\s)?(?:atentamente|cordialmente) | atte | (?:muchas\s|mil\s)?gracias |
    atenciosamente | att | (?:muito\s)?obrigad[oa] | (?:um\s)?abraços? |
    (?:com\s(?:os\s)?)?(?:(?:meus|nossos|melhores)\s)?cumprimentos | (?:cordiais\s)?saudações(?:\scordiais)? |
    (?:(?:bien|très)\s)?cordialement | (?:bien\s)?à\svous | respectueusement | merci(?:\sd['’]avance)? |
    (?:(?:meilleures|sincères)\s)?salutations(?:\sdistinguées)? | (?:veuillez|je\svous\sprie)\b.{0,20}\bagréer\b.{0,160}
    )[*_]{0,2}\s*(?:[,.;:!–-].{0,40})?""",
    re.IGNORECASE | re.VERBOSE,
)
MOST_BELOW = 4  # lines: a name, an office, a telephone
LONGEST_BELOW = 60  # characters of each


def apart(lines: list[str], number: re.Pattern[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a mail without its end, and those of its end.

    number: how an answer begins; where one follows, the mail does not end yet.
    """
    written = [place for place, line in enumerate(lines) if line.strip()]
    for place in written[-MOST_BELOW - 1 :]:
        below = [line for line in lines[place + 1 :] if line.strip()]
        short = all(len(line.strip()) <= LONGEST_BELOW and not number.match(line) for line in below)
        if short and CLOSING.fullmatch(lines[place]):
            return lines[:place], lines[place:]
    return lines, []
