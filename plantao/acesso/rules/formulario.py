"""A form of the desk that is sent again is done once, and answered again."""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import NamedTuple

from plantao.kit.idempotency import Chave, Repeated, begin, keep, resumir
from plantao.kit.settings import Instance
from plantao.kit.tx import Tx


class Envio(NamedTuple):
    """A form as it came: from whom, to where, with the key it was given when it was shown."""

    por: int
    caminho: str
    chave: str

    @classmethod
    def de(cls, por: int, caminho: str, chave: object) -> "Envio":
        """What came with this key; what came without any is like no other."""
        return cls(por, caminho, str(chave or nova_chave()))

    @property
    def acaso(self) -> bytes:
        """Bytes nobody can guess and this form gets again: a secret made of them is answered again and kept nowhere."""
        daqui = resumir(str(self.por).encode(), self.caminho.encode(), self.chave.encode())
        return hmac.digest(Instance.settings.secret_key.encode(), f"formulario:{daqui}".encode(), "sha512")

    @property
    def unico(self) -> Chave:
        """People have no OAuth client: the keys of their forms stand beside those of programs under negative ids."""
        resumo = resumir(self.chave.encode())
        return Chave(-self.por, "POST", self.caminho, resumo, resumo)


def nova_chave() -> str:
    """The key of a form that is shown."""
    return secrets.token_urlsafe(16)


async def uma_vez(tx: Tx, envio: Envio, now: datetime, fazer: Callable[[], Awaitable[int]]) -> int:
    """The number of what this form makes: made now, or when the form was sent before."""
    try:
        claimed = await begin(tx, envio.unico, now)
    except Repeated as antes:
        return int(antes.resposta)
    feito = await fazer()
    await keep(tx, claimed, str(feito).encode())
    return feito


async def primeira_vez(tx: Tx, envio: Envio, now: datetime) -> bool:
    """Whether what this form asks was not done before."""
    try:
        await keep(tx, await begin(tx, envio.unico, now), b"")
    except Repeated:
        return False
    return True
