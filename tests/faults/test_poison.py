"""What ends two processes is not given to a third one: the sweep finds the work that remains."""

import pytest
import redis

from secretariat import queue
from tests.faults.crew import Crew, eventually, kill

pytestmark = pytest.mark.processes


@pytest.fixture
def crew(settings, broom, session, tmp_path):
    """One worker, and no beat that would send it anything."""
    del broom, session
    queue.connect(settings)
    crew = Crew.of(settings, tmp_path, "smtp://127.0.0.1:9")
    yield crew
    crew.end()


def test_a_task_that_killed_its_process_is_tried_once_more_and_no_third_time(crew, settings):
    with redis.Redis.from_url(settings.redis_url) as broker:
        broker.flushdb()
        crew.arm("before_ack")
        crew.worker()
        queue.celery.send_task("upkeep.heartbeat")
        for _each in range(2):
            pid = crew.stopped()
            crew.arm("before_ack")
            kill(pid)
        eventually(lambda: not broker.hlen("unacked") and not broker.llen("celery"))
        assert (crew.folder / "failpoint").exists()  # nobody came by a third time
