// The call window (design §7). Its state is the server's: this shows it, and asks for what is done; chamada.js has its keys.

import { desenharAbas } from "./chamada-abas.js";
import { dizerQuem, quemSeria } from "./chamada-busca.js";
import { retomarRelato, salvar } from "./chamada-relato.js";
import { aba, abaFechada, abaViva, brinde, copiar, criar, enviar, icone, ocupado, posse, textoDe } from "./comum.js";
import { navegar } from "./navegar.js";
import { avisoCurto, pararToque, tocar } from "./toque.js";

const GUARDA = 400;
const GERUNDIO = { abrir: "Abrindo…", "usar-aberto": "Abrindo…", cliente: "Escolhendo…" };

export const raiz = document.getElementById("janela");
const anuncio = document.getElementById("anuncio");
const pilula = document.getElementById("chamadas-pilula");
export const chamadas = new Map();
export let frente = null;
let toca = false; // until the worker says that it is this tab's turn
let deLado = null; // the page's own title while a call's is shown

export const naFrente = () => chamadas.get(frente);
export const dentro = (alvo) => raiz.contains(alvo);
const longe = () => document.hidden || !document.hasFocus();

// What the server says.

async function mostrar(dados, { novidade = true } = {}) {
  if (dados.estado === "fechada") return retirar(dados.id);
  if (dados.aba && dados.aba !== (await aba) && (await abaViva(dados.aba))) {
    const minha = chamadas.get(dados.id);
    abaFechada(dados.aba).then(conferir);
    return minha && sair(minha, "Esta ligação já foi aberta em outra aba.");
  }
  const antes = chamadas.get(dados.id);
  const naAba = Boolean(document.activeElement.closest?.(".cj-abas"));
  const some = dados.minimizada && antes && !antes.dados.minimizada && antes.el.contains(document.activeElement);
  if (antes) atualizar(antes, dados, novidade && antes.dados.html === dados.html); // an answer may have shown it already
  else chegar(dados, novidade);
  arrumar();
  if (naAba) raiz.querySelector("[role=tab][aria-selected=true]")?.focus();
  else if (some) devolver(chamadas.get(dados.id));
  if (dados.aviso) dizer(chamadas.get(dados.id), "atencao", dados.aviso);
  return undefined;
}

function chegar(dados, novidade) {
  const el = criar("template", { innerHTML: dados.html }).content.firstElementChild;
  const chamada = { id: dados.id, dados, el, voltar: document.activeElement, livre: performance.now() + GUARDA, visto: dados.vista };
  chamada.nova = [...chamadas.values()].some((outra) => !outra.dados.minimizada);
  chamadas.set(dados.id, chamada);
  raiz.append(el);
  el.classList.add("entra");
  el.addEventListener("animationend", () => el.classList.remove("entra"), { once: true });
  if (naFrente() === undefined && !dados.minimizada) frente = dados.id;
  if (novidade && dados.toca && !dados.vista) anunciar(chamada);
  else {
    chamada.livre = 0;
    if (novidade && dados.toca && toca) tocar(); // the page was left while it rang
  }
  retomarRelato(chamada);
  confirmar(chamada);
}

function anunciar(chamada) {
  anuncio.textContent = chamada.dados.fala;
  if (toca && chamada.nova) avisoCurto();
  else if (toca) tocar();
  notificar(chamada);
  setTimeout(() => {
    if (frente === chamada.id && chamadas.has(chamada.id) && !ocupado()) focar(chamada);
  }, GUARDA);
}

function atualizar(chamada, dados, mostrada = false) {
  const antes = chamada.dados;
  chamada.dados = dados;
  if (!dados.toca) calar(chamada);
  else if (dados.fala !== antes.fala) {
    anuncio.textContent = dados.fala;
    if (chamada.notificacao) notificar(chamada);
  }
  if (mostrada) return;
  if (dados.pergunta && !antes.pergunta) chamada.livre = performance.now() + GUARDA;
  const digitado = chamada.el.querySelector("[data-relato]")?.value;
  const tinhaFoco = dentro(document.activeElement) && frente === chamada.id;
  const novo = criar("template", { innerHTML: dados.html }).content.firstElementChild;
  if (antes.estado === dados.estado) {
    const request = { action: location.pathname, headers: {} };
    window.htmx.swap({ sourceElement: chamada.el, target: chamada.el, text: dados.html, swap: "outerMorph", request });
    chamada.el = document.getElementById(`cj-${chamada.id}`) || chamada.el;
    if (tinhaFoco && (!dentro(document.activeElement) || dados.pergunta !== antes.pergunta)) focar(chamada);
  } else {
    chamada.el.replaceWith(novo);
    chamada.el = novo;
    if (tinhaFoco) focar(chamada);
  }
  const relato = chamada.el.querySelector("[data-relato]");
  if (relato && digitado !== undefined && relato.value !== digitado) relato.value = digitado;
  dizerQuem(chamada.el);
  if (chamada.fazendo) ocupar(chamada);
}

function retirar(id, { perdida = false, telefone, nome } = {}) {
  const chamada = chamadas.get(id);
  if (perdida) {
    const quem = [telefone, nome].filter(Boolean).join(" · ");
    brinde("phone-x", criar("span", {}, criar("b", { textContent: "Ligação perdida" }), ` · ${quem}`), criar("a", { href: "/chamadas", textContent: "Ver" }));
  }
  if (!chamada) return;
  const tinhaFoco = dentro(document.activeElement) && frente === id;
  calar(chamada);
  chamada.el.remove();
  chamadas.delete(id);
  if (frente === id) frente = [...chamadas.values()].find((outra) => !outra.dados.minimizada)?.id ?? null;
  arrumar();
  if (tinhaFoco) devolver(chamada);
}

/** Give the focus back to where the person was, or to the next window. */
function devolver({ voltar }) {
  const outra = naFrente();
  if (outra && !outra.dados.minimizada) focar(outra);
  else (voltar?.isConnected ? voltar : document.getElementById("conteudo")).focus();
}

function calar(chamada) {
  if (![...chamadas.values()].some((outra) => outra !== chamada && outra.dados.toca)) pararToque();
  chamada.notificacao?.close();
  if (anuncio.textContent === chamada.dados.fala) anuncio.textContent = "";
}

function notificar(chamada) {
  if (!toca || window.Notification?.permission !== "granted" || !longe()) return;
  const { dados } = chamada;
  const privado = document.body.dataset.privacidade === "1";
  const texto = dados.telefone + (dados.abertos ? ` · ${dados.abertos} em aberto` : "");
  const aviso = new Notification(privado ? "Ligação recebida" : `Ligação: ${dados.quem}`, {
    body: privado ? "" : texto, tag: `chamada-${dados.id}`, requireInteraction: true,
  });
  aviso.onclick = () => { window.focus(); trazer(dados.id); };
  chamada.notificacao = aviso;
}

function confirmar(chamada) {
  requestAnimationFrame(() => requestAnimationFrame(() => {
    if (chamada.visto || document.hidden) return;
    chamada.visto = true;
    performance.mark(`chamada-${chamada.id}-pintada`);
    enviar(`/chamadas/${chamada.id}/visivel`).catch(() => {});
  }));
}

// What is on the screen: one window in front, the others as tabs, and the pill.

function arrumar() {
  for (const chamada of chamadas.values()) chamada.el.hidden = chamada.id !== frente || chamada.dados.minimizada;
  if (naFrente()?.dados.minimizada) frente = [...chamadas.values()].find((c) => !c.dados.minimizada)?.id ?? frente;
  const aberta = naFrente();
  if (aberta) aberta.el.hidden = aberta.dados.minimizada;
  raiz.querySelector(".cj-abas")?.remove();
  if (aberta && chamadas.size > 1) aberta.el.prepend(desenharAbas([...chamadas.values()], frente, trazer));
  desenharPilula();
  marcarTempo();
}

function desenharPilula() {
  const recolhidas = [...chamadas.values()].filter((chamada) => chamada.dados.minimizada);
  pilula.replaceChildren();
  if (chamadas.size < 2 && !recolhidas.length) return;
  const texto = chamadas.size === 1 ? "1 ligação " : `${chamadas.size} ligações `;
  const botao = criar("button", { type: "button", className: "fixa" }, icone("phone-incoming", "i-16"), texto, criar("kbd", { textContent: "F2" }));
  botao.addEventListener("click", () => proximo());
  pilula.append(botao);
}

function marcarTempo() {
  const agora = Date.now();
  for (const relogio of document.querySelectorAll(".relogio[data-inicio]")) {
    const segundos = Math.max(0, Math.floor((agora - Date.parse(relogio.dataset.inicio)) / 1000));
    const doisDigitos = (n) => String(n).padStart(2, "0");
    relogio.textContent = `${doisDigitos(Math.floor(segundos / 60))}:${doisDigitos(segundos % 60)}`;
  }
  alternarTitulo([...chamadas.values()].find((chamada) => chamada.dados.toca));
}

function alternarTitulo(tocando) {
  if (tocando && longe() && deLado === null) {
    deLado = document.title;
    document.title = `☎ ${tocando.dados.telefone}`;
  } else if (deLado !== null) {
    document.title = deLado;
    deLado = null;
  }
}
setInterval(() => chamadas.size && marcarTempo(), 1000);

export function trazer(id) {
  const chamada = chamadas.get(id);
  if (!chamada) return;
  frente = id;
  if (chamada.dados.minimizada) Promise.resolve(fazer(chamada, "restaurar")).then(() => chamadas.has(id) && focar(chamada));
  arrumar();
  focar(chamada);
}

export function focar(chamada) {
  const { el } = chamada;
  const alvo = el.querySelector("[data-relato]:not([hidden])")
    || (chamada.dados.estado !== "aberta" && el.querySelector(".cj-corpo [role=radio][data-faz=cliente]"))
    || (!el.querySelector("[data-faz=abrir]") && el.querySelector("input[type=search]"))
    || el.querySelector("[data-principal]");
  alvo?.focus({ preventScroll: true });
}

// What the person does.

/** A touch claims the call; when it does something as well, that does. */
export function tocada(chamada) {
  setTimeout(() => usar(chamada).catch((erro) => erro.recusa && chamadas.has(chamada.id) && sair(chamada, erro.message))); // else what is done next says so
}

async function usar(chamada) {
  const minha = await posse(chamada);
  if (chamada.fazendo || chamada.usando || chamada.dados.aba === minha.aba) return;
  chamada.usando = enviar(`/chamadas/${chamada.id}/usar`, minha).finally(() => { chamada.usando = null; });
  await chamada.usando;
  chamada.dados.aba = minha.aba;
}

/** One thing after the other, in the order in which it was asked for; the same thing twice is done once. */
export function fazer(chamada, verbo, dados = {}) {
  const pedido = JSON.stringify([verbo, dados]);
  if (chamada.fazendo?.pedido === pedido) return null;
  chamada.fazendo = { verbo, pedido, valor: String(Object.values(dados)[0] ?? "") };
  ocupar(chamada);
  chamada.vez = Promise.resolve(chamada.vez).then(() => cumprir(chamada, verbo, dados));
  return chamada.vez;
}

async function cumprir(chamada, verbo, dados) {
  chamada.el.querySelector(".erro-janela")?.replaceChildren();
  try {
    await salvar(chamada);
    await chamada.salvando;
    const resposta = await enviar(`/chamadas/${chamada.id}/${verbo}`, { ...dados, ...await posse(chamada) });
    chamada.fazendo = null;
    await mostrar(resposta, { novidade: false });
    return resposta;
  } catch (erro) {
    chamada.fazendo = null;
    if (chamadas.has(chamada.id)) { atualizar(chamada, chamada.dados); arrumar(); }
    if (erro.message.includes("outra aba")) sair(chamada, erro.message);
    else if (verbo !== "abrir" || chamada.dados.estado !== "aberta") recusar(chamada, verbo, erro);
    return null;
  }
}

/** Let the button say what is being done; drawing the window again takes that back. */
function ocupar({ el, fazendo: { verbo, valor } }) {
  const botao = [...el.querySelectorAll(`button[data-faz="${verbo}"]`)].find((b) => (b.dataset.valor ?? "") === valor);
  botao?.setAttribute("aria-busy", "true");
  const texto = textoDe(botao);
  if (texto && GERUNDIO[verbo]) texto.data = GERUNDIO[verbo];
}

function sair(chamada, frase) {
  brinde("info-circle", frase);
  retirar(chamada.id);
}

function recusar(chamada, verbo, erro) {
  dizer(chamada, "perigo", erro.recusa || verbo !== "abrir" ? erro.message : "Não abriu. Tente de novo.");
  const servicos = [...chamada.el.querySelectorAll("[data-faz=servico]")];
  if (verbo === "abrir" && !servicos.some((servico) => servico.ariaChecked === "true")) servicos[0]?.focus();
}

function dizer(chamada, familia, frase) {
  const aviso = criar("div", { className: `aviso ${familia}` }, icone(familia === "perigo" ? "alert-circle" : "alert-triangle"), criar("div", {}, criar("p", { textContent: frase })));
  aviso.setAttribute("role", "alert");
  chamada?.el.querySelector(".erro-janela")?.replaceChildren(aviso);
}

export async function clicar(chamada, botao) {
  const { faz, campo, valor } = botao.dataset;
  const dados = campo ? { [campo]: valor } : {};
  if (faz === "cliente") dados.guardar = Boolean(chamada.el.querySelector("[name=guardar]:checked")) && botao.classList.contains("achado");
  const feito = await fazer(chamada, faz, dados);
  if (faz === "cliente" && feito?.guardado) desfazivel(chamada, feito);
}

function desfazivel(chamada, { telefone, nome }) {
  const botao = criar("button", { type: "button", textContent: "Desfazer" });
  const caixa = brinde("phone", criar("span", { textContent: `${telefone} guardado no cadastro de ${nome}` }), botao);
  botao.addEventListener("click", () => {
    caixa.remove();
    enviar(`/chamadas/${chamada.id}/desatar`).catch((erro) => brinde("alert-circle", erro.message));
  });
}

export const copiarProtocolo = (botao) => copiar(botao.dataset.copia, "Protocolo copiado");

export function proximo() {
  const chamada = naFrente() || chamadas.values().next().value;
  if (!chamada) return false;
  if (chamada.dados.minimizada || !dentro(document.activeElement)) trazer(chamada.id);
  else principal(chamada);
  return true;
}

function principal(chamada) {
  const botao = chamada.el.querySelector("[data-principal]");
  if (botao?.matches("[data-copia]")) copiarProtocolo(botao);
  else if (botao?.matches("[data-escolher]")) escolher(chamada);
  else if (botao) clicar(chamada, botao);
}

export function escolher(chamada) {
  const alvo = quemSeria(chamada.el);
  if (alvo) clicar(chamada, alvo);
}

addEventListener("pagehide", () => chamadas.forEach((chamada) => salvar(chamada, { keepalive: true }).catch(() => {})));

export async function irAoAtendimento(chamada) {
  const { href } = chamada.el.querySelector("[data-ir]");
  if (await fazer(chamada, "fechar")) navegar(href);
}

export async function pedirVisita(chamada, campo) {
  const [querida, ...escolhas] = chamada.el.querySelectorAll("[data-visita]");
  const dados = Object.fromEntries(escolhas.map((escolha) => [escolha.dataset.visita, escolha.value]));
  const feito = await fazer(chamada, "visita", { ...dados, querida: querida.checked });
  if (!feito && campo === querida) querida.checked = !querida.checked;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const chamada of chamadas.values()) confirmar(chamada);
  marcarTempo();
});

document.body.addEventListener("plantao:toca", (evento) => {
  const tocava = toca;
  toca = evento.detail.toca;
  if (!toca) pararToque();
  else if (!tocava && [...chamadas.values()].some((chamada) => chamada.dados.toca)) tocar();
});
document.body.addEventListener("plantao:chamada", (evento) => mostrar(evento.detail));
document.body.addEventListener("plantao:chamada_fim", (evento) => retirar(evento.detail.id, evento.detail));
document.body.addEventListener("plantao:ativas", (evento) => mostrarTodas(evento.detail.chamadas));

async function mostrarTodas(ativas) {
  const vivas = new Set(ativas.map((dados) => dados.id));
  for (const id of [...chamadas.keys()]) if (!vivas.has(id)) retirar(id);
  for (const dados of ativas) await mostrar(dados);
}

async function conferir() {
  const resposta = await fetch("/chamadas/ativas").catch(() => null);
  if (resposta?.ok) await mostrarTodas((await resposta.json()).chamadas);
}
