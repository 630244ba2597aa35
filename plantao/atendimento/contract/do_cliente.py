"""`GET cliente/atendimento` (contract cliente.md §1)."""

from typing import Annotated, Literal

from pydantic import Field

from plantao.atendimento.contract.formatado import AtendimentoFormatado
from plantao.atendimento.contract.listar import Periodo
from plantao.kit.bag import Bag
from plantao.kit.busca import conferir_busca
from plantao.kit.params import Palavras, SimNao, Texto, TipoData, limites, opcoes
from plantao.kit.wire import Contract, Envelope

BUSCAS = ("codigo_cliente", "cpf_cnpj", "id_cliente_servico", "protocolo")
LIMITE = 50

Busca = Annotated[str, *opcoes(*BUSCAS)]
OrdemData = Annotated[Literal["data_cadastro", "data_fechamento"], *opcoes("data_cadastro", "data_fechamento")]
Sentido = Annotated[Literal["asc", "desc"], *opcoes("asc", "desc")]


class _Ate(Contract):
    busca: Busca = Field(description="Como o termo é lido")
    termo_busca: Texto = Field(description="O termo da busca")
    limit: Annotated[int, *limites(1, LIMITE)] = Field(20, description="Máximo de atendimentos (1 a 50)")
    apenas_pendente: SimNao = Field(True, description="Só os abertos")
    order_by: OrdemData = Field("data_cadastro", description="Data que ordena")
    order_type: Sentido = Field("asc", description="Sentido da ordem")


class BuscaAtendimento(Periodo, _Ate):
    """Consulta os atendimentos de um cliente."""

    tipo_data: TipoData = Field("data_cadastro", description="A data a que o período se refere")
    relacoes: Palavras = Field(
        frozenset(), description="Relações: atendimento_mensagem, ordem_servico_mensagem, checklists"
    )

    @classmethod
    def antes(cls, bag: Bag) -> None:
        """`busca`, `termo_busca` and `limit` are checked first, each alone."""
        conferir_busca(bag, BUSCAS, LIMITE)


class AtendimentosDoClienteReply(Envelope, kw_only=True):
    """Os atendimentos do cliente."""

    atendimentos: list[AtendimentoFormatado]
