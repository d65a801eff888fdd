"""What gunicorn calls while it starts."""

import gc

# Until the house is read in: nearly nothing of what it makes by then is garbage, and looking for it takes a tenth.
gc.disable()


def when_ready(server: object) -> None:
    """Keep what was read in shared with the processes to come: a collection would touch, and so copy, every page."""
    del server
    gc.collect()
    gc.freeze()
    gc.enable()
