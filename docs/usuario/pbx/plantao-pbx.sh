#!/bin/sh
# Avisa o Plantão de uma ligação: plantao-pbx notificar|cancelar RAMAL TELEFONE
# Guarda o token e só pede outro quando o Plantão recusa o que tem.
set -eu

: "${PLANTAO_CONF:=/etc/plantao-pbx.conf}"
# Define URL, CLIENT_ID, CLIENT_SECRET, USUARIO e SENHA.
. "$PLANTAO_CONF"
: "${TOKEN:=${TMPDIR:-/tmp}/plantao-pbx.$(id -u).token}"

acao=$1
ramal=$(printf %s "$2" | tr -cd 0-9)
telefone=$(printf %s "$3" | tr -cd 0-9)

# Ligação interna ou sem número: não há o que mostrar.
[ "${#telefone}" -ge 8 ] || exit 0

pedir_token() {
    umask 077
    curl -sf -m 5 "$URL/oauth/token" -d grant_type=password -d "client_id=$CLIENT_ID" \
        --data-urlencode "client_secret=$CLIENT_SECRET" --data-urlencode "username=$USUARIO" \
        --data-urlencode "password=$SENHA" | sed 's/.*"access_token":"\([^"]*\)".*/\1/' > "$TOKEN.$$"
    mv "$TOKEN.$$" "$TOKEN"
}

avisar() {
    curl -s -m 5 -o /dev/null -w '%{http_code}' "$URL/api/v1/integracao/pbx/ligacao/$acao" \
        -H "Authorization: Bearer $(cat "$TOKEN")" -H 'Content-Type: application/json' \
        -d "{\"ramal\": $ramal, \"telefone\": \"$telefone\"}"
}

[ -s "$TOKEN" ] || pedir_token
resposta=$(avisar)
if [ "$resposta" = 401 ]; then
    pedir_token
    resposta=$(avisar)
fi
[ "$resposta" = 200 ]
