"""`GET configuracao/status_atendimento` (contract configuracao.md)."""

from typing import ClassVar

from plantao.kit.wire import Envelope, Reply


class Status(Reply):
    """Um status que o atendimento pode ter."""

    id_atendimento_status: int
    descricao: str
    prefixo: str
    abrir_ordem_servico: bool
    display: str


class StatusAtendimentoReply(Envelope, kw_only=True):
    """Os status que um atendimento pode ter."""

    TEXTO: ClassVar[str] = "Status de Atendimento consultados com sucesso!"

    status_atendimento: list[Status]
