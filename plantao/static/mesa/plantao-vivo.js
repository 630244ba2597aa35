// What happens, as DOM events of the body; the connection is a SharedWorker's, or of the tab that has a lock.
const JUNTA = 300, ESPALHA = 500, ESPACO = 2e3, ESPACO_OCULTA = 30e3, SUMIU = 30e3;
const ABA = `plantao-aba-${Date.now()}-${Math.random()}`;
const corpo = document.body;
const { usuario, versao } = corpo.dataset;
const TRABALHADOR = new URL('plantao-vivo-trabalhador.js', import.meta.url);
const NOME = `plantao-vivo-${usuario}`;
let posicao = corpo.dataset.posicao, envia, porta, recebido = 0, vistas = 0, devo = true, buscando;

const emite = (nome, detail) => corpo.dispatchEvent(new CustomEvent(`plantao:${nome}`, { detail, bubbles: true }));

// All desks hear a signal at once: each repeats it a little later, a burst once.
const pendentes = new Map(), emitidos = new Map();
function dispara(nome) {
  clearTimeout(pendentes.get(nome));
  pendentes.delete(nome);
  if (emitidos.size > 500) emitidos.clear();
  emitidos.set(nome, Date.now());
  corpo.dispatchEvent(new CustomEvent(nome, { bubbles: true }));
}
function sinal(nome) {
  if (pendentes.has(nome)) return;
  const livre = (emitidos.get(nome) ?? 0) + (document.hidden ? ESPACO_OCULTA : ESPACO) - Date.now();
  pendentes.set(nome, setTimeout(dispara, Math.max(JUNTA, livre) + Math.random() * ESPALHA, nome));
}

function recomeca() {
  devo = true;
  document.querySelectorAll('[hx-trigger*="plantao:"]').forEach((elemento) => {
    elemento.getAttribute('hx-trigger').match(/plantao:[\w-]+/g).forEach(sinal);
  });
}

async function busca() {
  const antes = vistas;
  buscando = true;
  const dados = await fetch('/chamadas/ativas', { redirect: 'manual', cache: 'no-store', headers: { 'X-Plantao-Usuario': usuario } })
    .then((r) => r.ok && r.json())
    .catch(() => {});
  buscando = false;
  if (antes !== vistas) devo && busca(); // the answer may not know what came meanwhile
  else if (dados) conta(['ativas', dados]);
}

function conta([tipo, dados]) {
  if (tipo === 'sinal') return sinal(dados.nome);
  if (tipo === 'versao' && dados.versao === versao) return;
  if (tipo === 'recomecar') recomeca();
  if (tipo === 'ativas') devo = false;
  vistas++;
  emite(tipo, dados);
}

function recebe(m) {
  recebido = Date.now();
  if (m.quem) ola();
  if ('toca' in m) {
    corpo.toggleAttribute('data-toca', m.toca);
    emite('toca', m);
  }
  if (m.estado && m.estado !== corpo.dataset.vivo) {
    corpo.dataset.vivo = m.estado;
    emite('vivo', m);
  }
  posicao = m.id || posicao;
  m.lote?.forEach(conta);
  if (devo && !buscando && corpo.dataset.vivo === 'vivo') busca();
}

const ola = () => envia({ ola: 1, usuario, desde: posicao, visivel: !document.hidden });
const tenta = () => envia({ tenta: 1 });

function comTrabalhador() {
  porta?.close();
  const vivo = new SharedWorker(TRABALHADOR, { type: 'module', name: NOME });
  vivo.onerror = semTrabalhador;
  porta = vivo.port;
  porta.onmessage = ({ data }) => recebe(data);
  envia = (m) => porta.postMessage({ de: ABA, m });
  recebido = Date.now();
  ola();
}

async function semTrabalhador() {
  porta = null;
  const nome = navigator.locks ? NOME : NOME + ABA;
  const canal = new BroadcastChannel(nome);
  canal.onmessage = ({ data: { para, m } }) => (para === ABA || para === '') && recebe(m);
  envia = (m) => canal.postMessage({ de: ABA, m });
  const { central } = await import(TRABALHADOR);
  const lidera = () => {
    const conta = central(), ouvido = new BroadcastChannel(nome);
    const manda = (para, m) => ouvido.postMessage({ para, m });
    ouvido.onmessage = ({ data: { de, m } }) => de && conta(de, m, (resposta) => manda(de, resposta));
    manda('', { quem: 1 });
    return new Promise(() => {});
  };
  navigator.locks ? navigator.locks.request(NOME, lidera) : lidera();
  ola();
}

function comeca() {
  globalThis.SharedWorker ? comTrabalhador() : semTrabalhador();
  busca();
  const olha = () => {
    envia({ visivel: !document.hidden });
    if (!document.hidden) [...pendentes.keys()].forEach(dispara);
  };
  document.addEventListener('visibilitychange', olha);
  addEventListener('focus', olha);
  addEventListener('online', tenta);
  addEventListener('pagehide', () => envia({ tchau: 1 }));
  document.addEventListener('plantao:tentar', tenta);
  document.addEventListener('click', ({ target }) => target.closest('[data-tentar]') && tenta());
  // A worker may crash with another tab.
  setInterval(() => porta && Date.now() - recebido > SUMIU && comTrabalhador(), 5e3);
}

// The worker waits for this lock: the tab is gone.
addEventListener('DOMContentLoaded', () => {
  if (!navigator.locks) return comeca();
  navigator.locks.request(ABA, () => (comeca(), new Promise(() => {})));
});
