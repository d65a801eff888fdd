"""Why a file is not taken."""

from secretariat.packets.parts import Reason


class Unfit(Exception):
    """The file cannot be bound, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
