"""How clients and their services are written inside other answers (contract atendimento.md §1.5-§1.7)."""

from typing import Any

from plantao.kit.wire import UNSET, Reply, UnsetType


class ClienteResumo(Reply):
    """A client in short."""

    codigo_cliente: int
    nome_razaosocial: str
    cpf_cnpj: str | None


class ServicoResumo(Reply):
    """A client's service in short; `id_cliente_servico` is a text in `cliente/…`, an integer elsewhere (Q14)."""

    id_cliente_servico: int | str
    numero_plano: int
    nome: str
    valor: float
    status: str
    status_prefixo: str
    id_motivo_cancelamento: int | UnsetType | None = UNSET
    motivo_cancelamento: str | UnsetType | None = UNSET
    motivo_cancelamento_prefixo: str | UnsetType | None = UNSET
    anotacoes: str | UnsetType | None = UNSET


class Ponto(Reply):
    """A GeoJSON point: longitude, latitude."""

    type: str
    coordinates: list[float]


class EstadoSigla(Reply):
    """A state of the country, in two letters."""

    id_estado: int
    sigla: str


class CidadeListada(Reply):
    """A city and its state."""

    id_cidade: int
    id_estado: int
    nome: str
    estado: EstadoSigla


class EnderecoNumero(Reply):
    """A place."""

    id_endereco_numero: int
    numero: str
    complemento: str | None
    coordenadas: Ponto | None
    ativo: bool
    id_cidade: int
    bairro: str
    referencia: str | None
    endereco: str
    cep: str
    atualizar_coords_auto: bool
    id_condominio: int | None
    cidade: CidadeListada


class EnderecoInstalacao(Reply):
    """Where a service is installed."""

    id_cliente_servico_endereco: int
    id_endereco_numero: int
    id_cliente_servico: int
    tipo: str
    endereco_numero: EnderecoNumero


class ServicoGrupoListado(Reply):
    """A group of plans."""

    id_servico_grupo: int
    descricao: str
    data_cadastro: str
    ativo: bool


class ServicoListado(Reply):
    """A plan."""

    id_servico: int
    descricao: str
    id_servico_grupo: int | None
    servico_grupo: ServicoGrupoListado | None


class ClienteListado(Reply):
    """A client inside a list."""

    id_cliente: int
    ativo: bool
    codigo_cliente: int
    nome_razaosocial: str
    display: str


class ClienteServicoListado(Reply):
    """A client's service at length."""

    id_cliente_servico: int
    id_cliente: int
    id_servico: int
    numero_plano: int
    display: str
    endereco_numero_completo: str | None
    endereco_instalacao: EnderecoInstalacao | None
    servico: ServicoListado
    cliente: ClienteListado


def display_cliente(codigo: int, nome: str, *, ativo: bool) -> str:
    """`(1864) LAVYNIA` (contract data_model.md §3)."""
    return f"({codigo}) {nome}" if ativo else f"({codigo}) {nome} - (INATIVO)"


def display_servico(numero_plano: int, descricao: str) -> str:
    """`(6) COMBO 10 MEGA - RÁDIO` (contract data_model.md §3)."""
    return f"({numero_plano}) {descricao.upper()}"


def endereco_completo(lugar: Any, cidade: str, sigla: str) -> str:
    """The one-line address (contract data_model.md §3)."""
    complemento = f", {lugar.complemento}" if lugar.complemento else ""
    referencia = f"({lugar.referencia})" if lugar.referencia else ""
    rua = f"{lugar.endereco}, {lugar.numero}{complemento}{referencia}"
    return f"{rua} - {lugar.bairro}, {cidade}/{sigla} | CEP: {lugar.cep[:5]}-{lugar.cep[5:]}".upper()
