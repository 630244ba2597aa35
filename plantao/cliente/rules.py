"""What may happen to a client; so far: being written down so that its telephones can be found."""

from typing import Any

from plantao.kit.br import ler_telefone

TELEFONES = ("telefone_primario", "telefone_secundario", "telefone_terciario")


def telefones(cliente: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of `cliente_telefone` that belong to a client's row; telephones nobody can call from have none."""
    lidos = [
        (posicao, cliente.get(nome), ler_telefone(cliente.get(nome) or "")) for posicao, nome in enumerate(TELEFONES)
    ]
    return [
        {"id_cliente": cliente["id_cliente"], "posicao": posicao, "chave": lido.chave, "telefone": texto}
        for posicao, texto, lido in lidos
        if lido
    ]
