"""The OpenAPI of exactly what is served, and its page; every asset comes from here."""

from fastapi import FastAPI
from starlette.routing import BaseRoute


def routes(integracao: FastAPI) -> list[BaseRoute]:
    return []
