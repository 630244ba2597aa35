"""One page of numbers, for Prometheus."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

REGISTRY = CollectorRegistry()
REQUESTS = Counter("plantao_requests", "Requests answered", ["method", "route", "status"], registry=REGISTRY)
SECONDS = Histogram("plantao_request_seconds", "Time to answer a request", ["method", "route"], registry=REGISTRY)
LOST = Counter("plantao_requests_unlogged", "Requests no room was left to write down", registry=REGISTRY)


@cache
def _series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request."""
    requests, times = _series(method, route, status)
    requests.inc()
    times.observe(seconds)


def page() -> bytes:
    """The numbers in Prometheus's text format."""
    return generate_latest(REGISTRY)
