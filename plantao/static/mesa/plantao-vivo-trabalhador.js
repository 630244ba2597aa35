// The browser's one live connection (plantao/kit/live.py); EventSource would hide statuses and heartbeats.
const PULSO = 12e3, MUDO = 25e3, ABRIR = 5e3, SONDA = 5e3, RECONECTANDO = 3e3, CAIDO = 15e3, GUARDADOS = 500;
const ESPERAS = [500, 1e3, 2e3, 4e3, 5e3];

const depois = (a, b = '0.0') => {
  const [x, i] = a.split('.'), [y, j] = b.split('.');
  return (x - y || i - j) > 0;
};

export const central = () => {
  const abas = new Map();
  let guardados = [], inicio, posicao; // told since `inicio`, for younger pages
  let usuario, corte, aberto, ouvido = 0, tentado = 0, caiu = Date.now(), sondado = 0, tentativa = 0, espera;
  let estado, parado = true, toca;

  const todas = (m) => abas.forEach(({ envia }) => envia(m));
  const situacao = () => ({ estado, ultima: ouvido });

  function muda(novo) {
    if (estado === novo) return;
    estado = novo;
    todas(situacao());
  }

  function para(motivo) {
    parado = true;
    aberto = false;
    clearTimeout(espera);
    corte?.abort();
    corte = null;
    muda(motivo);
  }

  function recusado({ status, type }) {
    if (status === 401 || type === 'opaqueredirect') para('sem_sessao');
    else if (status === 403) para('sem_acesso');
    return parado;
  }

  const pede = (url, signal) => fetch(url, { signal, redirect: 'manual', cache: 'no-store', headers: { 'X-Plantao-Usuario': usuario } });

  async function conecta() {
    clearTimeout(espera);
    corte?.abort();
    const meu = (corte = new AbortController());
    parado = aberto = false;
    tentado = Date.now();
    try {
      const r = await pede(posicao ? `/ao-vivo?desde=${posicao}` : '/ao-vivo', meu.signal);
      if (meu !== corte || recusado(r)) return;
      if (r.ok && r.headers.get('content-type')?.startsWith('text/event-stream')) await le(r.body, meu);
    } catch {}
    if (meu !== corte) return;
    aberto = false;
    caiu ||= Date.now();
    tentado = 0;
    espera = setTimeout(conecta, ESPERAS[Math.min(tentativa++, 4)] * (1 - Math.random() * 0.4));
  }

  async function le(corpo, meu) {
    const leitor = corpo.pipeThrough(new TextDecoderStream()).getReader();
    let resto = '', lote = [];
    aberto = true;
    for (;;) {
      const { value, done } = await leitor.read();
      if (done || meu !== corte) return;
      ouvido = Date.now();
      caiu = tentativa = 0;
      muda('vivo');
      const blocos = (resto + value).split('\n\n');
      resto = blocos.pop();
      for (const bloco of blocos) {
        const campo = (nome) => bloco.match(new RegExp(`^${nome}: (.*)$`, 'm'))?.[1];
        const tipo = campo('event'), id = campo('id');
        if (tipo === 'sem_sessao') return para(tipo);
        const aviso = tipo && [tipo, JSON.parse(campo('data'))];
        if (/versao|presenca/.test(tipo)) todas({ lote: [aviso] });
        else if (tipo) lote.push(aviso);
        if (id) entrega(lote, id), (lote = []); // whole only then
      }
    }
  }

  function entrega(lote, id) {
    const tudo = !inicio || lote[0]?.[0] === 'recomecar';
    if (tudo) (guardados = []), (inicio = id);
    posicao = id;
    if (lote.length) guardados.push({ lote, id });
    if (guardados.length > GUARDADOS) inicio = guardados.shift().id;
    abas.forEach(({ envia, desde }) => (tudo || depois(id, desde)) && envia({ lote, id }));
  }

  async function sonda() {
    sondado = Date.now();
    try {
      const r = await pede('/chamadas/ativas', AbortSignal.timeout(SONDA));
      if (parado || recusado(r) || !r.ok) return;
      const dados = await r.json();
      if (!aberto) todas({ lote: [['ativas', dados]] });
    } catch {}
  }

  function tenta() {
    const agora = Date.now();
    if (aberto ? agora - ouvido < PULSO : !parado && agora - tentado < 1e3) return;
    tentativa = 0;
    conecta();
  }

  setInterval(() => {
    if (parado) return;
    const agora = Date.now();
    if (aberto && agora - ouvido > MUDO) {
      caiu = ouvido;
      conecta();
    } else if (!aberto && corte && agora - tentado > ABRIR) corte.abort();
    if (!caiu) return;
    if (agora - caiu > CAIDO) muda('caido');
    else if (agora - caiu > RECONECTANDO) muda('reconectando');
    if (estado === 'caido' && agora - sondado > SONDA) sonda();
  }, 1e3);
  setInterval(() => todas(situacao()), 10e3);

  function elege() {
    const todos = [...abas];
    const [id] = todos.findLast(([, aba]) => aba.visivel) ?? todos.at(-1) ?? [];
    if (id === toca) return;
    abas.get(toca)?.envia({ toca: false });
    abas.get(id)?.envia({ toca: true });
    toca = id;
  }

  const sai = (id) => abas.delete(id) && elege();

  function ola(id, m, envia) {
    const nova = !abas.has(id);
    abas.set(id, { envia, ...m });
    if (nova) navigator.locks?.request(id, () => sai(id)); // had when the tab is gone
    else if (id === toca) toca = null;
    const { desde } = m;
    usuario = m.usuario;
    posicao ||= desde;
    inicio ||= desde;
    if (estado) envia(situacao());
    if (desde && depois(inicio, desde)) envia({ lote: [['recomecar', {}]], id: posicao });
    else if (desde) guardados.forEach((g) => depois(g.id, desde) && envia(g));
    elege();
    if (parado) tenta();
  }

  return (id, m, envia) => {
    if (m.ola) ola(id, m, envia);
    else if (m.tchau) sai(id);
    else if (m.tenta) tenta();
    else if (abas.has(id)) {
      const aba = abas.get(id);
      if (m.visivel) abas.delete(id);
      abas.set(id, { ...aba, visivel: m.visivel });
      elege();
      if (m.visivel) tenta();
    }
  };
};

if (!globalThis.document) {
  const conta = central();
  onconnect = ({ ports: [porta] }) => {
    porta.onmessage = ({ data: { de, m } }) => conta(de, m, (resposta) => porta.postMessage(resposta));
  };
}
