"""The `plantao` command."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, NoReturn, TypeVar

import typer

from plantao.acesso import queries, rules
from plantao.acesso.model import API, DOCUMENTADO, PERMISSOES_API, Papel
from plantao.app import configure, open_database
from plantao.kit.columns import INT64_MAX
from plantao.kit.db import Database
from plantao.kit.errors import Refusal
from plantao.kit.events import writing
from plantao.kit.postgres import PostgresDatabase
from plantao.kit.settings import Settings
from plantao.kit.tail import CHANNEL, STALE_SECONDS
from plantao.kit.time import real_clock
from plantao.kit.tx import Tx, reading
from plantao.ligar import Credenciais
from plantao.ligar import ligar as simular
from plantao.serving import refuse_behind, serve_demo, serve_production, upgrade

T = TypeVar("T")

app = typer.Typer(help="Plantão: a central de atendimento do provedor.", no_args_is_help=True, add_completion=False)
cliente_api = typer.Typer(help="Programas que usam a API.", no_args_is_help=True)
usuario = typer.Typer(help="Pessoas e usuários da API.", no_args_is_help=True)
app.add_typer(cliente_api, name="cliente-api")
app.add_typer(usuario, name="usuario")


def main() -> None:
    """Run the command; a refusal is a sentence, not a trace."""
    try:
        code = app(standalone_mode=False)
    except Refusal as refusal:
        _end(refusal.msg, 1)
    except typer.Abort:
        _end("Interrompido.", 1)
    except typer.TyperException as wrong:
        _end(_not_understood(wrong), wrong.exit_code)
    raise SystemExit(code)


def _end(sentence: str, code: int) -> NoReturn:
    if sentence:
        typer.echo(sentence, err=True)
    raise SystemExit(code) from None


def _not_understood(wrong: typer.TyperException) -> str:
    """What Typer says in English of what was typed; nothing where the help is already on the screen."""
    context = getattr(wrong, "ctx", None)
    help_ = f"Veja: {context.command_path} --help" if context else "Veja: plantao --help"
    parameter = getattr(wrong, "param", None)
    option = getattr(wrong, "option_name", None)
    if parameter is not None:
        name = parameter.opts[0]
        said = f"O valor de {name} não vale: {parameter.help}" if wrong.message else f"Falta informar {name}."
    elif option is not None:
        said = f"A opção {option} não existe ou está incompleta."
    else:
        said = "Comando desconhecido, incompleto ou com algo a mais."
    return f"{said} {help_}" if wrong.message or parameter is not None else ""


@app.command()
def demo() -> None:
    """Serve a base de demonstração, criada se a pasta dos dados estiver vazia; só em 127.0.0.1."""
    serve_demo(Settings.read())


@app.command()
def serve() -> None:
    """Serve a instalação: API e tarefas."""
    serve_production(Settings.read())


@app.command()
def migrate() -> None:
    """Atualiza o esquema do banco de dados para esta versão."""
    asyncio.run(upgrade(Settings.read()))
    typer.echo("O esquema do banco de dados está atualizado.")


@app.command()
def ligar(
    ramal: Annotated[str, typer.Option(help="Ramal que toca.")],
    telefone: Annotated[str, typer.Option(help="Número de quem liga.")],
    cancelar: Annotated[bool, typer.Option("--cancelar", help="Cancela a ligação no fim.")] = False,
    segundos: Annotated[float, typer.Option(min=0, help="Por quanto tempo toca antes de ser cancelada.")] = 5,
    url: Annotated[str | None, typer.Option(help="Endereço do Plantão; sem ele, o das configurações.")] = None,
    client_id: Annotated[str | None, typer.Option(help="client_id do programa.")] = None,
    client_secret: Annotated[str | None, typer.Option(help="client_secret do programa.")] = None,
    usuario: Annotated[str | None, typer.Option(help="E-mail do usuário da API.")] = None,
    senha: Annotated[str | None, typer.Option(help="Senha do usuário da API.")] = None,
) -> None:
    """Simula uma ligação no servidor em execução e mostra o tempo de cada passo."""
    settings = Settings.read()
    credenciais = Credenciais(client_id=client_id, client_secret=client_secret, usuario=usuario, senha=senha)
    onde = url or f"http://{settings.host}:{settings.port}"
    apos = segundos if cancelar else None
    _run(lambda database: simular(database, onde, credenciais, ramal, telefone, typer.echo, cancelar_apos=apos))


@cliente_api.command("criar")
def criar_cliente_api(
    nome: Annotated[str, typer.Argument(help="Nome do programa.")],
    perfil: Annotated[str, typer.Option(help="documentado ou observado.")] = DOCUMENTADO,
    complementos: Annotated[
        bool, typer.Option("--complementos", help="Envia também as chaves complementares.")
    ] = False,
    rede: Annotated[
        list[str] | None, typer.Option(help="Rede de onde o programa pode chamar; repita, se preciso.")
    ] = None,
) -> None:
    """Cria um programa que pode pedir tokens; o segredo aparece só agora."""

    async def criar(tx: Tx, now: datetime) -> tuple[int, str]:
        return await rules.criar_cliente_api(tx, nome, perfil, rede or [], now, complementos=complementos)

    id_oauth_client, segredo = _write(criar)
    typer.echo(f"client_id: {id_oauth_client}\nclient_secret: {segredo}")


@cliente_api.command("listar")
def listar_clientes_api() -> None:
    """Lista os programas que podem pedir tokens."""

    async def listar(database: Database) -> list[queries.ClienteApi]:
        async with reading(database) as read:
            return await queries.clientes_api(read)

    for cliente in _run(listar):
        estado = "ativo" if cliente.ativo else "inativo"
        redes = ", ".join(cliente.redes) or "qualquer rede"
        extras = " + complementos" if cliente.complementos else ""
        typer.echo(f"{cliente.id_oauth_client}  {cliente.nome}  {cliente.perfil_compat}{extras}  {redes}  {estado}")


@cliente_api.command("revogar")
def revogar(
    id_oauth_client: Annotated[int | None, typer.Argument(max=INT64_MAX, help="Número do programa.")] = None,
    todos: Annotated[bool, typer.Option("--todos", help="Revoga os tokens de todos os programas.")] = False,
    token: Annotated[str | None, typer.Option(help="Revoga só este token e o seu par.")] = None,
) -> None:
    """Revoga tokens; ao terminar, nenhum servidor em execução os aceita mais."""
    if (id_oauth_client is not None) + todos + (token is not None) != 1:
        raise Refusal("Informe o número do programa, --todos ou --token")

    async def executar(tx: Tx, now: datetime) -> int:
        return await rules.revogar(tx, now, id_oauth_client, token)

    typer.echo(f"Tokens revogados: {_write(executar, heard=True)}")


def _senha(typed: str | None) -> str:
    """Ask for a password twice, until both are the same; Typer would say in English that they are not."""
    while typed is None:
        typed = typer.prompt("Senha", hide_input=True)
        if typer.prompt("Repita a senha", hide_input=True) != typed:
            typer.echo("As senhas não são iguais.", err=True)
            typed = None
    return typed


Senha = Annotated[str | None, typer.Option(help="Senha; sem ela, é pedida.")]


@usuario.command("criar")
def criar_usuario(
    nome: Annotated[str, typer.Argument(help="Nome.")],
    email: Annotated[str, typer.Argument(help="E-mail com que entra.")],
    senha: Senha = None,
    api: Annotated[bool, typer.Option("--api", help="Pode ser o usuário de um programa.")] = False,
    papel: Annotated[Papel, typer.Option(help=f"{', '.join(Papel)}.")] = Papel.ATENDENTE,
) -> None:
    """Cria um usuário."""
    escolhida = _senha(senha)

    ficha = queries.Ficha(nome, email, papel, permissoes=[API, *PERMISSOES_API] if api else [])

    async def criar(tx: Tx, now: datetime) -> int:
        return await rules.criar_usuario(tx, ficha, escolhida, now)

    typer.echo(f"Usuário criado: {_write(criar)}")


@usuario.command("senha")
def trocar_senha(email: Annotated[str, typer.Argument(help="E-mail do usuário.")], senha: Senha = None) -> None:
    """Troca a senha de um usuário."""
    escolhida = _senha(senha)

    async def trocar(tx: Tx, now: datetime) -> None:
        await rules.trocar_senha(tx, await rules.id_do_email(tx, email), escolhida, now)

    _write(trocar)
    typer.echo("Senha trocada.")


@usuario.command("ramal")
def trocar_ramal(
    email: Annotated[str, typer.Argument(help="E-mail do usuário.")],
    ramal: Annotated[str | None, typer.Option(help="Ramal em que o usuário atende.")] = None,
    identificador: Annotated[str | None, typer.Option(help="Nome do usuário na central telefônica.")] = None,
) -> None:
    """Define onde a central telefônica acha um usuário; sem opções, em lugar nenhum."""

    async def trocar(tx: Tx, now: datetime) -> None:
        await rules.trocar_ramal(tx, await rules.id_do_email(tx, email), ramal, identificador, now)

    _write(trocar)
    typer.echo("Ramal trocado.")


@usuario.command("permissoes")
def trocar_permissoes(
    email: Annotated[str, typer.Argument(help="E-mail do usuário da API.")],
    permissoes: Annotated[list[str], typer.Argument(help=f"Entre: {', '.join(PERMISSOES_API)}.")],
) -> None:
    """Define o que um usuário da API pode fazer."""

    async def trocar(tx: Tx, now: datetime) -> None:
        await rules.trocar_permissoes(tx, await rules.id_do_email(tx, email), [API, *permissoes], now)

    _write(trocar, heard=True)
    typer.echo("Permissões trocadas.")


@usuario.command("desativar")
def desativar_usuario(email: Annotated[str, typer.Argument(help="E-mail do usuário.")]) -> None:
    """Não deixa mais um usuário entrar; ao terminar, as sessões e os tokens dele não valem mais."""

    async def desativar(tx: Tx, now: datetime) -> None:
        await rules.desativar_usuario(tx, await rules.id_do_email(tx, email), now)

    _write(desativar, heard=True)
    typer.echo("Usuário desativado.")


@usuario.command("reativar")
def reativar_usuario(email: Annotated[str, typer.Argument(help="E-mail do usuário.")]) -> None:
    """Deixa um usuário entrar de novo, com a senha que tinha."""

    async def reativar(tx: Tx, now: datetime) -> None:
        await rules.reativar_usuario(tx, await rules.id_do_email(tx, email), now)

    _write(reativar)
    typer.echo("Usuário reativado.")


def _run(what: Callable[[Database], Awaitable[T]]) -> T:
    settings = Settings.read()
    configure(settings)

    async def run() -> T:
        await refuse_behind(settings)
        database = await open_database(settings)
        try:
            return await what(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _write(rule: Callable[[Tx, datetime], Awaitable[T]], *, heard: bool = False) -> T:
    """Do what a rule says in one transaction; `heard`: and wait until every running server has heard of it."""

    async def write(database: Database) -> T:
        async with writing(database, lambda: None) as tx:
            done = await rule(tx, real_clock())
        if isinstance(database, PostgresDatabase):
            await database.notify(CHANNEL)
            if heard:
                await asyncio.sleep(STALE_SECONDS)
        return done

    return _run(write)
