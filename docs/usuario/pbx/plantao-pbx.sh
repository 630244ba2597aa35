#!/bin/sh
# Avisa o Plantão de uma ligação: plantao-pbx notificar|cancelar RAMAL TELEFONE
# Guarda o token e só pede outro quando o Plantão recusa o que tem.
set -eu
umask 077

: "${PLANTAO_CONF:=/etc/plantao-pbx.conf}"
# Define URL, CLIENT_ID, CLIENT_SECRET, USUARIO, SENHA e, se quiser, PASTA.
. "$PLANTAO_CONF"
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

pedir_token() {
    curl -sf -m 5 "$URL/oauth/token" -d grant_type=password -d "client_id=$CLIENT_ID" \
        --data-urlencode "client_secret=$CLIENT_SECRET" --data-urlencode "username=$USUARIO" \
        --data-urlencode "password=$SENHA" | sed 's/.*"access_token":"\([^"]*\)".*/\1/' > "$token.$$"
    mv "$token.$$" "$token"
}

# O ramal vai entre aspas: 0116 não é um número em JSON.
avisar() {
    curl -s -m 5 -o /dev/null -w '%{http_code}' "$URL/api/v1/integracao/pbx/ligacao/$acao" \
        -H "Authorization: Bearer $(cat "$token")" -H 'Content-Type: application/json' \
        -d "{\"ramal\": \"$ramal\", \"telefone\": \"$telefone\"}"
}

[ -s "$token" ] || pedir_token
resposta=$(avisar)
if [ "$resposta" = 401 ]; then
    pedir_token
    resposta=$(avisar)
fi
[ "$resposta" = 200 ]
