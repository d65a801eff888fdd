"""When a letter that a server did not take now is tried again: for 72 hours, less and less often."""

from datetime import timedelta

FIRST = timedelta(minutes=1)
LONGEST = timedelta(hours=4)
END = timedelta(hours=72)


def nominal(attempts: int) -> timedelta:
    """Return the wait after so many attempts, before jitter: 1, 2, 4 … minutes, at most 4 hours."""
    # A hundred doublings would overflow; ten already reach the longest wait.
    return min(FIRST * 2 ** min(attempts - 1, 10), LONGEST)


def wait(attempts: int, roll: float) -> timedelta | None:
    """Return how long to wait after so many attempts, or None when the 72 hours are over.

    roll: a random number from 0 to 1; it spreads the wait by half in both directions, so that letters which
    failed together do not come back together.
    """
    waited = sum((nominal(one) for one in range(1, attempts)), timedelta(0))
    if waited >= END:
        return None
    return nominal(attempts) * (0.5 + roll)
