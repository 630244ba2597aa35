"""Who may come in: programs and their tokens; how secrets and passwords are kept."""

import asyncio
import hashlib
import hmac
import ipaddress
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from plantao.acesso import queries
from plantao.acesso.contract import TokenReply
from plantao.acesso.model import (
    API,
    DOCUMENTADO,
    OBSERVADO,
    acesso_geracao,
    oauth_client,
    oauth_token,
)
from plantao.kit.db import change, column, param
from plantao.kit.errors import Refusal
from plantao.kit.events import Event, publish
from plantao.kit.jobs import every
from plantao.kit.settings import Instance
from plantao.kit.tx import Read, Tx

ACCESS_LIFE = timedelta(seconds=2_592_000)
REFRESH_LIFE = timedelta(days=60)
FINAL = 4
"""How many of the last characters of a secret are kept, to tell one from another."""

SEGREDO_BYTES = 30
NOME_VAZIO = "O nome não pode ser vazio"
PERFIL_ERRADO = f"O perfil deve ser {DOCUMENTADO} ou {OBSERVADO}"

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_urlsafe())


class Faltas(Refusal):
    """What was asked is wrong in these fields, each with its sentence; nothing was kept."""

    def __init__(self, faltas: dict[str, str]) -> None:
        super().__init__("; ".join(faltas.values()))
        self.faltas = faltas


def recusar(achadas: Mapping[str, str | None]) -> None:
    """Refuse when something was found wrong."""
    faltas = {campo: falta for campo, falta in achadas.items() if falta}
    if faltas:
        raise Faltas(faltas)


class AcessoAlterado(Event, frozen=True, kw_only=True):
    """Tokens died, or their holders may do other things; whoever remembers any forgets all."""

    name: ClassVar[str] = "acesso.alterado"


class ClienteApiCriado(Event, frozen=True, kw_only=True):
    """A program may ask for tokens from now on."""

    name: ClassVar[str] = "acesso.cliente_api_criado"
    id_oauth_client: int


def resumir_token(token: str) -> str:
    """The only form in which a token is kept: a digest keyed by the installation's secret."""
    return hmac.new(Instance.settings.secret_key.encode(), token.encode(), hashlib.sha256).hexdigest()


def resumir_segredo(segredo: str) -> str:
    """The only form in which a program's secret is kept; it is long and random, so a plain digest is enough."""
    return hashlib.sha256(segredo.encode()).hexdigest()


def novo_segredo(acaso: bytes = b"") -> str:
    """A secret for a program, of these bytes or of chance; shown once."""
    return urlsafe_b64encode((acaso or secrets.token_bytes(SEGREDO_BYTES))[:SEGREDO_BYTES]).decode()


def segredo_confere(cliente: queries.ClienteApi | None, segredo: str) -> bool:
    """Whether this is the active program's secret."""
    kept = cliente.segredo if cliente else ""
    return hmac.compare_digest(kept, resumir_segredo(segredo)) and cliente is not None and cliente.ativo


async def senha_confere(senha: str, kept: str | None) -> bool:
    """Whether this is the password; takes as long for nobody's."""
    try:
        return await asyncio.to_thread(_hasher.verify, kept or _nobody, senha) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def pode_usar_api(permissoes: list[str]) -> bool:
    """Whether a user may be the user of a token."""
    return API in permissoes


async def emitir(tx: Tx, id_oauth_client: int, id_usuario: int, now: datetime) -> TokenReply:
    """A new pair of tokens; older ones stay alive."""
    access, refresh, par = secrets.token_urlsafe(48), secrets.token_urlsafe(48), secrets.token_hex(16)
    common = {"par": par, "id_oauth_client": id_oauth_client, "id_usuario": id_usuario, "emissao": now}
    await tx.insert_many(
        oauth_token,
        [
            {"resumo": resumir_token(access), "tipo": "access", "expiracao": now + ACCESS_LIFE} | common,
            {"resumo": resumir_token(refresh), "tipo": "refresh", "expiracao": now + REFRESH_LIFE} | common,
        ],
    )
    expires_in = int(ACCESS_LIFE.total_seconds())
    return TokenReply(token_type="Bearer", expires_in=expires_in, access_token=access, refresh_token=refresh)  # noqa: S106


async def renovar(tx: Tx, id_oauth_client: int, refresh_token: str, now: datetime) -> TokenReply | None:
    """A new pair for a living refresh token of this program, whose old pair dies; None leaves everything as it was."""
    found = await queries.renovavel(tx, resumir_token(refresh_token))
    if found is None or found.id_oauth_client != id_oauth_client or found.expiracao <= now:
        return None
    user = await queries.usuario_ativo(tx, found.id_usuario)
    if user is None or not pode_usar_api(user.permissoes) or not await tx.run(_revoke_pair, par=found.par):
        return None
    await alterado(tx, now, user.id)
    return await emitir(tx, id_oauth_client, found.id_usuario, now)


_revoke = sa.delete(oauth_token).returning(oauth_token.c.par)
_revoke_pair = change(sa.delete(oauth_token).where(oauth_token.c.par == param("par", oauth_token.c.par)))
_revoke_client = column(_revoke.where(oauth_token.c.id_oauth_client == param("id", oauth_token.c.id_oauth_client)), str)
_revoke_user = change(sa.delete(oauth_token).where(oauth_token.c.id_usuario == param("id", oauth_token.c.id_usuario)))
_revoke_one = column(
    _revoke.where(
        oauth_token.c.par.in_(
            sa.select(oauth_token.c.par).where(oauth_token.c.resumo == param("r", oauth_token.c.resumo))
        )
    ),
    str,
)
_revoke_all = column(_revoke, str)
_sweep = change(sa.delete(oauth_token).where(oauth_token.c.expiracao < param("now", oauth_token.c.expiracao)))
_set_networks = change(
    sa.update(oauth_client)
    .where(oauth_client.c.id_oauth_client == param("id", oauth_client.c.id_oauth_client))
    .values(redes=param("redes", oauth_client.c.redes))
)


async def revogar(tx: Tx, now: datetime, id_oauth_client: int | None = None, token: str | None = None) -> int:
    """Kill one token and its pair, those of one program, or all; answers how many died, a pair counting as one."""
    if token is not None:
        pares = await tx.all(_revoke_one, r=resumir_token(token))
    elif id_oauth_client is None:
        pares = await tx.all(_revoke_all)
    elif await queries.cliente_api(tx, id_oauth_client) is None:
        raise _sem_programa(id_oauth_client)
    else:
        pares = await tx.all(_revoke_client, id=id_oauth_client)
    await alterado(tx, now)
    return len(set(pares))


async def revogar_do_usuario(tx: Tx, id_usuario: int, now: datetime, by: int | None = None) -> None:
    """Kill every token given for a user's password, whatever the program."""
    await tx.run(_revoke_user, id=id_usuario)
    await alterado(tx, now, by)


def _sem_programa(id_oauth_client: int) -> Refusal:
    return Refusal(f"Não existe cliente da API de número {id_oauth_client}")


_grow = change(sa.update(acesso_geracao).values(geracao=acesso_geracao.c.geracao + 1))


async def alterado(tx: Tx, now: datetime, by: int | None = None) -> None:
    """Let whoever remembers tokens, or what their holders may do, forget them."""
    await tx.run(_grow)
    publish(tx, AcessoAlterado(), about="acesso:tokens", to=[], by=by, now=now)


async def criar_cliente_api(
    tx: Tx, nome: str, perfil: str, redes: list[str], now: datetime, *, complementos: bool, segredo: str = ""
) -> tuple[int, str]:
    """A program that may ask for tokens; answers its id and its secret, which is shown once and never kept."""
    nome = nome.strip()
    recusar({"nome": None if nome else NOME_VAZIO} | faltas_do_programa(perfil, redes))
    segredo = segredo or novo_segredo()
    id_oauth_client: int = await tx.insert(
        oauth_client,
        nome=nome,
        segredo=resumir_segredo(segredo),
        segredo_final=segredo[-FINAL:],
        perfil_compat=perfil,
        complementos=complementos,
        redes=redes,
        data_cadastro=now,
    )
    about = f"oauth_client:{id_oauth_client}"
    publish(tx, ClienteApiCriado(id_oauth_client=id_oauth_client), about=about, to=[], by=None, now=now)
    return id_oauth_client, segredo


def faltas_do_programa(perfil: str, redes: list[str]) -> dict[str, str | None]:
    """What is wrong, by field, of how a program is answered and from where it may call."""
    perfil_certo = perfil in (DOCUMENTADO, OBSERVADO)
    return {"perfil": None if perfil_certo else PERFIL_ERRADO, "redes": _falta_das_redes(redes)}


def _falta_das_redes(redes: list[str]) -> str | None:
    for rede in redes:
        try:
            ipaddress.ip_network(rede)
        except ValueError:
            return f"A rede {rede} não é válida; escreva, por exemplo, 203.0.113.0/24"
    return None


async def restringir_redes(tx: Tx, id_oauth_client: int, redes: list[str], now: datetime) -> None:
    """Admit a program only from these networks; from anywhere when there are none."""
    recusar({"redes": _falta_das_redes(redes)})
    if not await tx.run(_set_networks, id=id_oauth_client, redes=redes):
        raise _sem_programa(id_oauth_client)
    await alterado(tx, now)


def guardar_senha(senha: str) -> str:
    """The only form in which a password is kept."""
    return _hasher.hash(senha)


async def tem_segredo(read: Read, segredos: list[str]) -> bool:
    """Whether an active program still has one of these secrets."""
    resumos = {resumir_segredo(segredo) for segredo in segredos}
    return any(c.ativo and c.segredo in resumos for c in await queries.clientes_api(read))


@every(hours=1)
async def sweep_tokens(tx: Tx, now: datetime) -> None:
    """Forget tokens that have expired."""
    await tx.run(_sweep, now=now)
