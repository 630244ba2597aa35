"""Who says what, and when: conversations laid out in time."""

import re
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random

from plantao.demo.vivo import casos
from plantao.demo.vivo.agenda import Agenda, dia_falado, janela
from plantao.demo.vivo.casos import Caso, Fala, redigir
from plantao.demo.vivo.catalogos import (
    APLICATIVO,
    CENTRAL,
    EM_ATENDIMENTO,
    PESSOAL,
    TELEFONE,
    TODOS_OS_TIPOS,
    WHATSAPP,
)
from plantao.demo.vivo.clientes import Cliente, Servico
from plantao.demo.vivo.modelo import Atendimento, Mensagem, Ordem
from plantao.demo.vivo.pessoas import API, ATENDIMENTO, SUPORTE_N1, SUPORTE_N2, do_setor
from plantao.kit.time import instant_of, local

ABRE, FECHA = 7, 22
"""The hours of the desk, every day."""
MESES = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split()
ONUS = ("Huawei EG8145X6", "ZTE F670L", "Intelbras WiFiber 1200R", "FiberHome HG6145F")


@dataclass
class Mundo:
    """What is known while tickets are made up."""

    rng: Random
    agora: datetime
    clientes: list[Cliente]
    agenda: Agenda
    ocupados: set[int] = field(default_factory=set)
    protocolos: set[str] = field(default_factory=set)

    def minutos(self, de: float, ate: float) -> timedelta:
        """Some time between so many minutes and so many, in whole seconds."""
        return timedelta(seconds=int(self.rng.uniform(de * 60, ate * 60)))

    def em_servico(self, quando: datetime) -> datetime:
        """`quando`, or the next moment at which somebody is at the desk."""
        aqui = local(quando)
        if ABRE <= aqui.hour < FECHA:
            return quando
        dia = aqui.date() + timedelta(days=aqui.hour >= FECHA)
        return instant_of(dia, time(ABRE)) + self.minutos(2, 50)


def abrir(mundo: Mundo, caso: Caso | None, servico: Servico, cadastro: datetime) -> Atendimento:
    """A ticket that has just been opened, by an attendant or, at night always, by a robot."""
    rng = mundo.rng
    cadastro = cadastro.replace(microsecond=0)
    setor = TODOS_OS_TIPOS[caso.tipo].id_setor if caso else ATENDIMENTO
    aberto = ABRE <= local(cadastro).hour < FECHA
    pesos = (34, 46, 6, 8, 6) if aberto else (0, 80, 0, 12, 8)
    origem = rng.choices((TELEFONE, WHATSAPP, PESSOAL, CENTRAL, APLICATIVO), pesos)[0] if caso else TELEFONE
    atendente = rng.choice(do_setor(setor))
    digital = origem in {WHATSAPP, CENTRAL, APLICATIVO}
    na_linha = rng.choice(do_setor(rng.choice((ATENDIMENTO, SUPORTE_N1, setor))))
    dados = _dados(mundo, servico, cadastro) | {"atendente": atendente.primeiro_nome}
    feito = Atendimento(
        caso=caso,
        servico=servico,
        cadastro=cadastro,
        protocolo=_protocolo(mundo, cadastro),
        id_origem=origem,
        abriu=API if digital else na_linha.id_usuario,
        descricao="",
        dados=dados,
        atendente=atendente,
        nivel_2=atendente if setor == SUPORTE_N2 else rng.choice(do_setor(SUPORTE_N2)),
    )
    feito.dados["protocolo"] = feito.protocolo
    if caso:
        via = " | ATENDIMENTO ABERTO VIA " + ("API" if origem == WHATSAPP else "CENTRAL DO ASSINANTE")
        texto = redigir(rng, caso.relato if digital else caso.abertura, dados | {"oi": _oi(mundo, cadastro)}).strip()
        feito.descricao = texto + via if digital else texto
    return feito


def _protocolo(mundo: Mundo, cadastro: datetime) -> str:
    while True:
        protocolo = f"{local(cadastro):%Y%m%d%H%M%S}{mundo.rng.randrange(10**6):06}"
        if protocolo not in mundo.protocolos:
            mundo.protocolos.add(protocolo)
            return protocolo


def _dados(mundo: Mundo, servico: Servico, cadastro: datetime) -> dict[str, str]:
    rng, quem = mundo.rng, servico.dono.contato
    nascimento = servico.dono.linha["data_nascimento"] or "1980"
    idoso = nascimento < "1962"
    titulo = ("Seu ", "Dona ")[quem.feminino] if idoso else ""
    velocidade = re.search(r"(\d+) (MEGA|GIGA)", servico.plano.descricao)
    mega = int(velocidade[1]) * (1000 if velocidade[2] == "GIGA" else 1) if velocidade else 100
    obrigado = "obrigada" if quem.feminino else "obrigado"
    aqui = local(cadastro)
    rua = servico.lugar["endereco"]
    return {
        "variante": str(rng.randrange(12)),
        "nome": quem.primeiro,
        "tratamento": titulo + quem.primeiro,
        "obrigado": obrigado,
        "Obrigado": obrigado.capitalize(),
        "ele": "ela" if quem.feminino else "ele",
        "bairro": servico.lugar["bairro"],
        "rua": rua.title() if rua.isupper() else rua,
        "plano": servico.plano.falado,
        "valor": f"{servico.plano.valor}".replace(".", ","),
        "rx": f"−{rng.randrange(265, 291) / 10}".replace(".", ","),
        "rxbom": f"−{rng.randrange(172, 224) / 10}".replace(".", ","),
        "cto": f"CTO {rng.randrange(1, 48):02}",
        "onu": rng.choice(ONUS),
        "canal": rng.choice(("1", "6", "11", "48", "149")),
        "mbps": str(int(min(mega, 940) * rng.uniform(0.91, 0.99))),
        "hora": f"{aqui - mundo.minutos(20, 180):%H:%M}",
        "mes": MESES[aqui.month - 1],
        "vencimento": str(rng.choice((5, 10, 15, 20))),
    }


def dizer(mundo: Mundo, feito: Atendimento, fala: Fala, quando: datetime) -> None:
    """Add a line to a ticket's conversation."""
    texto = redigir(mundo.rng, fala.texto, feito.dados | {"oi": _oi(mundo, quando)})
    autor = {
        casos.CLIENTE: API,
        casos.ATENDENTE: feito.atendente.id_usuario,
        casos.NIVEL_2: feito.nivel_2.id_usuario,
        casos.NOTA: feito.nivel_2.id_usuario,
    }[fala.quem]
    if fala.quem == casos.CLIENTE:
        texto = f"{feito.dados['nome']} (WhatsApp): {texto}"
    elif autor not in feito.responsaveis:
        assumir(feito, autor, quando - timedelta(seconds=mundo.rng.randrange(15, 55)))
    feito.mensagens.append(Mensagem(quando, autor, texto, interna=fala.quem == casos.NOTA))


def assumir(feito: Atendimento, id_usuario: int, quando: datetime) -> None:
    """Make somebody responsible, and the ticket one that is worked on."""
    primeiro = not feito.responsaveis
    feito.responsaveis.append(id_usuario)
    if primeiro:
        quando = max(quando, feito.cadastro)
        feito.mudar(quando, id_usuario, id_usuario_responsavel=id_usuario, id_atendimento_status=EM_ATENDIMENTO)


def _oi(mundo: Mundo, quando: datetime) -> str:
    hora = local(quando).hour
    saudacao = "Bom dia" if 5 <= hora < 12 else "Boa tarde" if 12 <= hora < 18 else "Boa noite"
    return mundo.rng.choice((saudacao, saudacao, saudacao, "Oi", "Olá"))


def conversar(mundo: Mundo, feito: Atendimento, linhas: list[Fala], limite: datetime) -> None:
    """Say the lines one after the other, minutes apart, all of them before `limite`."""
    rng, desde = mundo.rng, feito.ultima
    if not linhas or limite <= desde + timedelta(seconds=len(linhas) + 1):
        return
    esperas = [rng.uniform(3, 25) if n == 0 else rng.uniform(1, 9) for n in range(len(linhas))]
    if rng.random() < 0.3:
        esperas[rng.randrange(len(linhas))] *= rng.uniform(4, 12)
    cabe = (limite - desde).total_seconds() / 60
    escala = min(1.0, cabe * 0.96 / sum(esperas))
    quando = desde
    for faltam, (fala, espera) in zip(range(len(linhas), 0, -1), zip(linhas, esperas, strict=True), strict=True):
        proximo = quando + timedelta(seconds=max(1, int(espera * escala * 60)))
        adiado = mundo.em_servico(proximo) if fala.quem != casos.CLIENTE else proximo
        quando = adiado if adiado < limite - timedelta(minutes=12 * faltam) else proximo
        quando = min(quando, limite - timedelta(seconds=faltam))
        dizer(mundo, feito, fala, quando)


def combinar(feito: Atendimento, ordem: Ordem, quando: datetime) -> None:
    """Let what is said from now on know of the visit."""
    if ordem.inicio is None:
        return
    feito.dados |= {
        "dia": dia_falado(ordem.inicio, quando),
        "janela": janela(ordem.inicio),
        "o_tecnico": ordem.tecnicos[0].chamado,
        "O_tecnico": ordem.tecnicos[0].chamado[0].upper() + ordem.tecnicos[0].chamado[1:],
    }
