"""How clients and their services are written inside other answers (contract atendimento.md §1.5-§1.7)."""

from typing import Any

from plantao.kit.wire import UNSET, DataHora, Reply, UnsetType


class ClienteResumo(Reply):
    """O cliente, em resumo."""

    codigo_cliente: int
    nome_razaosocial: str
    cpf_cnpj: str | None


class ServicoResumo(Reply):
    """O serviço do cliente, em resumo; `id_cliente_servico` é texto em `cliente/…` e número nas outras rotas."""

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
    """Um ponto GeoJSON: longitude, latitude."""

    type: str
    coordinates: list[float]


class EstadoSigla(Reply):
    """O estado, em duas letras."""

    id_estado: int
    sigla: str


class CidadeListada(Reply):
    """A cidade e o seu estado."""

    id_cidade: int
    id_estado: int
    nome: str
    estado: EstadoSigla


class EnderecoNumero(Reply):
    """Um lugar."""

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
    """Onde o serviço está instalado."""

    id_cliente_servico_endereco: int
    id_endereco_numero: int
    id_cliente_servico: int
    tipo: str
    endereco_numero: EnderecoNumero


class ServicoGrupoListado(Reply):
    """Um grupo de planos."""

    id_servico_grupo: int
    descricao: str
    data_cadastro: DataHora
    ativo: bool


class ServicoListado(Reply):
    """Um plano."""

    id_servico: int
    descricao: str
    id_servico_grupo: int | None
    servico_grupo: ServicoGrupoListado | None


class ClienteListado(Reply):
    """O cliente numa lista."""

    id_cliente: int
    ativo: bool
    codigo_cliente: int
    nome_razaosocial: str
    display: str


class ClienteServicoListado(Reply):
    """O serviço do cliente, por extenso."""

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
