"""The forms of the desk: what a person sends about a ticket."""

from typing import Annotated

from pydantic import Field

from plantao.acesso.model import usuarios
from plantao.atendimento.contract.editar import TAMANHO_MENSAGEM
from plantao.kit.params import Booleano, Ids, Inteiro, Texto, limites, opcoes, texto_ate
from plantao.kit.wire import Contract, Existe
from plantao.ordem_servico.contract import ParametrosOrdemServico

INTERNA = "interna"
RESPOSTA = "resposta"


class Escrito(Contract):
    """O que foi escrito no atendimento, com ou sem arquivos."""

    mensagem: Annotated[str, *texto_ate(TAMANHO_MENSAGEM)] | None = Field(None, description="O texto")
    modo: Annotated[str, *opcoes(RESPOSTA, INTERNA)] = Field(RESPOSTA, description="Mensagem ou nota interna")
    aguardar: Booleano = Field(False, description="Passa a aguardar o cliente")


class Responsaveis(Contract):
    """Quem responde pelo atendimento, o primeiro antes dos outros."""

    responsaveis: Annotated[Ids, Existe(usuarios)] | None = Field(None, description="Usuários responsáveis")


class Selecao(Contract):
    """Atendimentos escolhidos na fila."""

    ids: Ids = Field(description="Os atendimentos")


class Marcacao(Contract):
    """Um item do checklist."""

    concluido: Booleano = Field(False, description="Se está feito")


class Vista(Contract):
    """Até onde a conversa foi vista."""

    mensagem: Inteiro = Field(description="A última mensagem que esteve na tela")


class NovaOrdem(ParametrosOrdemServico):
    """Abre uma ordem de serviço para o atendimento."""

    descricao: Texto = Field(description="O que fazer na visita")


class FiltrosDaFila(Contract):
    """O que a fila mostra, e o atendimento ao lado dela."""

    setor: Inteiro | None = Field(None, description="Setor responsável")
    tipo: Inteiro | None = Field(None, description="Tipo do atendimento")
    depois: Texto = Field("", description="Onde a página anterior terminou")
    quantos: Annotated[int, *limites(1)] | None = Field(None, description="Quantas linhas já estavam na tela")
    atendimento: Inteiro | None = Field(None, description="O atendimento ao lado")
