"""What gunicorn calls while it starts."""

import gc


def when_ready(server: object) -> None:
    """Keep what was read in shared with the processes to come: a collection would touch, and so copy, every page."""
    del server
    gc.collect()
    gc.freeze()
