"""Who is asking: the token of a request, its program's networks, its user's permissions, its rate."""

import ipaddress
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.routing import Mount
from starlette.types import Scope
from throttled import MemoryStore, RateLimiterType, Throttled, rate_limiter

from plantao.acesso import queries
from plantao.acesso.model import DOCUMENTADO, PERMISSOES_DO_PAPEL, Papel
from plantao.acesso.queries import Portador
from plantao.acesso.rules import resumir_token
from plantao.acesso.rules.requisicoes import Feita
from plantao.kit import tx
from plantao.kit.errors import Forbidden, TooMany, Unauthenticated
from plantao.kit.route import ADMITTED, Now, mark
from plantao.kit.sentences import DEMAIS, FORA_DA_LISTA, SEM_ACESSO, SEM_PERMISSAO, SEM_TOKEN, SESSAO_TERMINOU
from plantao.kit.settings import Settings
from plantao.kit.tail import Tail

SUSCESS = "suscess"  # sic (contract quirks.md Q4)
COOKIE = "plantao"
DONO_DA_TELA = "x-plantao-usuario"  # whose page asks: what another signs in over is not done in their name
REMEMBERED = 10_000
SOURCES = 65_536
TENTATIVAS = 5
TENTATIVAS_DO_ENDERECO = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Quem:
    """Who asks: a user, from an address."""

    id_usuario: int
    name: str
    ip: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Programa(Quem):
    """A user through a program of the API."""

    id_oauth_client: int
    perfil: str
    complementos: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Pessoa(Quem):
    """A user at the desk."""

    email: str | None
    papel: Papel
    id_setor: int | None
    setor: str | None
    ramal: str | None
    identificador_interno: str | None
    disponivel: bool
    preferencias: dict[str, Any]
    sessao: str

    def pode(self, permissao: str) -> bool:
        """Whether the role has this permission."""
        return permissao in PERMISSOES_DO_PAPEL[self.papel]


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


class Entradas:
    """How often a sign-in may fail: by what stands before a name's `@`, whoever has it, and by address; per process."""

    def __init__(self) -> None:
        self._by_name = _failures(TENTATIVAS)
        self._by_address = _failures(TENTATIVAS_DO_ENDERECO)

    def conferir(self, nome: str, ip: str | None) -> None:
        """Refuse when too many have failed in the last minute."""
        for throttle, key in self._keys(nome, ip):
            state = throttle.peek(key)
            if state.remaining <= 0:
                raise TooMany(DEMAIS, max(1, ceil(state.retry_after)))

    def falhou(self, nome: str, ip: str | None) -> None:
        """Count a failure."""
        for throttle, key in self._keys(nome, ip):
            throttle.limit(key)

    def _keys(self, nome: str, ip: str | None) -> list[tuple[Throttled, str]]:
        return [(self._by_name, f"nome:{nome.strip().lower().partition('@')[0]}"), (self._by_address, f"endereco:{ip}")]


def _failures(per_minute: int) -> Throttled:
    store = MemoryStore(options={"MAX_SIZE": SOURCES})
    return Throttled(using=RateLimiterType.FIXED_WINDOW.value, quota=rate_limiter.per_min(per_minute), store=store)


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
        request.state.quem = Programa(
            id_usuario=portador.id_usuario,
            name=portador.name,
            ip=ip,
            id_oauth_client=portador.id_oauth_client,
            perfil=portador.perfil_compat,
            complementos=portador.complementos,
        )
        mark(request, ADMITTED)

    return guard


async def _portador(request: Request, now: datetime) -> Portador | None:
    token = _token(request)
    if not token:
        return None
    found = await request.app.state.tokens.portador(request, token)
    request.state.id_oauth_client = found.id_oauth_client if found else None
    return found if found and found.expiracao > now else None


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _na_rede(ip: str | None, redes: list[str]) -> bool:
    return ip is not None and any(ipaddress.ip_address(ip) in ipaddress.ip_network(rede) for rede in redes)


def _rota(scope: Scope) -> str:
    """The route as it is declared; nothing where there is none."""
    found = scope.get("route")
    return "" if found is None or isinstance(found, Mount) else scope["root_path"] + found.path


def anotar(scope: Scope, http: int, seconds: float) -> None:
    """Note an answered request of a program, known by its token or by the id it gave."""
    told, shared = scope.get("state", {}), scope["app"].state
    id_oauth_client, quem = told.get("id_oauth_client"), told.get("quem")
    token = "" if id_oauth_client is not None else _token(Request(scope))
    if id_oauth_client is None and not token:
        return
    feita = Feita(
        id_oauth_client=id_oauth_client,
        resumo=resumir_token(token) if token else None,
        quando=told.get("now") or shared.clock(),
        metodo=scope["method"],
        rota=_rota(scope),
        caminho=scope["path"],
        http=http,
        erro=told.get("erro") or (f"HTTP {http}" if http >= 400 else None),
        ms=round(seconds * 1000, 1),
        ip=quem.ip if quem else endereco(Request(scope)),
    )
    shared.requisicoes.note(feita)


async def _programa(request: Request) -> Programa:
    found: Programa = request.state.quem
    return found


Autor = Annotated[Programa, Depends(_programa)]
"""Who asks by the API; a route that names it requires it."""


async def pessoa(request: Request, now: Now) -> Pessoa | None:
    """Who is signed in, if anybody is; the page that is answered is theirs."""
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    resumo = resumir_token(token)
    async with tx.reading(request.app.state.database) as read:
        found = await queries.sessao_viva(read, resumo, now)
    if found is None:
        return None
    campos = {nome: valor for nome, valor in found._asdict().items() if nome != "expiracao"}
    quem = Pessoa(**campos | {"papel": Papel(found.papel)}, ip=endereco(request), sessao=resumo)
    request.state.quem = quem
    request.state.posicao = "{}.{}".format(*request.app.state.tail.position)
    return quem


async def _atendente(request: Request, now: Now) -> Pessoa:
    found = await pessoa(request, now)
    if found is None or request.headers.get(DONO_DA_TELA, str(found.id_usuario)) != str(found.id_usuario):
        raise Unauthenticated(SESSAO_TERMINOU)
    return found


Atendente = Annotated[Pessoa, Depends(_atendente)]
"""Who is signed in at the desk; a route that names it requires it."""


async def entrou(_: Atendente) -> None:
    """Let in whoever is signed in."""


def precisa(permissao: str) -> Callable[..., Awaitable[None]]:
    """Let in only whoever is signed in with a role that has `permissao`."""

    async def guard(request: Request, quem: Atendente) -> None:
        if not quem.pode(permissao):
            async with tx.reading(request.app.state.database) as read:
                nome = await queries.quem_da_acesso(read)
            a_quem = f"a {nome}" if nome else "ao administrador"
            raise Forbidden(SEM_ACESSO.format(permissao=permissao, a_quem=a_quem))

    return guard


async def suscess(request: Request) -> None:
    """The three misspelt routes answer `suscess` to programs that read the documents."""
    if request.state.quem.perfil == DOCUMENTADO:
        request.state.palavra_sucesso = SUSCESS
