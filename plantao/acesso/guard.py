"""Who is asking: the token of a request, its program's networks, its user's permissions, its rate."""

import ipaddress
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Annotated

from fastapi import Depends, Request
from throttled import MemoryStore, RateLimiterType, Throttled, rate_limiter

from plantao.acesso import queries
from plantao.acesso.model import DOCUMENTADO
from plantao.acesso.queries import Portador
from plantao.acesso.rules import resumir_token
from plantao.kit import tx
from plantao.kit.errors import Forbidden, TooMany, Unauthenticated
from plantao.kit.route import Now
from plantao.kit.sentences import DEMAIS, FORA_DA_LISTA, SEM_PERMISSAO, SEM_TOKEN
from plantao.kit.settings import Settings
from plantao.kit.tail import Tail

SUSCESS = "suscess"  # sic (contract quirks.md Q4)
REMEMBERED = 10_000
SOURCES = 65_536


@dataclass(frozen=True, slots=True)
class Quem:
    """Who asks: a user, through a program, from an address."""

    id_usuario: int
    name: str
    id_oauth_client: int
    perfil: str
    complementos: bool
    ip: str | None


class Tokens:
    """Who holds which token; where asking costs a round trip, from memory while the tail is fresh."""

    def __init__(self, tail: Tail, *, remember: bool) -> None:
        self._tail = tail
        self._remember = remember
        self._known: OrderedDict[str, Portador] = OrderedDict()
        self._generation = 0
        tail.watch(queries.GERACAO, self._forget)

    def _forget(self) -> None:
        self._generation += 1
        self._known.clear()

    async def portador(self, request: Request, token: str) -> Portador | None:
        """Who holds `token`, dead or alive."""
        resumo = resumir_token(token)
        if resumo in self._known and self._tail.fresh:
            return self._known[resumo]
        generation = self._generation
        async with tx.reading(request.app.state.database) as read:
            found = await queries.portador(read, resumo)
        if found and self._remember and generation == self._generation:
            self._known[resumo] = found
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return found


class Limits:
    """How fast programs may ask (contract autenticacao.md, "Rate limits"); each process counts for itself."""

    def __init__(self, settings: Settings) -> None:
        per_second = rate_limiter.per_sec(settings.rate_per_second, burst=settings.rate_burst)
        per_minute = rate_limiter.per_min(settings.rate_token_per_minute, burst=settings.rate_token_burst)
        self._on = bool(settings.rate_limit)
        self._requests = self._throttle(per_second)
        self._tokens = self._throttle(per_minute)

    @staticmethod
    def _throttle(quota: rate_limiter.Quota) -> Throttled:
        store = MemoryStore(options={"MAX_SIZE": SOURCES})
        return Throttled(using=RateLimiterType.GCRA.value, quota=quota, store=store)

    def request(self, who: str) -> None:
        """Count a request of a program, or of an address without one."""
        self._count(self._requests, who)

    def token(self, address: str) -> None:
        """Count a request for a token."""
        self._count(self._tokens, address)

    def _count(self, throttle: Throttled, key: str) -> None:
        if self._on:
            result = throttle.limit(key)
            if result.limited:
                raise TooMany(DEMAIS, max(1, ceil(result.state.retry_after)))


def endereco(request: Request) -> str | None:
    """The caller's address; an IPv4 one as such, however the proxy wrote it; None when it is none."""
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def exige(permissao: str) -> Callable[..., Awaitable[None]]:
    """Let in only whoever has `permissao`: rate, token, network, permission, in this order."""

    async def guard(request: Request, now: Now) -> None:
        portador = await _portador(request, now)
        ip = endereco(request)
        who = f"cliente:{portador.id_oauth_client}" if portador else f"endereco:{ip}"
        request.app.state.limits.request(who)
        if portador is None:
            raise Unauthenticated(SEM_TOKEN)
        if portador.redes and not _na_rede(ip, portador.redes):
            raise Forbidden(FORA_DA_LISTA)
        if permissao not in portador.permissoes:
            raise Forbidden(SEM_PERMISSAO)
        request.state.quem = Quem(
            portador.id_usuario,
            portador.name,
            portador.id_oauth_client,
            portador.perfil_compat,
            portador.complementos,
            ip,
        )

    return guard


async def _portador(request: Request, now: datetime) -> Portador | None:
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    found = await request.app.state.tokens.portador(request, token.strip())
    return found if found and found.expiracao > now else None


def _na_rede(ip: str | None, redes: list[str]) -> bool:
    return ip is not None and any(ipaddress.ip_address(ip) in ipaddress.ip_network(rede) for rede in redes)


async def _quem(request: Request) -> Quem:
    found: Quem = request.state.quem
    return found


Autor = Annotated[Quem, Depends(_quem)]
"""Who asks; a route that names it requires it."""


async def suscess(request: Request) -> None:
    """The three misspelt routes answer `suscess` to programs that read the documents."""
    if request.state.quem.perfil == DOCUMENTADO:
        request.state.palavra_sucesso = SUSCESS
