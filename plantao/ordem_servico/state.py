"""The states of an order, as they are shown (design §5)."""

EXIBIDA = {
    "aguardando_agendamento": ("Aguardando agendamento", "laranja"),
    "pendente": ("Agendada", "info"),
    "finalizado": ("Finalizada", "sucesso"),
}
"""The words and the family of colours of a state."""
