"""Turns what the system says of files and folders into a sentence that tells what to do."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from secretariat.errors import Misconfigured, StorageAway, StorageFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG}


@contextmanager
def sentences(folder: Path) -> Iterator[None]:
    """Raise Misconfigured in place of an error that a person can mend; others pass as they are."""
    try:
        yield
    except StorageFull as error:
        raise Misconfigured(str(error) or no_room(folder)) from error  # a packet says where it was to lie
    except StorageAway as error:
        raise Misconfigured(
            "The bucket of STORAGE does not answer, or not to this key: give the command again when it does."
        ) from error
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Misconfigured(no_room(folder)) from error
        if error.errno in CLOSED and error.filename is not None:
            raise Misconfigured(
                f"{error.filename} cannot be written ({error.strerror}): run as the user that owns it, "
                "or choose another folder with INSTANCE=…"
            ) from error
        raise


def no_room(folder: Path) -> str:
    """Return the sentence for a full disk."""
    return f"There is no room left on the disk of {folder}: free some, then start again."
