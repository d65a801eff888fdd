"""/metrics: what a Prometheus reads, counted from the rows at each asking, so that every web process says the same."""

import hmac
import ipaddress
from collections.abc import Iterator

from flask import Response, request
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from secretariat import clock
from secretariat.blueprints.health.place import bp
from secretariat.errors import Hidden
from secretariat.pages import Answer, action, settings
from secretariat.queries import health
from secretariat.rules.actions import Action

# What a proxy writes: with one of these the asker is not whoever the connection comes from.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


class House(Collector):
    """Counts the house at the moment it is asked. No name, address or text of anybody is among it."""

    def collect(self) -> Iterator[Metric]:
        """Yield what there is to be watched."""
        now = clock.real()
        oldest, beat = health.oldest_unsent(), health.last_beat()
        yield _by_state("secretariat_messages", "Messages of the outbox, by state.", health.messages())
        yield _by_state("secretariat_deliverables", "Deliverables, by state.", health.texts())
        yield _by_state("secretariat_packet_builds", "Builds of packets, by state.", health.builds())
        yield CounterMetricFamily("secretariat_mail_attempts", "Attempts at all messages.", value=health.tries())
        waits = max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        yield GaugeMetricFamily("secretariat_oldest_unsent_seconds", "How long the oldest mail waits.", value=waits)
        silent = (now - beat).total_seconds() if beat else float("nan")
        yield GaugeMetricFamily("secretariat_beat_silent_seconds", "How long ago beat was heard.", value=silent)


def _by_state(name: str, words: str, counts: dict[str, int]) -> Metric:
    found = GaugeMetricFamily(name, words, labels=["state"])
    for state, count in sorted(counts.items()):
        found.add_metric([state], count)
    return found


@bp.get("/metrics")
@action(Action.READ_PUBLIC)
def metrics() -> Answer:
    """Answer whoever has the token, or asks from this machine itself; to others there is no such page."""
    if not (_has_token() or _is_beside()):
        raise Hidden
    registry = CollectorRegistry()
    registry.register(House())
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _has_token() -> bool:
    token = settings().metrics_token
    scheme, _blank, given = request.headers.get("Authorization", "").partition(" ")
    return token is not None and scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())


def _is_beside() -> bool:
    """Tell whether the asker is on this machine; behind a proxy on it, everybody would seem to be."""
    if any(name in request.headers for name in FORWARDED) or not request.remote_addr:
        return False
    return ipaddress.ip_address(request.remote_addr).is_loopback
