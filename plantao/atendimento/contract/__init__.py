"""What the tickets' operations read and answer (contract atendimento.md, cliente.md §1, configuracao.md)."""
