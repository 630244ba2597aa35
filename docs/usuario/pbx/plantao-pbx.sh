#!/bin/sh
# Avisa o Plantão de uma ligação: plantao-pbx notificar|cancelar RAMAL TELEFONE
# Guarda o token e só pede outro quando o Plantão recusa o que tem.
set -eu
umask 077

: "${PLANTAO_CONF:=/etc/plantao-pbx.conf}"
# Define URL, CLIENT_ID, CLIENT_SECRET, USUARIO, SENHA e, se quiser, PASTA.
. "$PLANTAO_CONF"
# Um Asterisk iniciado de uma sessão do root herda a pasta dela, onde não escreve.
[ -w "${XDG_RUNTIME_DIR:-}" ] || XDG_RUNTIME_DIR=
: "${PASTA:=${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/plantao-pbx-$(id -u)}"

acao=$1
ramal=$(printf %s "$2" | tr -cd 0-9)
telefone=$(printf %s "$3" | tr -cd 0-9)

# Ligação interna ou sem número: não há o que mostrar.
[ "${#telefone}" -ge 8 ] || exit 0

# O token abre a API: fica numa pasta que só este usuário abre, e nunca na que outro deixou pronta com este nome.
mkdir "$PASTA" 2>/dev/null || :
if [ -z "$(find "$PASTA" -prune -type d -user "$(id -u)" -perm 700)" ]; then
    echo "plantao-pbx: $PASTA não é uma pasta que só o usuário $(id -un) abre" >&2
    exit 1
fi
token=$PASTA/token

# Segredos chegam ao curl pela entrada dele: o que se escreve depois do nome de um programa, todos na máquina veem.
campo() {
    printf '%s = "%s"\n' "$1" "$(printf %s "$2" | sed 's/[\\"]/\\&/g')"
}

pedir_token() {
    for dado in "client_secret=$CLIENT_SECRET" "username=$USUARIO" "password=$SENHA"; do
        campo data-urlencode "$dado"
    done | curl -sSf -m 5 -K - "$URL/oauth/token" -d grant_type=password -d "client_id=$CLIENT_ID" |
        sed 's/.*"access_token":"\([^"]*\)".*/\1/' > "$token.$$"
    mv "$token.$$" "$token"
}

# Mostra a resposta e o código do HTTP. O ramal vai entre aspas: 0116 não é um número em JSON.
avisar() {
    campo header "Authorization: Bearer $(cat "$token")" |
        curl -sS -m 5 -K - -w ' %{http_code}' "$URL/api/v1/integracao/pbx/ligacao/$acao" -H 'Content-Type: application/json' \
        -d "{\"ramal\": \"$ramal\", \"telefone\": \"$telefone\"}"
}

[ -s "$token" ] || pedir_token
resposta=$(avisar)
case $resposta in *' 401')
    pedir_token
    resposta=$(avisar)
    ;;
esac
case $resposta in *'"success"'*' 200') ;; *)
    echo "plantao-pbx: $resposta" >&2
    exit 1
    ;;
esac
