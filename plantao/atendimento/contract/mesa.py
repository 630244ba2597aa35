"""The forms of the desk: what a person sends about a ticket."""

from typing import Annotated

from pydantic import Field

from plantao.acesso.model import usuarios
from plantao.atendimento.contract.abrir import TelefoneContato
from plantao.atendimento.contract.editar import TAMANHO_MENSAGEM
from plantao.atendimento.model import origens, statuses, tipos
from plantao.cliente.model import cliente_servico
from plantao.kit.params import Booleano, Email, Ids, Inteiro, Texto, limites, opcoes, texto_ate
from plantao.kit.wire import Contract, Existe, Tambem
from plantao.ordem_servico.contract import OrdemDaMesa
from plantao.ordem_servico.model import periodos, tipos_ordem_servico

INTERNA = "interna"
RESPOSTA = "resposta"


class Escrito(Contract):
    """O que foi escrito no atendimento, com ou sem arquivos; a chave é da mensagem, que entra uma vez só."""

    chave: Annotated[str, *texto_ate(64)] | None = Field(None, description="A chave da mensagem")
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


class NovaOrdem(OrdemDaMesa):
    """Abre uma ordem de serviço para o atendimento."""

    descricao: Texto = Field(description="O que fazer na visita")


class FiltrosDaFila(Contract):
    """O que a fila mostra, e o atendimento ao lado dela."""

    setor: Inteiro | None = Field(None, description="Setor responsável")
    tipo: Inteiro | None = Field(None, description="Tipo do atendimento")
    depois: Texto = Field("", description="Onde a página anterior terminou")
    quantos: Annotated[int, *limites(1)] | None = Field(None, description="Quantas linhas já estavam na tela")
    atendimento: Inteiro | None = Field(None, description="O atendimento ao lado")


class Escolha(Contract):
    """Para quem será o atendimento e de que tipo, enquanto se preenche."""

    cliente: Inteiro | None = Field(None, description="O cliente")
    id_cliente_servico: Annotated[Inteiro, Tambem("servico")] | None = Field(None, description="O serviço dele")
    id_tipo_atendimento: Annotated[Inteiro, Tambem("tipo")] | None = Field(None, description="O tipo")


class NovoNaMesa(Contract):
    """Um atendimento aberto pela mesa; a chave é do formulário, e um formulário abre um só."""

    chave: Annotated[str, *texto_ate(64)] = Field(description="A chave do formulário")
    cliente: Inteiro = Field(description="O cliente")
    id_cliente_servico: Annotated[Inteiro, Existe(cliente_servico.c.id_cliente_servico)] = Field(
        description="O serviço do cliente"
    )
    id_tipo_atendimento: Annotated[Inteiro, Existe(tipos)] = Field(description="O tipo")
    id_atendimento_status: Annotated[Inteiro, Existe(statuses)] | None = Field(None, description="Situação inicial")
    descricao: Texto = Field(description="O que o cliente relata")
    nome: Texto = Field(description="Quem está falando")
    telefone: TelefoneContato = Field(description="Telefone de contato, com DDD")
    email: Email | None = Field(None, description="E-mail de contato")
    responsaveis: Annotated[Ids, Existe(usuarios)] | None = Field(None, description="Quem responde pelo atendimento")
    id_origem_contato: Annotated[Inteiro, Existe(origens)] | None = Field(None, description="Origem do contato")
    abrir_os: Booleano = Field(False, description="Abre também uma ordem de serviço")
    id_tipo_ordem_servico: Annotated[Inteiro, Existe(tipos_ordem_servico)] | None = Field(
        None, description="Tipo da ordem"
    )
    id_disponibilidade: Annotated[Ids, Existe(periodos)] | None = Field(
        None, description="Períodos em que o cliente está em casa"
    )
    ids_tecnicos: Annotated[Ids, Existe(usuarios)] | None = Field(None, description="Técnicos da ordem")
