// The call window (design §7). Its state is the server's: this shows it, guards the keyboard, and asks for what is done.

import { aba, abaViva, brinde, criar, enviar, icone, ocupado } from "./comum.js";
import { avisoCurto, pararToque, tocar } from "./toque.js";

const GUARDA = 400;
const SALVA = 800;
const ABAS = 3;
const GERUNDIO = { abrir: "Abrindo…", "usar-aberto": "Abrindo…", cliente: "Escolhendo…" };

const raiz = document.getElementById("janela");
const anuncio = document.getElementById("anuncio");
const pilula = document.getElementById("chamadas-pilula");
const titulo = document.title;
const chamadas = new Map();
let frente = null;

const naFrente = () => chamadas.get(frente);
const dentro = (alvo) => raiz.contains(alvo);

// What the server says.

async function mostrar(dados, { novidade = true } = {}) {
  if (dados.estado === "fechada") return retirar(dados.id);
  if (dados.aba && dados.aba !== (await aba) && (await abaViva(dados.aba))) {
    if (chamadas.has(dados.id)) brinde("info-circle", "Esta ligação já foi aberta em outra aba.");
    return retirar(dados.id);
  }
  const antes = chamadas.get(dados.id);
  if (antes) atualizar(antes, dados);
  else chegar(dados, novidade);
  arrumar();
}

function chegar(dados, novidade) {
  const el = criar("template", { innerHTML: dados.html }).content.firstElementChild;
  const chamada = { id: dados.id, dados, el, voltar: document.activeElement, livre: performance.now() + GUARDA, visto: false };
  const acompanhada = chamadas.size > 0;
  chamadas.set(dados.id, chamada);
  raiz.append(el);
  el.classList.add("entra");
  el.addEventListener("animationend", () => el.classList.remove("entra"), { once: true });
  if (naFrente() === undefined && !dados.minimizada) frente = dados.id;
  if (novidade && dados.estado === "chamando" && !dados.em_uso) anunciar(chamada, acompanhada);
  else chamada.livre = 0;
  confirmar(chamada);
}

function anunciar(chamada, acompanhada) {
  const { dados } = chamada;
  anuncio.textContent = dados.fala;
  if (acompanhada) avisoCurto();
  else tocar();
  notificar(chamada);
  setTimeout(() => {
    if (frente === chamada.id && chamadas.has(chamada.id) && !ocupado()) focar(chamada);
  }, GUARDA);
}

function atualizar(chamada, dados) {
  const deAntes = chamada.dados.estado;
  chamada.dados = dados;
  chamada.usada ||= dados.em_uso;
  if (dados.estado !== "chamando") calar(chamada);
  const digitado = chamada.el.querySelector("[data-relato]")?.value;
  const tinhaFoco = dentro(document.activeElement) && frente === chamada.id;
  const novo = criar("template", { innerHTML: dados.html }).content.firstElementChild;
  if (deAntes === dados.estado) {
    const request = { action: location.pathname };
    window.htmx.swap({ sourceElement: chamada.el, target: chamada.el, text: dados.html, swap: "outerMorph", request });
    chamada.el = document.getElementById(`cj-${chamada.id}`) || chamada.el;
    if (tinhaFoco && !dentro(document.activeElement)) focar(chamada);
  } else {
    chamada.el.replaceWith(novo);
    chamada.el = novo;
    if (tinhaFoco) focar(chamada);
  }
  const relato = chamada.el.querySelector("[data-relato]");
  if (relato && digitado !== undefined && relato.value !== digitado) relato.value = digitado;
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
  if (tinhaFoco) (chamada.voltar?.isConnected ? chamada.voltar : document.getElementById("conteudo")).focus();
  arrumar();
}

function calar(chamada) {
  if (![...chamadas.values()].some((outra) => outra !== chamada && outra.dados.estado === "chamando")) pararToque();
  chamada.notificacao?.close();
  if (anuncio.textContent === chamada.dados.fala) anuncio.textContent = "";
}

function notificar(chamada) {
  if (!("Notification" in window) || Notification.permission !== "granted" || (!document.hidden && document.hasFocus())) return;
  const { dados } = chamada;
  const privado = document.body.dataset.privacidade === "1";
  const texto = `${dados.telefone}${dados.abertos ? ` · ${dados.abertos} em aberto` : ""}`;
  const aviso = new Notification(privado ? "Ligação recebida" : `Ligação: ${dados.nome || "número sem cadastro"}`, {
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
  if (aberta && chamadas.size > 1) aberta.el.prepend(desenharAbas());
  desenharPilula();
  marcarTempo();
}

function desenharAbas() {
  const lista = criar("div", { className: "cj-abas" });
  lista.setAttribute("role", "tablist");
  lista.setAttribute("aria-label", "Ligações em curso");
  [...chamadas.values()].forEach((chamada, n) => {
    if (n >= ABAS && chamada.id !== frente) return;
    const { dados } = chamada;
    const relogio = criar("span", { className: "num relogio" });
    relogio.dataset.inicio = dados.inicio;
    const botao = criar("button", { type: "button" }, icone("phone-incoming", "i-16"),
      criar("span", { className: "corta", textContent: dados.nome || dados.telefone }), relogio);
    botao.setAttribute("role", "tab");
    botao.setAttribute("aria-selected", String(chamada.id === frente));
    botao.addEventListener("click", () => trazer(chamada.id));
    lista.append(botao);
  });
  if (chamadas.size > ABAS) lista.append(criar("span", { className: "mais", textContent: `+${chamadas.size - ABAS}` }));
  return lista;
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
  const tocando = [...chamadas.values()].find((chamada) => chamada.dados.estado === "chamando");
  document.title = tocando && document.hidden && Math.floor(agora / 1000) % 2 ? `☎ ${tocando.dados.telefone}` : titulo;
}
setInterval(() => chamadas.size && marcarTempo(), 1000);

function trazer(id) {
  const chamada = chamadas.get(id);
  if (!chamada) return;
  frente = id;
  if (chamada.dados.minimizada) fazer(chamada, "restaurar");
  arrumar();
  focar(chamada);
}

function focar(chamada) {
  const { el } = chamada;
  const alvo = el.querySelector("[data-relato]")
    || (chamada.dados.estado !== "aberta" && el.querySelector(".cj-corpo [role=radio][data-faz=cliente]"))
    || (!el.querySelector("[data-faz=abrir]") && el.querySelector("input[type=search]"))
    || el.querySelector("[data-principal]");
  alvo?.focus({ preventScroll: true });
}

// What the person does.

async function usar(chamada) {
  if (chamada.usada) return;
  chamada.usada = true;
  const minha = await aba;
  await enviar(`/chamadas/${chamada.id}/usar`, { aba: minha, retomar: Boolean(chamada.dados.aba) && chamada.dados.aba !== minha });
}

async function fazer(chamada, verbo, dados = {}, botao = null) {
  const rotulo = botao?.firstChild;
  const texto = botao && GERUNDIO[verbo] ? [...botao.childNodes].find((no) => no.nodeType === 3 && no.data.trim()) : null;
  const original = texto?.data;
  if (botao) {
    if (botao.getAttribute("aria-busy") === "true") return null;
    botao.setAttribute("aria-busy", "true");
    if (texto) texto.data = GERUNDIO[verbo];
  }
  try {
    if (verbo !== "fechar") await usar(chamada);
    const resposta = await enviar(`/chamadas/${chamada.id}/${verbo}`, dados);
    if (resposta.id) await mostrar(resposta, { novidade: false });
    return resposta;
  } catch (erro) {
    if (erro.message.includes("outra aba")) { brinde("info-circle", erro.message); retirar(chamada.id); }
    else recusar(chamada, verbo === "abrir" && rotulo ? `Não abriu. ${erro.message}` : erro.message);
    return null;
  } finally {
    if (botao?.isConnected) {
      botao.removeAttribute("aria-busy");
      if (texto) texto.data = original;
    }
  }
}

function recusar(chamada, frase) {
  const aviso = criar("div", { className: "aviso perigo" }, icone("alert-circle"), criar("div", {}, criar("p", { textContent: frase })));
  aviso.setAttribute("role", "alert");
  chamada.el.querySelector(".erro-janela")?.replaceChildren(aviso);
}

function clicar(chamada, botao) {
  const { faz, campo, valor } = botao.dataset;
  const dados = campo ? { [campo]: valor } : {};
  if (faz === "cliente") dados.guardar = Boolean(chamada.el.querySelector("[name=guardar]:checked")) && botao.classList.contains("achado");
  return fazer(chamada, faz, dados, botao);
}

async function copiar(botao) {
  await navigator.clipboard.writeText(botao.dataset.copia).catch(() => {});
  brinde("copy", "Protocolo copiado");
}

function proximo() {
  const chamada = naFrente() || chamadas.values().next().value;
  if (!chamada) return false;
  if (chamada.dados.minimizada || !dentro(document.activeElement)) trazer(chamada.id);
  else principal(chamada);
  return true;
}

function principal(chamada) {
  const botao = chamada.el.querySelector("[data-principal]");
  if (botao?.matches("[data-copia]")) copiar(botao);
  else if (botao?.matches("[data-escolher]")) escolher(chamada);
  else if (botao) clicar(chamada, botao);
}

function escolher(chamada) {
  const foco = document.activeElement.closest?.("[data-faz=cliente]");
  const alvo = foco || chamada.el.querySelector(".achado[aria-selected=true]") || chamada.el.querySelector("[data-faz=cliente]");
  if (alvo) clicar(chamada, alvo);
}

const salvamentos = new Map();

function relatar(chamada, campo) {
  clearTimeout(salvamentos.get(chamada.id));
  salvamentos.set(chamada.id, setTimeout(() => salvar(chamada, campo), SALVA));
}

async function salvar(chamada, campo) {
  clearTimeout(salvamentos.get(chamada.id));
  if (!salvamentos.delete(chamada.id)) return;
  const dito = campo.closest(".campo").querySelector(".salvo");
  try {
    await usar(chamada);
    await enviar(`/chamadas/${chamada.id}/relato`, { texto: campo.value });
    const hora = new Date().toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" });
    dito.textContent = `Salvo às ${hora}. A descrição aparece na linha do tempo.`;
  } catch (erro) {
    dito.textContent = `Ainda não salvo: ${erro.message}`;
    relatar(chamada, campo);
  }
}

async function irAoAtendimento(chamada) {
  const campo = chamada.el.querySelector("[data-relato]");
  if (campo) await salvar(chamada, campo);
  const { href } = chamada.el.querySelector("[data-ir]");
  await fazer(chamada, "fechar");
  location.href = href;
}

let ultimaBusca = 0;

async function buscar(chamada, campo) {
  const lugar = chamada.el.querySelector(".achados");
  const texto = campo.value.trim();
  ultimaBusca += 1;
  const esta = ultimaBusca;
  if (!texto) return lugar.replaceChildren();
  const resposta = await fetch(`${campo.dataset.busca}?q=${encodeURIComponent(texto)}`, { headers: { "HX-Request-Type": "partial" } }).catch(() => null);
  if (esta !== ultimaBusca || !resposta?.ok) return undefined;
  lugar.innerHTML = await resposta.text();
  lugar.querySelector(".achado")?.setAttribute("aria-selected", "true");
  chamada.el.querySelector("[data-escolher]")?.toggleAttribute("disabled", !lugar.querySelector(".achado"));
  return undefined;
}

function mover(chamada, passo) {
  const achados = [...chamada.el.querySelectorAll(".achado")];
  if (!achados.length) return false;
  const onde = achados.findIndex((achado) => achado.getAttribute("aria-selected") === "true");
  const para = Math.min(achados.length - 1, Math.max(0, onde + passo));
  achados.forEach((achado, n) => achado.setAttribute("aria-selected", String(n === para)));
  achados[para].scrollIntoView({ block: "nearest" });
  return true;
}

// Events: the guard first, then clicks, fields and keys.

const guardada = (evento) => {
  const id = Number(evento.target.closest?.("[data-ligacao]")?.dataset.ligacao ?? frente);
  return performance.now() < (chamadas.get(id)?.livre ?? 0);
};
for (const tipo of ["pointerdown", "click", "keydown", "beforeinput"]) {
  raiz.addEventListener(tipo, (evento) => {
    if (!guardada(evento)) return;
    evento.preventDefault();
    evento.stopImmediatePropagation();
  }, true);
}
for (const tipo of ["pointerdown", "keydown"]) {
  raiz.addEventListener(tipo, () => { if (naFrente()) usar(naFrente()).catch((erro) => recusar(naFrente(), erro.message)); });
}

raiz.addEventListener("click", (evento) => {
  const chamada = naFrente();
  const botao = evento.target.closest("button,a");
  if (!chamada || !botao) return;
  if (botao.matches("[data-ir]")) { evento.preventDefault(); irAoAtendimento(chamada); }
  else if (botao.matches("[data-copia]")) copiar(botao);
  else if (botao.matches("[data-escolher]")) escolher(chamada);
  else if (botao.matches("[data-trocar]")) fazer(chamada, "trocar").then(() => focar(naFrente() || chamada));
  else if (botao.matches("[data-anotar]")) anotar(chamada);
  else if (botao.dataset.faz) clicar(chamada, botao);
});

function anotar(chamada) {
  const campo = chamada.el.querySelector(".anotacao");
  if (campo.hidden) { campo.hidden = false; campo.focus(); return; }
  fazer(chamada, "relato", { texto: campo.value }).then(() => fazer(chamada, "fechar"));
}

raiz.addEventListener("input", (evento) => {
  const chamada = naFrente();
  if (evento.target.matches("[data-relato]")) relatar(chamada, evento.target);
  else if (evento.target.matches("[data-busca]")) buscar(chamada, evento.target);
});

raiz.addEventListener("change", (evento) => {
  const chamada = naFrente();
  if (evento.target.matches("select[data-faz]") && evento.target.value) {
    fazer(chamada, evento.target.dataset.faz, { [evento.target.dataset.campo]: evento.target.value });
  } else if (evento.target.matches("[data-ordem]") && evento.target.checked) fazer(chamada, "ordem");
});

document.addEventListener("keydown", (evento) => {
  const chamada = naFrente();
  if (evento.key === "F2" && chamadas.size) {
    evento.preventDefault();
    if (!(chamada && performance.now() < chamada.livre)) proximo();
    return;
  }
  if (!chamada || !dentro(evento.target)) return;
  if (tecla(chamada, evento)) { evento.preventDefault(); evento.stopPropagation(); }
}, true);

function tecla(chamada, evento) {
  const { key } = evento;
  const campo = evento.target.matches("input:not([type=checkbox]),textarea,select");
  if (performance.now() < chamada.livre) return true;
  if ((evento.ctrlKey || evento.altKey) && /^[1-3]$/.test(key)) return outra(Number(key));
  if (evento.ctrlKey && key === "Enter" && chamada.dados.estado === "aberta") return irAoAtendimento(chamada), true;
  if (evento.ctrlKey || evento.altKey || evento.metaKey) return false;
  if (key === "Escape") return fazer(chamada, "fechar"), true;
  if (evento.target.matches("[data-busca]")) {
    if (key === "ArrowDown" || key === "ArrowUp") return mover(chamada, key === "ArrowDown" ? 1 : -1);
    if (key === "Enter") return escolher(chamada), true;
  }
  if (campo) return false;
  if (/^[1-9]$/.test(key)) return numero(chamada, Number(key));
  if (key === "u" || key === "U") return clicarEm(chamada, "[data-faz=usar-aberto][data-primeiro]");
  if (key === "m" || key === "M") return fazer(chamada, "minimizar"), true;
  if (key === "/") return chamada.el.querySelector("[data-busca]")?.focus(), true;
  return false;
}

function clicarEm(chamada, seletor) {
  const alvo = chamada.el.querySelector(seletor);
  if (alvo) clicar(chamada, alvo);
  return Boolean(alvo);
}

function numero(chamada, n) {
  const clientes = chamada.el.querySelectorAll(".cj-corpo [role=radio][data-faz=cliente]");
  if (clientes.length) return clientes[n - 1] ? (clicar(chamada, clientes[n - 1]), true) : false;
  return clicarEm(chamada, `[data-tecla="${n}"]`);
}

function outra(n) {
  const id = [...chamadas.keys()][n - 1];
  if (id === undefined) return false;
  trazer(id);
  return true;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const chamada of chamadas.values()) confirmar(chamada);
  marcarTempo();
});

document.body.addEventListener("plantao:chamada", (evento) => mostrar(evento.detail));
document.body.addEventListener("plantao:chamada_fim", (evento) => retirar(evento.detail.id, evento.detail));
document.body.addEventListener("plantao:ativas", async (evento) => {
  const vivas = new Set(evento.detail.chamadas.map((dados) => dados.id));
  for (const id of [...chamadas.keys()]) if (!vivas.has(id)) retirar(id);
  for (const dados of evento.detail.chamadas) await mostrar(dados);
});
