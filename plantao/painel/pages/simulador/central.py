"""A telephone exchange as a program of the API: what it says, what it is answered, and how long that takes."""

from collections.abc import Mapping
from time import perf_counter
from typing import Any, NamedTuple

import httpx2

LIGACAO = "/api/v1/integracao/pbx/ligacao/"
ANSWER_SECONDS = 10.0


class Enviada(NamedTuple):
    """A request and its answer."""

    rota: str
    corpo: Mapping[str, Any]
    http: int
    resposta: Any
    ms: float

    @property
    def aceita(self) -> bool:
        """Whether it was answered as asked."""
        return self.http == httpx2.codes.OK and self.resposta.get("status") != "error"


async def enviar(central: httpx2.AsyncClient, rota: str, corpo: Mapping[str, Any]) -> Enviada:
    """Post `corpo` as JSON; the answer must be JSON too."""
    inicio = perf_counter()
    answer = await central.post(rota, json=dict(corpo))
    resposta = answer.json()
    return Enviada(rota, corpo, answer.status_code, resposta, (perf_counter() - inicio) * 1000)
