"""Every setting, its default and its sentence."""

from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

DEMO_SECRET_KEY = "segredo-de-demonstracao-nao-use-em-producao"  # noqa: S105 - refused by `plantao serve`
MIB = 1024 * 1024


class Settings(BaseSettings):
    """The instance's settings, read from `PLANTAO_…` variables."""

    model_config = SettingsConfigDict(env_prefix="PLANTAO_", env_ignore_empty=True, frozen=True)

    host: str = Field(
        "127.0.0.1", description="Endereço em que `plantao serve` escuta (a demonstração só usa 127.0.0.1)."
    )
    port: int = Field(8000, description="Porta em que o servidor escuta.")
    data_dir: Path = Field(Path("dados"), description="Pasta dos dados: o banco SQLite e os anexos.")
    database_url: str = Field(
        "",
        description="Banco PostgreSQL (`postgresql://usuario:senha@maquina/banco`); vazio: SQLite na pasta dos dados.",
    )
    database_pool: int = Field(
        8, description="Conexões que cada processo mantém com o PostgreSQL, para ler e para escrever."
    )
    secret_key: str = Field(
        "", description="Segredo da instalação, com que os tokens são guardados; obrigatório em `plantao serve`."
    )
    timezone: str = Field(
        "America/Sao_Paulo", description="Fuso horário do provedor: datas na API, na tela e o começo do dia."
    )
    demo: Literal["vivo", "contrato"] = Field("vivo", description="Base de demonstração: `vivo` ou `contrato`.")
    now: datetime | None = Field(None, description="Só na demonstração: relógio parado neste instante (ISO 8601).")
    max_file_size: int = Field(10 * MIB, description="Tamanho máximo de um anexo, em bytes.")
    max_files: int = Field(20, description="Número máximo de anexos por requisição.")
    allowed_kinds: str = Field(
        "", description="Extensões de anexo aceitas, separadas por vírgula (`png,pdf`); vazio: qualquer arquivo."
    )
    cors_origins: str = Field("*", description="Origens que podem chamar a API de um navegador, separadas por vírgula.")
    rate_limit: bool | None = Field(
        None,
        description="Liga os limites de requisições; vazio: ligados em `plantao serve`, desligados na demonstração.",
    )
    rate_token_per_minute: int = Field(30, description="Pedidos de token por minuto, por endereço.")
    rate_token_burst: int = Field(20, description="Pedidos de token que podem chegar de uma vez, além do ritmo.")
    rate_per_second: int = Field(20, description="Requisições por segundo, por cliente da API.")
    rate_burst: int = Field(200, description="Requisições que podem chegar de uma vez, além do ritmo.")
    trusted_proxies: str = Field(
        "127.0.0.1", description="Proxies cujo `X-Forwarded-For` é aceito, separados por vírgula."
    )
    status_inicial: str = Field(
        "aguardando_analise", description="Prefixo do status de um atendimento aberto sem ordem."
    )
    status_com_ordem: str = Field(
        "pendente", description="Prefixo do status de um atendimento aberto com ordem de serviço."
    )
    status_fechamento: str = Field("resolvido", description="Prefixo do status de um atendimento fechado.")
    tipo_padrao: str = Field("SAC", description="Tipo de um atendimento aberto sem tipo.")
    tipo_ordem_padrao: str = Field("ABERTURA VIA API", description="Tipo de uma ordem de serviço aberta sem tipo.")
    motivo_padrao: str = Field("Fechado Automático Atendimento", description="Motivo de um fechamento sem motivo.")
    texto_fechamento: str = Field(
        "Atendimento finalizado via API", description="Descrição de um fechamento sem descrição."
    )
    tecnico_padrao: str = Field("SAC (Atendimento)", description="Técnico de uma ordem de serviço aberta sem técnico.")

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

    settings = Settings()

    @classmethod
    def configure(cls, settings: Settings) -> None:
        """Make `settings` those of the process."""
        cls.settings = settings
