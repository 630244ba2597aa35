"""The statuses a ticket may be given (contract configuracao.md)."""

from plantao.atendimento.contract.status import Status
from plantao.atendimento.model import AGUARDANDO_CLIENTE, AtendimentoStatus, statuses


def status_atendimento() -> list[Status]:
    """The active statuses by description, in the order of code points."""
    return [
        Status(
            id_atendimento_status=s.id_atendimento_status,
            descricao=s.descricao,
            prefixo=s.prefixo,
            abrir_ordem_servico=s.abrir_ordem_servico,
            display=s.display,
        )
        for s in sorted(statuses, key=lambda s: (s.descricao, s.id_atendimento_status))
        if s.ativo
    ]


def de_espera() -> AtendimentoStatus | None:
    """The status of a ticket whose customer is waited for, where the installation has one."""
    return next((s for s in statuses if s.ativo and s.prefixo == AGUARDANDO_CLIENTE), None)
