"""What workers and beats alike need to know of the broker."""

from secretariat import queue
from secretariat.settings import Settings
from workers.schedule import schedule

# How long a broker may keep a message that was taken and not acknowledged, in seconds: above the longest task.
# Celery reads it in three places, by what asks (celery#5935).
VISIBILITY = 900
# Publishing from a request gives up after half a second; a worker may wait for a broker that is busy.
PATIENCE = {"socket_connect_timeout": 5, "socket_timeout": 5, "health_check_interval": 15}


def configure(settings: Settings) -> None:
    """Point Celery at the broker, as a worker or a beat uses it."""
    queue.connect(settings)
    queue.celery.conf.update(
        beat_schedule=schedule(settings),
        broker_transport_options={"visibility_timeout": VISIBILITY, **PATIENCE},
        result_backend_transport_options={"visibility_timeout": VISIBILITY},
        visibility_timeout=VISIBILITY,
        broker_connection_max_retries=None,
        # A Redis that is full, or cannot save, answers with an error: without this it ends the worker.
        broker_channel_error_retry=True,
        worker_consumer="workers.consumer:PatientConsumer",  # a name: a beat need not read it in
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_proc_alive_timeout=60,
        timezone="UTC",
    )
