"""Who may come in, and what becomes of it; `credenciais` for programs, `usuarios`, `sessao` for the desk."""

from plantao.acesso.rules.credenciais import (
    criar_cliente_api,
    emitir,
    guardar_senha,
    pode_usar_api,
    renovar,
    restringir_redes,
    resumir_segredo,
    resumir_token,
    revogar,
    segredo_confere,
    senha_confere,
    tem_segredo,
)
from plantao.acesso.rules.usuarios import (
    criar_usuario,
    desativar_usuario,
    id_do_email,
    reativar_usuario,
    trocar_permissoes,
    trocar_ramal,
    trocar_senha,
)

__all__ = [
    "criar_cliente_api",
    "criar_usuario",
    "desativar_usuario",
    "emitir",
    "guardar_senha",
    "id_do_email",
    "pode_usar_api",
    "reativar_usuario",
    "renovar",
    "restringir_redes",
    "resumir_segredo",
    "resumir_token",
    "revogar",
    "segredo_confere",
    "senha_confere",
    "tem_segredo",
    "trocar_permissoes",
    "trocar_ramal",
    "trocar_senha",
]
