"""Conversations about lines that are down or keep falling."""

# ruff: noqa: E501 - what people say is read in one piece

from plantao.demo.vivo.casos import CONFIRMA, TUDO_CERTO, Caso, Visita
from plantao.demo.vivo.catalogos import (
    COM_VISITA,
    ESPECIALIZADO,
    FIBRA_REPARADA,
    INSTAVEL,
    NIVEL_1,
    ORIENTADO,
    OS_REDE,
    OS_SUPORTE,
    OS_TROCA,
    QUEDAS,
    REDE_INTERNA,
    ROMPIMENTO,
    SEM_CONEXAO,
    TROCADO,
)

CASOS = (
    Caso(
        SEM_CONEXAO,
        "Sem acesso à internet desde [ontem à noite|hoje cedo|ontem à tarde]. Luz LOS vermelha na ONU. Já reiniciou os equipamentos.",
        "[Estou sem internet desde ontem à noite. Tem uma luz vermelha piscando no aparelho|<oi>, minha internet caiu e não volta. A luzinha LOS está vermelha|sem internet aqui, luz vermelha no modem. ja tirei da tomada e nada]",
        (
            "a: [<oi>, <nome>.|<oi>!] [A luz vermelha é falta de sinal da fibra. O cabo que chega no aparelho está bem encaixado, sem dobra?|LOS vermelha quer dizer que não chega luz pela fibra. Alguém mexeu no cabo amarelo ou no conector verde?|Dá uma olhada se o cabinho da fibra, de ponta verde, está firme no aparelho?]",
            "c: [Está encaixado sim. Ninguém mexeu.|Tá igual sempre esteve.|Mexi nele e nada, continua vermelha.|O cachorro vive passando atrás do rack, mas o cabo parece inteiro.]",
            "a: [Aqui a ONU também aparece sem sinal. Vou pedir uma visita.|Confirmei: ONU offline na <cto>. Vai precisar de técnico no local.|Daqui não consigo resolver, a fibra está sem luz. Vou mandar alguém.|Sem luz na ONU, sinal normal nos vizinhos da <cto>. É o seu cabo; vou abrir uma ordem.|Certo, então é caso de visita.]",
        ),
        (TUDO_CERTO, CONFIRMA),
        "",
        COM_VISITA,
        Visita(
            OS_SUPORTE,
            "ONU em LOS. Conferir conector, drop e porta na <cto>. [Cliente já reiniciou.|Levar escada, caixa no alto.|]",
            75,
            (
                "t: [Sem luz no conector da ONU. Vou medir na CTO.|Na <cto> tem sinal, <rxbom> dBm. Problema é no drop.]",
                "t: [#Drop rompido por poda de árvore, passando outro.|Conector fast quebrado, refazendo.|Rato roeu o drop no forro. Trocando o lance.]",
            ),
            "[#Drop trocado, <rxbom> dBm, testado com o cliente.|Conector refeito, <rxbom> dBm. Navegação ok.|Trocado o lance roído no forro, <rxbom> dBm. Orientei quanto aos ratos.]",
        ),
        so="fibra",
        peso=9,
    ),
    Caso(
        SEM_CONEXAO,
        "Aparelho com as luzes normais, mas nada navega. [Celular mostra “sem internet”.|Nem pelo cabo funciona.]",
        "[<oi>. O wifi conecta mas aparece sem internet em todos os celulares|Conecta e não navega, já reiniciei duas vezes|internet caiu, wifi conecta mas fica com o exclamação]",
        (
            "a: <oi>, <nome>. Vou verificar sua conexão, só um minuto.",
            "a: [#A ONU está online, mas a sessão PPPoE não subiu. Vou derrubar e autenticar de novo.|Achei: o roteador perdeu a autenticação. Estou reenviando a configuração daqui.]",
            "a: Pode desligar o roteador da tomada, contar até 30 e ligar?",
            "c: [Pronto, liguei.|feito|Desliguei. Tá ligando.]",
        ),
        (
            "c: [Voltou!|voltou aqui|Agora foi, tá abrindo tudo.]",
            "a: [Que bom. Qualquer coisa é só chamar, <nome>.|Ótimo. Vou fechar por aqui, então.]",
        ),
        "[#Sessão PPPoE reiniciada, cliente confirmou navegação.|Configuração reenviada por TR-069. Normalizado.]",
        NIVEL_1,
        peso=5,
    ),
    Caso(
        SEM_CONEXAO,
        "Sem conexão depois da chuva de [ontem|hoje]. Antena [aparece apagada|sem luz nenhuma]. Zona rural.",
        "[Depois da chuva a internet não voltou mais, a antena tá sem luz|Deu um raio aqui perto e a internet parou. A fonte da antena esquentou]",
        (
            "a: <oi>, <nome>. [A caixinha branca ligada na tomada (a fonte da antena) tem alguma luz acesa?|Veja para mim se a fonte da antena, aquela caixinha na tomada, está com luz?|Tem alguma luz na fonte da antena?]",
            "c: [Nenhuma. Tá morta.|Não acende nada, já troquei de tomada.]",
            "a: [Então a fonte deve ter queimado com o raio. Vou mandar o técnico com uma reserva.|Queimou, com certeza. Vou pedir a troca da fonte.|Foi a fonte. O técnico leva outra.]",
        ),
        (TUDO_CERTO, CONFIRMA),
        "",
        TROCADO,
        Visita(
            OS_TROCA,
            "Zona rural. Levar fonte PoE 24 V e rádio reserva. Queimou com a chuva.",
            120,
            (
                "t: Fonte queimada mesmo. Rádio acendeu com a reserva.",
                "t: Enlace fechou em −61 dBm, [18|19] Mbps no teste.",
            ),
            "Trocada a fonte PoE. Orientei instalar protetor na tomada.",
        ),
        so="radio",
        peso=3,
    ),
    Caso(
        SEM_CONEXAO,
        "Loja sem internet, máquina de cartão parada. Pede urgência.",
        "[Estamos sem internet na loja, não consigo passar cartão. Preciso de urgência|Caiu tudo aqui na empresa desde a abertura, sistema parado, pode priorizar por favor?]",
        (
            "a: <oi>, <nome>. Entendo a urgência, já estou olhando.",
            "i: [#ONU online com <rxbom> dBm, mas porta LAN1 sem link. Cara de cabo.|Sinal bom. O roteador da loja não responde ping desde <hora>.]",
            "a: [#<nome>, tem como trocar o cabo que vai do nosso aparelho para o switch?|<nome>, consegue ligar um computador direto no aparelho da fibra, sem passar pelo switch?]",
            "c: [Deixa eu ver com o rapaz do TI.|Vou tentar agora.]",
        ),
        (
            "c: [#Trocamos o cabo e voltou. <Obrigado> pela rapidez.|Era o switch. Ligamos direto e voltou.]",
            "a: Ótimo, <nome>. Registrei aqui a causa para o caso de acontecer de novo.",
        ),
        "[#Cabo entre ONU e switch com defeito, trocado pelo cliente.|Switch do cliente travado; orientado a trocar.]",
        REDE_INTERNA,
        so="pj",
        peso=4,
    ),
    Caso(
        SEM_CONEXAO,
        "Caminhão [de mudança|do lixo|de entrega] arrebentou o cabo na rua, está pendurado. Sem internet.",
        "[Um caminhão passou e arrebentou o fio da internet, tá pendurado no meio da rua|O fio da fibra arrebentou aqui na <rua>, tá caído na calçada]",
        (
            "a: <oi>, <nome>. [O cabo caído é o preto fino? Ele não dá choque, mas peço para ninguém puxar, por favor.|É o cabo preto fininho, certo? Não tem energia nele, só não deixa ninguém puxar.]",
            "c: [É o preto fino mesmo. Amarrei no portão para não atrapalhar os carros.|Isso, o fininho.]",
            "a: [Agradeço o cuidado. Estou abrindo a ordem como prioridade.|Certo, vou pedir prioridade por causa do cabo na rua.|Ok, já avisei o pessoal de campo.]",
        ),
        (TUDO_CERTO, CONFIRMA),
        "",
        COM_VISITA,
        Visita(
            OS_SUPORTE,
            "Drop arrebentado na <rua>. Levar 80 m de drop e a escada grande (está com o Téo).",
            90,
            ("t: Drop caído mesmo, recolhi da rua.", "t: Lançando novo mais alto, travessia com 6 m."),
            "Novo drop lançado a 6 m, <rxbom> dBm. Cliente acompanhou o teste.",
        ),
        so="fibra",
        peso=3,
    ),
    Caso(
        INSTAVEL,
        "A internet cai [de 10 em 10 minutos|de hora em hora|toda tarde] desde ontem. [Máquina de cartão para.|Perde a reunião toda vez.]",
        "[A internet cai o tempo todo desde ontem, trabalho em casa e não dá|tá caindo direto, some e volta sozinha|Cai e volta umas 10 vezes por dia. Já reiniciei o roteador]",
        (
            "a: <oi>, <nome>. [Vou olhar o histórico da sua conexão.|Só um instante que estou vendo seu sinal.|Deixa eu conferir as quedas aqui no sistema.]",
            "i: RX em <rx> dBm, o histórico mostra queda de 3 dB [ontem às 15h|anteontem à noite]. Cara de conector sujo ou dobra no drop. Sugiro visita.",
            "a: <nome>, o sinal da fibra está fraco e por isso oscila. Precisamos ir aí ver o cabo. Que período é melhor para você?",
            "c: [De manhã, antes das 11.|Qualquer hora, tô em casa.|Depois do almoço.|De tarde, por favor.]",
        ),
        (TUDO_CERTO, CONFIRMA),
        "",
        COM_VISITA,
        Visita(
            OS_SUPORTE,
            "RX <rx> dBm com oscilação. Conferir conector da ONU e drop até a <cto>.",
            60,
            (
                "t: Cheguei com <rx> dBm. [#Conector sujo.|Dobra forte no cabo, atrás do móvel.]",
                "t: [#Limpei e refiz, agora <rxbom> dBm. Deixo 15 min em teste.|Desfiz a dobra e prendi o cabo. <rxbom> dBm.]",
            ),
            "[#Conector refeito. De <rx> para <rxbom> dBm, sem perda em 15 min de teste.|Dobra no drop desfeita. De <rx> para <rxbom> dBm. Cliente ciente de não dobrar o cabo.]",
        ),
        so="fibra",
        peso=5,
    ),
    Caso(
        INSTAVEL,
        "Cai sempre [à noite, quando todos chegam em casa|quando liga o micro-ondas|no quarto dos fundos]. Pelo cabo funciona.",
        "[No celular fica caindo mas no computador que é no cabo funciona normal|O wifi cai toda hora, a TV trava]",
        (
            "a: <oi>, <nome>. Se pelo cabo não cai, o problema é no Wi-Fi. Onde fica o roteador?",
            "c: [Atrás da TV.|Dentro do armário da sala.|Em cima da geladeira.]",
            "a: [Ali ele perde muito sinal. Pode colocar num lugar alto e aberto?|Esse lugar atrapalha bastante. Dá para tirar de trás do móvel?] Enquanto isso, mudei o canal do seu Wi-Fi para o <canal>.",
        ),
        (
            "c: [Mudei de lugar e melhorou demais.|Desde ontem não caiu mais.]",
            "a: [Boa! Se voltar a cair, é só chamar.|Que bom. Fechando por aqui.]",
        ),
        "Roteador reposicionado e canal trocado para <canal>. Cliente confirmou melhora.",
        ORIENTADO,
        peso=4,
    ),
    Caso(
        QUEDAS,
        "Cliente liga informando quedas rápidas. Não soube dizer o horário.",
        "[caiu de novo|Caiu agora de novo, ontem já tinha reclamado]",
        (
            "a: <oi>, <nome>. Está sem acesso neste momento?",
            "c: [Voltou agora enquanto eu escrevia.|Agora tá funcionando, mas caiu umas 3 vezes.]",
            "a: Vi duas quedas de energia na sua região hoje, o aparelho reiniciou nos mesmos horários. O sinal está bom, <rxbom> dBm.",
        ),
        ("c: [Ah, teve pique de luz mesmo.|Pode ser, aqui a luz piscou.]",),
        "Quedas coincidem com falta de energia. Sinal normal.",
        ORIENTADO,
        peso=3,
    ),
    Caso(
        ESPECIALIZADO,
        "VPN da matriz não fecha desde [a troca do roteador|a manutenção de domingo]. Responsável pela TI pede apoio.",
        "[Nossa VPN com a matriz não conecta desde domingo. Vocês mudaram alguma coisa?|Preciso falar com alguém de redes: túnel IPsec não sobe pelo link de vocês]",
        (
            "n: <oi>, <nome>. Aqui é do N2. Seu IP fixo continua o mesmo; a ONU saiu do modo bridge na atualização. Posso voltar agora? Derruba por 1 minuto.",
            "c: [Pode sim.|Pode, não tem ninguém no sistema agora.]",
            "n: Feito. A ONU está em bridge outra vez.",
        ),
        ("c: [Túnel subiu. <Obrigado>.|Conectou, testei o ERP também.]",),
        "ONU voltou ao modo bridge. VPN ativa.",
        NIVEL_1,
        so="pj",
        peso=2,
    ),
)

ROMPIMENTOS = Caso(
    ROMPIMENTO,
    "[Sem sinal. Vizinhos também sem internet.|Luz vermelha na ONU; região do bairro <bairro> com várias quedas.|Caiu na rua inteira, segundo o cliente.]",
    "[Estou sem internet e meus vizinhos também|caiu a internet da rua toda aqui no bairro <bairro>|<oi>, é geral? aqui no bairro <bairro> ninguém tem internet|sem internet, luz vermelha]",
    (
        "a: <oi>, <nome>. Identificamos um rompimento de fibra que atende o bairro <bairro>. A equipe de rede já foi acionada, previsão de [3|4] horas.",
        "c: [Poxa, logo hoje.|Ok, <obrigado> por avisar.|Tá bom, tô trabalhando de casa, preciso muito.|Certo, aguardo.]",
        "i: [Cabo de 36 fibras partido por caminhão na saída da <cto>. Equipe lançando emenda.|Edson e Téo no poste, fusão em andamento.]",
    ),
    (
        "a: <nome>, a fibra foi reparada. Sua conexão já voltou?",
        "c: [Voltou, <obrigado>!|voltou sim|Tudo normal agora.|Voltou. Vão descontar as horas paradas?]",
    ),
    "Rompimento do cabo que atende o bairro <bairro> reparado. Sinal normalizado.",
    FIBRA_REPARADA,
    so="fibra",
)
REPARO_DE_REDE = Visita(
    OS_REDE,
    "Rompimento do cabo de 36 fibras na região do bairro <bairro>. Fusão e certificação.",
    180,
    (
        "t: Achado o ponto: caminhão levou o cabo na esquina.",
        "t: 12 fusões feitas, faltam 24. Atraso por causa do trânsito.",
    ),
    "Cabo emendado, 36 fusões certificadas. CTOs do bairro <bairro> no ar.",
)
