"""How a worker listens to its broker: one that refuses to write, since it is full, is waited for."""

import time

from celery.worker.consumer import Consumer

PAUSE = 2.0  # seconds; a refusal comes at once, and asking more often would only fill the log


class PatientConsumer(Consumer):  # type: ignore[misc]  # Celery brings no types
    """Tries again after a pause where the broker answered with an error instead of going away.

    For a line that is lost there is none: connecting again waits longer each time.
    """

    def on_connection_error_before_connected(self, exc: Exception) -> None:
        """Say that it did not come to listening."""
        super().on_connection_error_before_connected(exc)
        self._wait(exc)

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Say that listening came to an end, and hang up."""
        super().on_connection_error_after_connected(exc)
        self._wait(exc)

    def _wait(self, exc: Exception) -> None:
        if isinstance(exc, self.channel_errors):
            time.sleep(PAUSE)
