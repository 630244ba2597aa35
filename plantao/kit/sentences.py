"""What is wrong with your data, in Portuguese (contract errors.md, "Texts of validation entries")."""

from pydantic_core import PydanticCustomError

VALIDACAO = "Favor preencher os campos obrigatórios de acordo com as especificações"
CORPO_ILEGIVEL = "O corpo da requisição não é um JSON válido"
ENVIO_GRANDE = "O tamanho do envio excede o limite permitido"
CHAVE_USADA = "A chave de idempotência já foi usada com outros dados"
NAO_DISPONIVEL = "Método/endpoint não disponível"
SEM_PERMISSAO = "O Usuário não possui a permissão desejada!"
FORA_DA_LISTA = "Host not in allowlist"
SEM_TOKEN = "Unauthenticated."  # noqa: S105 - a sentence of the wire
DEMAIS = "Too Many Attempts."
SESSAO_TERMINOU = "Sua sessão terminou. Entre de novo."
SEM_ACESSO = "Você não tem acesso a esta parte. Peça a permissão “{permissao}” {a_quem}."
ERRO_INTERNO = "Erro interno. Informe o código {codigo} ao administrador."

FALTAS = {
    "obrigatorio": "O campo {campo} é obrigatório.",
    "integer": "O campo {campo} deve ser do tipo integer",
    "opcoes": "O campo {campo} ao ser preenchido, deve conter um dos seguintes valores: {valores}",
    "inexistente": "O valor selecionado para o campo {campo} é inválido.",
    "invalido": "O campo {campo} não possui um valor válido.",
    "booleano": "O campo {campo} deve ser verdadeiro ou falso.",
    "email": "O campo {campo} deve ser um endereço de e-mail válido.",
    "data": "O campo {campo} não é uma data válida.",
    "data_fim": "O campo {campo} deve ser uma data maior ou igual a data_inicio.",
    "minimo": "O campo {campo} deve ser no mínimo {n}.",
    "maximo": "O campo {campo} deve ser no máximo {n}.",
    "tamanho_maximo": "O campo {campo} deve conter no máximo {n} caracteres.",
    "texto": "O campo {campo} deve ser um texto.",
    "itens": "O campo {campo} deve ter no máximo {n} itens.",
    "numero": "O campo {campo} deve ser um número.",
    "alfanumerico": "O campo {campo} deve conter apenas letras e números.",
    "objeto": "O campo {campo} deve ser um objeto.",
    "lista": "O campo {campo} deve ser uma lista.",
    "sem_outro": "O campo {campo} é obrigatório quando {outro} não está presente.",
}


def frase(falta: str, campo: str, **ctx: object) -> str:
    """The sentence of one fault of one field."""
    return FALTAS[falta].format(campo=campo, **ctx)


def recusa(falta: str, **ctx: object) -> PydanticCustomError:
    """What a parameter's type raises; `frase` makes the sentence once the field's name is known."""
    return PydanticCustomError(falta, "{falta}", {"falta": falta, **ctx})
