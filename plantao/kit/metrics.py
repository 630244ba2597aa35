"""One page of numbers, for Prometheus."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

REGISTRY = CollectorRegistry()
REQUESTS = Counter("plantao_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram("plantao_request_seconds", "Time to answer a request", ["method", "route"], registry=REGISTRY)
TASKS = Counter("plantao_tasks", "Tasks of the outbox run", ["listener", "ended"], registry=REGISTRY)


def page() -> bytes:
    """The numbers in Prometheus's text format."""
    return generate_latest(REGISTRY)
