"""Ouve o AMI do Asterisk e avisa o Plantão: um ramal toca, notificar; deixa de tocar sem atender, cancelar.

Só usa a biblioteca padrão do Python 3.8 ou mais novo. As variáveis que lê estão em asterisk.md.
"""

import json
import os
import queue
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.request

RAMAL = re.compile(r"(?:PJSIP|SIP|IAX2)/(\d+)-")
MENOR_TELEFONE = 8
ATENDEU = "ANSWER"
VALE = {"notificar": 30, "cancelar": 300}
"""Segundos até um aviso que esperou deixar de interessar: a ligação já é outra, a janela já se recolheu."""


def evento(bloco):
    """Os campos de um bloco do AMI: linhas `Nome: valor`.

    Não usa `splitlines`: o nome de quem liga vem de fora e, com um U+2028, escreveria outros campos.
    """
    campos = (linha.split(":", 1) for linha in bloco.split("\n") if ":" in linha)
    return {nome.strip(): valor.strip() for nome, valor in campos}


def aviso(campos, tocando):
    """O que dizer ao Plantão deste evento: ("notificar" ou "cancelar", corpo), ou None.

    `tocando` guarda o que foi notificado, pelo canal do ramal, para cancelar com o mesmo corpo.
    """
    canal = campos.get("DestUniqueid", "")
    if campos.get("Event") == "DialBegin":
        ramal = RAMAL.match(campos.get("DestChannel", ""))
        telefone = re.sub(r"\D", "", campos.get("CallerIDNum", ""))
        if ramal and len(telefone) >= MENOR_TELEFONE:
            tocando[canal] = {"ramal": ramal.group(1), "telefone": telefone}
            return "notificar", tocando[canal]
    if campos.get("Event") in ("DialEnd", "Hangup"):
        canal = campos.get("Uniqueid", "") if campos["Event"] == "Hangup" else canal
        corpo = tocando.pop(canal, None)
        if corpo and campos.get("DialStatus") != ATENDEU:
            return "cancelar", corpo
    return None


class Plantao:
    """A API do Plantão; pede outro token quando o que tem deixa de valer."""

    def __init__(self, url, credenciais):
        self._url = url.rstrip("/")
        self._credenciais = credenciais
        self._token = None

    def avisar(self, acao, corpo):
        """Envia; se o token não vale mais, pede outro e repete uma vez."""
        for _ in range(2):
            try:
                self._token = self._token or self._pedir_token()
                return self._enviar("/api/v1/integracao/pbx/ligacao/" + acao, corpo)
            except urllib.error.HTTPError as erro:
                if erro.code != 401:
                    raise
                self._token = None
        raise PermissionError("O Plantão não aceitou as credenciais")

    def _pedir_token(self):
        return self._enviar("/oauth/token", dict(self._credenciais, grant_type="password"))["access_token"]

    def _enviar(self, caminho, corpo):
        cabecalhos = {"Content-Type": "application/json"}
        if self._token:
            cabecalhos["Authorization"] = "Bearer " + self._token
        pedido = urllib.request.Request(self._url + caminho, json.dumps(corpo).encode(), cabecalhos)  # noqa: S310
        with urllib.request.urlopen(pedido, timeout=5) as resposta:  # noqa: S310
            return json.load(resposta)


def ouvir(maquina, porta, usuario, senha, avisos):
    """Entra no AMI e põe em `avisos` o que dizer, até a conexão cair; do que tocava então não se saberá mais o fim."""
    tocando = {}
    try:
        escutar(maquina, porta, usuario, senha, tocando, avisos)
    finally:
        for corpo in tocando.values():
            avisos.put((time.monotonic(), "cancelar", corpo))


def escutar(maquina, porta, usuario, senha, tocando, avisos):
    """Lê os eventos de uma conexão ao AMI."""
    with socket.create_connection((maquina, porta), timeout=10) as conexao:
        conexao.settimeout(None)
        conexao.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        conexao.sendall(f"Action: Login\r\nUsername: {usuario}\r\nSecret: {senha}\r\nEvents: call\r\n\r\n".encode())
        linhas = []
        for linha in conexao.makefile(encoding="utf-8", errors="replace"):
            if linha.strip():
                linhas.append(linha)
                continue
            campos = evento("".join(linhas))
            linhas = []
            if campos.get("Response") == "Error":
                raise PermissionError("O AMI recusou a entrada: " + campos.get("Message", ""))
            if campos.get("Response") == "Success":
                print("AMI: conectado", flush=True)
            dizer = aviso(campos, tocando)
            if dizer:
                avisos.put((time.monotonic(), *dizer))


def entregar(plantao, avisos):
    """Diz ao Plantão, na ordem, o que chega em `avisos`; uma falha, seja qual for, é escrita e não para os outros."""
    while True:
        quando, acao, corpo = avisos.get()
        if time.monotonic() - quando > VALE[acao]:
            print(acao, corpo, "não enviado: esperou demais", file=sys.stderr, flush=True)
            continue
        try:
            resposta = plantao.avisar(acao, corpo)
            print(acao, corpo, resposta.get("msg"), resposta.get("errors", ""), flush=True)
        except Exception as erro:
            print(acao, corpo, "falhou:", repr(erro), file=sys.stderr, flush=True)


def main():
    """Ouve para sempre; se o Asterisk reinicia, entra de novo."""
    env = os.environ
    credenciais = {
        "client_id": env["PLANTAO_CLIENT_ID"],
        "client_secret": env["PLANTAO_CLIENT_SECRET"],
        "username": env["PLANTAO_USUARIO"],
        "password": env["PLANTAO_SENHA"],
    }
    avisos = queue.Queue()
    plantao = Plantao(env["PLANTAO_URL"], credenciais)
    threading.Thread(target=entregar, args=(plantao, avisos), daemon=True).start()
    maquina, porta = env.get("AMI_HOST", "127.0.0.1"), int(env.get("AMI_PORT", "5038"))
    while True:
        try:
            ouvir(maquina, porta, env["AMI_USUARIO"], env["AMI_SENHA"], avisos)
        except OSError as erro:
            print("AMI:", erro, file=sys.stderr, flush=True)
        time.sleep(3)


if __name__ == "__main__":
    main()
