"""Every setting, its default and its sentence; `en` is the sentence of the English README."""

from datetime import datetime
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from plantao.kit.errors import Refusal

DEMO_SECRET_KEY = "segredo-de-demonstracao-nao-use-em-producao"  # noqa: S105 - refused by `plantao serve`
MIB = 1024 * 1024


class Settings(BaseSettings):
    """The instance's settings, read from `PLANTAO_…` variables."""

    model_config = SettingsConfigDict(env_prefix="PLANTAO_", env_ignore_empty=True, frozen=True)

    host: str = Field(
        "127.0.0.1",
        description="Endereço em que `plantao serve` escuta (a demonstração só usa 127.0.0.1).",
        json_schema_extra={"en": "Address on which `plantao serve` listens (the demonstration uses 127.0.0.1 only)."},
    )
    port: int = Field(
        8000,
        ge=0,
        le=65535,
        description="Porta em que o servidor escuta.",
        json_schema_extra={"en": "Port on which the server listens."},
    )
    data_dir: Path = Field(
        Path("dados"),
        description="Pasta dos dados: o banco SQLite e os anexos.",
        json_schema_extra={"en": "Data folder: the SQLite database and the attachments."},
    )
    database_url: str = Field(
        "",
        description="Banco PostgreSQL (`postgresql://usuario:senha@maquina/banco`); vazio: SQLite na pasta dos dados.",
        json_schema_extra={
            "en": "PostgreSQL database (`postgresql://user:password@machine/database`); empty: SQLite in that folder."
        },
    )
    database_pool: int = Field(
        8,
        ge=1,
        description=(
            "Conexões com o PostgreSQL que cada processo abre, no máximo, para ler, e outras tantas para escrever."
        ),
        json_schema_extra={
            "en": "PostgreSQL connections that each process opens at the most for reading, and as many for writing."
        },
    )
    secret_key: str = Field(
        "",
        description=(
            "Segredo da instalação, com que os tokens são guardados; obrigatório em `plantao serve`, de pelo menos 32 "
            "caracteres."
        ),
        json_schema_extra={
            "en": (
                "Secret of the installation, with which tokens are kept; required by `plantao serve`, of at least 32 "
                "characters."
            )
        },
    )
    provedor: str = Field(
        "Seu provedor",
        description="Nome do provedor, mostrado na entrada da central.",
        json_schema_extra={"en": "Name of the provider, shown where people sign in."},
    )
    timezone: str = Field(
        "America/Sao_Paulo",
        description="Fuso horário do provedor; vale para as datas da API e das telas e para o começo do dia.",
        json_schema_extra={
            "en": "Time zone of the provider: dates in the API and on the screen, and where a day begins."
        },
    )
    demo: Literal["vivo", "contrato"] = Field(
        "vivo",
        description="Base de demonstração: `vivo` ou `contrato`.",
        json_schema_extra={"en": "Sample base: `vivo` or `contrato`."},
    )
    now: datetime | None = Field(
        None,
        description="Só na demonstração: relógio parado neste instante (ISO 8601).",
        json_schema_extra={"en": "Demonstration only: the clock stands still at this instant (ISO 8601)."},
    )
    max_file_size: int = Field(
        10 * MIB,
        description="Tamanho máximo de um anexo, em bytes.",
        json_schema_extra={"en": "Largest attachment, in bytes."},
    )
    max_files: int = Field(
        20,
        description="Número máximo de anexos por requisição.",
        json_schema_extra={"en": "Most attachments in one request."},
    )
    allowed_kinds: str = Field(
        "",
        description="Extensões de anexo aceitas, separadas por vírgula (`png,pdf`); vazio: qualquer arquivo.",
        json_schema_extra={"en": "File name extensions accepted, separated by commas (`png,pdf`); empty: any file."},
    )
    cors_origins: str = Field(
        "*",
        description="Origens que podem chamar a API a partir de um navegador, separadas por vírgula.",
        json_schema_extra={"en": "Origins that may call the API from a browser, separated by commas."},
    )
    rate_limit: bool | None = Field(
        None,
        description="Liga os limites de requisições; vazio: ligados em `plantao serve`, desligados na demonstração.",
        json_schema_extra={
            "en": "Turns the request limits on; empty: on in `plantao serve`, off in the demonstration."
        },
    )
    rate_token_per_minute: int = Field(
        30,
        ge=1,
        description="Pedidos de token por minuto, por endereço.",
        json_schema_extra={"en": "Requests for a token per minute, for each address."},
    )
    rate_token_burst: int = Field(
        20,
        ge=1,
        description="Pedidos de token que podem chegar de uma vez, além do ritmo.",
        json_schema_extra={"en": "Requests for a token that may come at once, beyond that pace."},
    )
    rate_per_second: int = Field(
        20,
        ge=1,
        description="Requisições por segundo, por cliente da API.",
        json_schema_extra={"en": "Requests per second, for each API client."},
    )
    rate_burst: int = Field(
        200,
        ge=1,
        description="Requisições que podem chegar de uma vez, além do ritmo.",
        json_schema_extra={"en": "Requests that may come at once, beyond that pace."},
    )
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Proxies cujo `X-Forwarded-For` é aceito, separados por vírgula.",
        json_schema_extra={"en": "Proxies whose `X-Forwarded-For` is believed, separated by commas."},
    )
    status_inicial: str = Field(
        "aguardando_analise",
        description="Prefixo do status de um atendimento aberto sem ordem.",
        json_schema_extra={"en": "Prefix of the status of a ticket opened without an order."},
    )
    status_com_ordem: str = Field(
        "pendente",
        description="Prefixo do status de um atendimento aberto com ordem de serviço.",
        json_schema_extra={"en": "Prefix of the status of a ticket opened with a service order."},
    )
    status_fechamento: str = Field(
        "resolvido",
        description="Prefixo do status de um atendimento fechado.",
        json_schema_extra={"en": "Prefix of the status of a closed ticket."},
    )
    tipo_padrao: str = Field(
        "SAC",
        description="Tipo de um atendimento aberto sem tipo.",
        json_schema_extra={"en": "Kind of a ticket opened without one."},
    )
    tipo_ordem_padrao: str = Field(
        "ABERTURA VIA API",
        description="Tipo de uma ordem de serviço aberta sem tipo.",
        json_schema_extra={"en": "Kind of a service order opened without one."},
    )
    motivo_padrao: str = Field(
        "Fechado Automático Atendimento",
        description="Motivo de um fechamento sem motivo.",
        json_schema_extra={"en": "Motive of a closing without one."},
    )
    texto_fechamento: str = Field(
        "Atendimento finalizado via API",
        description="Descrição de um fechamento sem descrição.",
        json_schema_extra={"en": "Text of a closing without one."},
    )
    tecnico_padrao: str = Field(
        "SAC (Atendimento)",
        description="Técnico de uma ordem de serviço aberta sem técnico.",
        json_schema_extra={"en": "Technician of a service order opened without one."},
    )

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(name) from None
        return name

    @classmethod
    def read(cls) -> Self:
        """The settings of the environment, or a refusal that names the variables at fault."""
        try:
            return cls()
        except ValidationError as wrong:
            faults = {str(fault["loc"][0]): fault["input"] for fault in wrong.errors()}
        said = [f"PLANTAO_{n.upper()} não pode ser `{v}`. {cls.model_fields[n].description}" for n, v in faults.items()]
        raise Refusal(" ".join(said))

    @property
    def is_postgres(self) -> bool:
        """Whether the data live in PostgreSQL rather than in the data folder."""
        return bool(self.database_url)

    @property
    def sqlite_file(self) -> Path:
        """The SQLite database inside the data folder."""
        return self.data_dir / "plantao.db"

    @property
    def attachments_dir(self) -> Path:
        """Where attachments are kept."""
        return self.data_dir / "anexos"


class Instance:
    """The settings of this process; `configure` once, when it starts."""

    settings = Settings.model_construct()

    @classmethod
    def configure(cls, settings: Settings) -> None:
        """Make `settings` those of the process."""
        cls.settings = settings
