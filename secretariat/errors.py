"""What can go wrong, by name. An error's class says what follows; its text is a sentence for a person."""


class SecretariatError(Exception):
    """Something went wrong that has a name."""


class Refused(SecretariatError):
    """A rule of the house says no; the text says why and what to do. Shown as 422."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Stale(Refused):
    """Somebody was faster; the text says who, and what the state is now. Shown as 409.

    own: it was the person themselves, in another tab or by a press before · back: the page that shows the state.
    """

    def __init__(self, sentence: str, *, field: str | None = None, own: bool = False, back: str | None = None) -> None:
        super().__init__(sentence, field=field)
        self.own, self.back = own, back


class Unread(Stale):
    """The text is another one than the person read; the text says where. Shown as 409, on the page itself."""


class Forbidden(SecretariatError):
    """The person may see this but not do it. Shown as 403."""


class Hidden(SecretariatError):
    """There is nothing here for this person. Shown as 404, with the same body as for nothing."""


class TryAgain(SecretariatError):
    """The other side is busy; the job will be tried again."""


class GiveUp(SecretariatError):
    """The other side said no for good; a person is told."""


class Misconfigured(SecretariatError):
    """The settings cannot work; the text says which one and what to write. Ends the start, without traceback."""


class TooLarge(SecretariatError):
    """A file is larger than what is taken. Shown as 413, or beside the field."""


class StorageFull(SecretariatError):
    """There is no room left for files. Shown as 507; what was typed is kept."""


class StorageAway(TryAgain):
    """The store of files does not answer, or not to us. Shown as 503; what was typed is kept."""
