from tests.atendimento.conftest import Mesa, mesa

__all__ = ["Mesa", "mesa"]
