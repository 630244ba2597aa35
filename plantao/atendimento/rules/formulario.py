"""A form of the desk that is sent again is done once."""

from datetime import datetime

from plantao.acesso.guard import Quem
from plantao.kit.idempotency import Chave, Repeated, begin, keep, resumir
from plantao.kit.tx import Tx


def chave_de(autor: Quem, caminho: str, chave: str) -> Chave:
    """The key of a form; people have no OAuth client: theirs stand beside those of programs under negative ids."""
    resumo = resumir(chave.encode())
    return Chave(-autor.id_usuario, "POST", caminho, resumo, resumo)


async def primeira_vez(tx: Tx, autor: Quem, caminho: str, chave: str | None, now: datetime) -> bool:
    """Whether what carries this key was not done before; what carries none never was."""
    if chave is None:
        return True
    try:
        claimed = await begin(tx, chave_de(autor, caminho, chave), now)
    except Repeated:
        return False
    await keep(tx, claimed, b"")
    return True
