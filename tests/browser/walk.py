"""Every screen of the desk, and how one comes to it: what test_acessibilidade.py looks at."""

from __future__ import annotations

from dataclasses import dataclass

from tests.support import PNG
from tools.sheet import SHEET
from tools.stage import Doing, Stage, click, cut_off, keys, nothing, palette, rings, secret, session_over

ADMINISTRADOR, ATENDENTE = "administrador", "atendente"
VARIOS = {"ramal": 111, "telefone": 37988887777}
DESCONHECIDO = {"ramal": 111, "telefone": 31987450163}
LIVE = 5448
"""The ticket on which something of everything happened."""

ENRICHED = """
UPDATE atendimento SET id_atendimento_status = 23, id_usuario_responsavel = 56, nome_contato = 'LAVYNIA',
  telefone_contato = '37999112233', descricao_abertura = 'Luz vermelha desde ontem' WHERE id_atendimento = 5448;
INSERT INTO usuarios_responsaveis (id_atendimento, id_usuario, ordem) VALUES (5448, 56, 0), (5448, 22, 1);
INSERT INTO atendimento_mensagem
  (id_atendimento_mensagem, id_atendimento, id_usuario, mensagem, data_cadastro, interna)
  SELECT 901, id_atendimento, 56, 'Vamos verificar', data_cadastro, false FROM atendimento WHERE id_atendimento = 5448
  UNION SELECT 902, id_atendimento, 22, 'RX em −27,8 dBm', data_cadastro, true FROM atendimento
  WHERE id_atendimento = 5448;
INSERT INTO atendimento_checklist (id_atendimento_checklist, id_atendimento, titulo) VALUES (90, 5448, 'ONU');
INSERT INTO atendimento_checklist_item (id_atendimento_checklist, titulo, concluido)
  VALUES (90, 'Luz PON acesa', true), (90, 'Cabo conferido', false);
INSERT INTO cliente_telefone (id_cliente, posicao, chave, telefone)
  SELECT id_cliente, 9, '88887777', '37988887777' FROM cliente;
UPDATE cliente SET nome_razaosocial = 'MARIA APARECIDA DAS GRAÇAS DE OLIVEIRA VASCONCELOS ALBUQUERQUE SANTOS ME'
  WHERE id_cliente = 11201
""".split(";")
"""What the contract's world lacks: a conversation from both sides, a checklist, a shared telephone, a long name."""


@dataclass(frozen=True)
class Screen:
    """A screen: its address, the route it is the first of, what is done there, what of it is looked at."""

    name: str
    path: str
    route: str = ""
    then: Doing = nothing
    status: int = 200
    papel: str = ADMINISTRADOR
    signed_in: bool = True
    within: str = ""


def ended_in_use(stage: Stage) -> None:
    rings({}, pressed="2", sees=".cj [aria-checked=true][data-tecla='2']")(stage)
    stage.pbx.hang_up()
    stage.sees(".cj.encerrada")


def missed(stage: Stage) -> None:
    stage.ring()
    stage.pbx.hang_up()
    stage.sees(".brinde")


def found_in_window(stage: Stage) -> None:
    stage.ring(**DESCONHECIDO)
    stage.page.keyboard.type("exemplo")
    stage.page.locator(".cj input[type=search]").fill("bianca")
    stage.sees(".cj .achado")


def with_attachment(stage: Stage) -> None:
    page = stage.page
    page.locator("input[type=file]").evaluate("field => field.disabled = false")
    page.locator("input[type=file]").set_input_files({"name": "onu.png", "mimeType": "image/png", "buffer": PNG})
    stage.press("m")
    page.keyboard.type("Segue a foto")
    stage.press("Control+Enter")
    stage.sees(".msg.nossa .anexo")
    page.goto(page.url + "?aba=anexos")
    stage.sees("[aria-label=Anexos] .anexo")


def not_sent(stage: Stage) -> None:
    stage.page.route("**/mensagens", lambda route: route.fulfill(status=502))
    stage.press("m")
    stage.page.keyboard.type("Chegamos às 10h")
    stage.press("Control+Enter")
    stage.sees("text=Enviar de novo")


def refused_form(stage: Stage) -> None:
    stage.page.locator("#telefone").fill("9991")
    stage.press("Control+Enter")
    stage.sees("#faltas")


def duplicate(stage: Stage) -> None:
    stage.page.locator("#id_tipo_atendimento").select_option(label="SAC")
    stage.sees("#escolha .aviso")


def refused_person(stage: Stage) -> None:
    page = stage.page
    page.locator("#name").fill("Ana Souza")
    page.locator("#ramal").fill("111")
    page.get_by_label("Usuário da API").check()
    stage.press("Control+Enter")
    stage.sees("#ramal-erro")


def with_a_password(stage: Stage) -> None:
    page = stage.page
    page.locator("#name").fill("Ana Souza")
    page.locator("#email").fill("ana@provedor.com.br")
    page.get_by_role("button", name="Criar pessoa").click()
    stage.sees("#segredo")


def simulated(stage: Stage) -> None:
    stage.page.locator("#telefone").fill("37999912222")
    stage.page.get_by_role("button", name="Ligar", exact=True).click()
    stage.sees("main >> text=Janela visível")


DIALOGO = "dialog[open] h2"
SCREENS = (
    Screen("entrar", "/entrar", "/entrar", signed_in=False),
    Screen("fila", "/fila", "/fila"),
    Screen("fila-atendimento", f"/fila/todos?atendimento={LIVE}", "/fila/{visao}"),
    Screen("fila-sem-dono", "/fila/sem-dono"),
    Screen("fila-vencidos", "/fila/vencidos"),
    Screen(
        "fila-filtro", "/fila/todos", then=click("[popovertarget=fila-filtro]", "#fila-filtro"), within="#fila-filtro"
    ),
    Screen("fila-escolhidos", "/fila/sem-dono", then=keys("j x", "#lote")),
    Screen("fila-vazia", "/fila?setor=1"),
    Screen("atendimento", f"/atendimentos/{LIVE}", "/atendimentos/{id_atendimento}"),
    Screen("atendimento-ordens", "/atendimentos/300?aba=ordens"),
    Screen("atendimento-checklist", f"/atendimentos/{LIVE}?aba=checklist"),
    Screen("atendimento-anexos", f"/atendimentos/{LIVE}", then=with_attachment),
    Screen("atendimento-historico", f"/atendimentos/{LIVE}?aba=historico"),
    Screen("atendimento-nota", f"/atendimentos/{LIVE}", then=keys("i", ".redator[data-modo=interna]")),
    Screen("atendimento-situacao", f"/atendimentos/{LIVE}", then=keys("s", "#menu-situacao"), within="#menu-situacao"),
    Screen(
        "atendimento-mais",
        f"/atendimentos/{LIVE}",
        then=click("[popovertarget=menu-mais]", "#menu-mais"),
        within="#menu-mais",
    ),
    Screen("atendimento-nao-enviada", f"/atendimentos/{LIVE}", then=not_sent, status=502),
    Screen("atendimento-fechar", f"/atendimentos/{LIVE}", then=keys("e", DIALOGO)),
    Screen("atendimento-ordem", f"/atendimentos/{LIVE}", then=keys("o", DIALOGO)),
    Screen("atendimento-responsaveis", f"/atendimentos/{LIVE}", then=keys("r", DIALOGO)),
    Screen("novo", "/atendimentos/novo", "/atendimentos/novo"),
    Screen("novo-cliente", "/atendimentos/novo?cliente=24001", then=duplicate),
    Screen("novo-faltas", "/atendimentos/novo?cliente=11201", then=refused_form, status=422),
    Screen("clientes", "/clientes", "/clientes"),
    Screen("clientes-nada", "/clientes?q=wellingtom"),
    Screen("cliente", "/clientes/24001", "/clientes/{id_cliente:int}"),
    Screen("cliente-nome-longo", "/clientes/11201"),
    Screen("chamadas", "/chamadas", "/chamadas", then=missed),
    Screen("buscar", "/buscar?q=bianca", "/buscar"),
    Screen("buscar-nada", "/buscar?q=xyzw"),
    Screen("ajustes", "/ajustes", "/ajustes"),
    Screen("ramal", "/ajustes", then=click("[popovertarget=menu-ramal]", "#menu-ramal"), within="#menu-ramal"),
    Screen("integracoes", "/integracoes", "/integracoes"),
    Screen("integracoes-novo", "/integracoes/novo", "/integracoes/novo"),
    Screen("integracoes-segredo", "/integracoes/novo", then=secret),
    Screen("integracoes-um", "/integracoes/4", "/integracoes/{id_oauth_client:int}"),
    Screen("integracoes-editar", "/integracoes/4/editar", "/integracoes/{id_oauth_client:int}/editar"),
    Screen("integracoes-revogar", "/integracoes/4", then=click("text=Revogar acesso", DIALOGO)),
    Screen("pessoas", "/pessoas", "/pessoas"),
    Screen("pessoas-nova", "/pessoas/nova", "/pessoas/nova"),
    Screen("pessoas-faltas", "/pessoas/nova", then=refused_person, status=422),
    Screen("pessoas-senha", "/pessoas/nova", then=with_a_password),
    Screen("pessoas-uma", "/pessoas/70", "/pessoas/{id_usuario:int}"),
    Screen("pessoas-trocar-senha", "/pessoas/70", then=click("text=Trocar senha", DIALOGO)),
    Screen("pessoas-desativar", "/pessoas/70", then=click("text=Desativar", DIALOGO)),
    Screen("simulador", "/integracoes/simulador", "/integracoes/simulador"),
    Screen("simulador-ligou", "/integracoes/simulador", then=simulated),
    Screen("paleta", "/fila", then=palette("bianca", "#busca-clientes")),
    Screen("paleta-comandos", f"/atendimentos/{LIVE}", then=palette(">fila", "#busca-comandos")),
    Screen("paleta-nada", "/fila", then=palette("xyzw", "text=Nada encontrado")),
    Screen("teclas", "/fila", then=keys("?", "#teclas")),
    Screen("sem-permissao", "/integracoes", papel=ATENDENTE, status=403),
    Screen("nao-existe", "/nada", status=404),
    Screen("nao-existe-de-fora", "/nada", status=404, signed_in=False),
    Screen("componentes", SHEET),
    Screen("sem-conexao", "/fila", then=cut_off),
    Screen("sem-sessao", "/fila", then=session_over),
    Screen("chamada-um", "/fila", then=rings({"ligacao_params": {"Fila": "Suporte"}}, sees=".cj.chamando .nm")),
    Screen("chamada-varios", "/fila", then=rings(VARIOS, sees=".cj .opcao")),
    Screen("chamada-nenhum", "/fila", then=found_in_window),
    Screen("chamada-aberta", "/fila", then=rings({}, pressed="F2 F2", sees=".cj.aberta")),
    Screen("chamada-encerrada", "/fila", then=ended_in_use),
    Screen("chamada-minimizada", "/fila", then=rings({}, pressed="m", sees="#chamadas-pilula .fixa")),
    Screen("chamada-duas", "/fila", then=rings({}, DESCONHECIDO, sees=".cj-abas")),
)
