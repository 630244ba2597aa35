"""Tries the exchange's routes on the running server, and says how long each step took."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, NoReturn

import httpx2

from plantao.acesso.rules import tem_segredo
from plantao.demo.contrato import SEGREDOS, SENHA, USUARIO
from plantao.kit.db import Database
from plantao.kit.errors import Refusal
from plantao.kit.tx import reading
from plantao.painel.pages.simulador.central import ANSWER_SECONDS, LIGACAO, Enviada, enviar
from plantao.pbx.queries.simulada import ultima

TOKEN = "/oauth/token"  # noqa: S105 - a path
ESPERA_SECONDS = 5.0
"""How long a window may take to appear before we say that no screen is open."""
POLL_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class Credenciais:
    """With what a program asks for a token; none of them in the sample base."""

    client_id: str | None
    client_secret: str | None
    usuario: str | None
    senha: str | None

    async def completas(self, database: Database) -> dict[str, str]:
        """The form of a request for a token."""
        form = {
            "client_id": self.client_id,
            "client_secret": self.client_secret,
            "username": self.usuario,
            "password": self.senha,
        }
        dadas = {name: value for name, value in form.items() if value is not None}
        if len(dadas) < len(form):
            async with reading(database) as read:
                if not await tem_segredo(read, list(SEGREDOS.values())):
                    raise Refusal("Informe --client-id, --client-secret, --usuario e --senha")
            client_id, segredo = next(iter(SEGREDOS.items()))
            publicas = {"client_id": str(client_id), "client_secret": segredo, "username": USUARIO, "password": SENHA}
            dadas = publicas | dadas
        return {"grant_type": "password"} | dadas


async def ligar(
    database: Database,
    url: str,
    credenciais: Credenciais,
    ramal: str,
    telefone: str,
    dizer: Callable[[str], None],
    *,
    cancelar_apos: float | None,
) -> None:
    """Announce a call by the real routes, wait for its window, and perhaps withdraw it."""
    form = await credenciais.completas(database)
    corpo = {"ramal": ramal, "telefone": telefone}
    async with httpx2.AsyncClient(base_url=url, timeout=ANSWER_SECONDS) as central:
        ms, token = await _enviar(central, TOKEN, form)
        dizer(_passo("token", ms))
        central.headers["authorization"] = f"Bearer {token['access_token']}"
        tocou = perf_counter()
        ms, resposta = await _enviar(central, f"{LIGACAO}notificar", corpo)
        dizer(_passo("notificar", ms, resposta["msg"]))
        dizer(await _janela(database, ramal, tocou))
        if cancelar_apos is not None:
            await asyncio.sleep(max(0.0, cancelar_apos - (perf_counter() - tocou)))
            ms, resposta = await _enviar(central, f"{LIGACAO}cancelar", corpo)
            dizer(_passo("cancelar", ms, resposta["msg"]))


def _passo(nome: str, ms: float, texto: str = "") -> str:
    return f"{nome:<15} {ms:>6.0f} ms  {texto}".rstrip()


async def _enviar(central: httpx2.AsyncClient, rota: str, corpo: dict[str, str]) -> tuple[float, dict[str, Any]]:
    try:
        enviada = await enviar(central, rota, corpo)
    except httpx2.HTTPError:
        raise Refusal(f"O servidor não responde em {central.base_url}; informe outro endereço com --url") from None
    except ValueError:
        raise Refusal(
            f"O que responde em {central.base_url} não é o Plantão; informe outro endereço com --url"
        ) from None
    if not enviada.aceita:
        _recusar(enviada)
    return enviada.ms, enviada.resposta


def _recusar(enviada: Enviada) -> NoReturn:
    if enviada.rota == TOKEN and enviada.http == httpx2.codes.UNAUTHORIZED:
        raise Refusal("O Plantão não aceitou as credenciais")
    said = enviada.resposta
    sentencas = [said.get("msg") or said.get("message") or "", *said.get("errors", [])]
    raise Refusal(f"HTTP {enviada.http}: {' '.join(sentencas)}")


async def _janela(database: Database, ramal: str, tocou: float) -> str:
    """What comes to be of the window, as soon as it is on a screen."""
    while perf_counter() - tocou < ESPERA_SECONDS:
        async with reading(database) as read:
            chamada = await ultima(read, ramal)
        if chamada and chamada.visivel:
            ja_estava = chamada.notificada is not None and chamada.visivel < chamada.notificada
            return _passo("janela visível", (perf_counter() - tocou) * 1000, "já estava aberta" if ja_estava else "")
        await asyncio.sleep(POLL_SECONDS)
    return "nenhuma tela aberta"
