"""How strangers' headers are read: never one that is endless, and never one that breaks the reading of the rest."""

from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

# Characters of a header: the library takes time that grows with the square of it.
LONGEST = 8_000
# Of one that each part has, in which the longest name that a file can have fits twice.
LONGEST_OF_A_PART = {"content-type": 1_200, "content-disposition": 1_200}


def shortened(name: str, value: str) -> str:
    """Return as much of a header as is read."""
    return value[: LONGEST_OF_A_PART.get(name.lower(), LONGEST)]


class Careful(EmailPolicy):
    """`email.policy.default`, for mail as it comes."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """Return a header; one that the library cannot parse as the words that stand there."""
        short = shortened(name, value)
        try:
            return super().header_fetch_parse(name, short)
        except Exception:  # noqa: BLE001  it raises whatever its parser stumbles over (cpython#81288 and kin)
            return " ".join(short.split())


POLICY = Careful(message_factory=EmailMessage)
