// The composer: what is being written survives the page, the browser and whatever others do to the ticket meanwhile; what is
// sent goes once, and stays until it went.

import { brinde, copiar, criar } from "./comum.js";
import { avisar } from "./menus.js";
import { escrevendo } from "./presenca.js";
import { tecla } from "./teclado.js";

const VALE = 30 * 24 * 3600 * 1000;
const COM_ARQUIVOS = 120e3;
const CHAVE = "plantao.rascunho.";
const REDATOR = ".redator[data-rascunho]:not([data-fechado])";
const FECHADO = ".redator[data-fechado]";
const redator = () => document.querySelector(REDATOR);
const chave = (form) => `${CHAVE}${document.body.dataset.usuario}.${form.dataset.rascunho}`;
const nova = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
// By ticket, while this page lives: the files chosen, and what is on its way with the composer it stands in.
const malas = new Map();
const aCaminho = new Map();
let depois = "";

function ler(form) {
  try {
    return JSON.parse(localStorage.getItem(chave(form))) || {};
  } catch {
    return {};
  }
}

function guardar(form) {
  const texto = form.mensagem.value;
  const { modo, falhou } = form.dataset;
  if (texto) localStorage.setItem(chave(form), JSON.stringify({ texto, modo, falhou, chave: form.chave.value, em: Date.now() }));
  else localStorage.removeItem(chave(form));
}

/** What is written now is not what was sent before: it has a key of its own. */
function mudar(form) {
  form.chave.value = nova();
  guardar(form);
}

function esquecer() {
  for (const nome of Object.keys(localStorage).filter((n) => n.startsWith(CHAVE))) {
    try {
      if (Date.now() - JSON.parse(localStorage.getItem(nome)).em > VALE) localStorage.removeItem(nome);
    } catch {
      localStorage.removeItem(nome);
    }
  }
}

function crescer(campo) {
  campo.style.height = "auto";
  campo.style.height = `${Math.min(campo.scrollHeight, innerHeight / 3)}px`;
}

function escolher(form, modo) {
  form.dataset.modo = modo;
  form.modo.value = modo;
  for (const botao of form.querySelectorAll(".modos button")) botao.setAttribute("aria-pressed", String(botao.dataset.modo === modo));
  const dica = modo === "interna" ? form.mensagem.dataset.paraInterna : form.mensagem.dataset.paraResposta;
  form.mensagem.placeholder = dica;
  form.mensagem.setAttribute("aria-label", modo === "interna" ? "Nota interna" : dica.replace("Escreva", "Mensagem"));
}

/** Of a closed ticket only what was being written is shown, and the composer of whoever is still at it. */
function fechar() {
  const fechado = document.querySelector(FECHADO);
  if (fechado) {
    const { texto = "" } = ler(fechado);
    fechado.mensagem.value = texto;
    fechado.hidden = !texto;
    if (texto) crescer(fechado.mensagem);
  }
  const aberto = redator();
  const sobra = aberto && !aberto.mensagem.value && !aberto.contains(document.activeElement);
  if (sobra && document.querySelector("#atd[data-fechado]")) aberto.remove();
}

function preparar() {
  fechar();
  const form = redator();
  if (form && !form.dataset.pronto) {
    form.dataset.pronto = "1";
    const { texto = "", modo = "resposta", falhou = "", chave: dela = nova() } = ler(form);
    const envio = aCaminho.get(form.dataset.rascunho);
    form.mensagem.value = texto;
    form.chave.value = dela;
    form.dataset.falhou = falhou;
    escolher(form, modo);
    arquivos(form, malas.get(form.dataset.rascunho) || []);
    if (texto) crescer(form.mensagem);
    if (envio) {
      envio.form = form;
      ocupar(form, true);
    } else if (falhou) dizerQueFalhou(form);
  }
  if (form && depois) {
    escolher(form, depois);
    form.mensagem.focus();
  }
  depois = "";
}

// Sending.

function ocupar(form, sim) {
  for (const botao of form.querySelectorAll(".pe button:not([type])")) botao.disabled = sim;
  form.querySelector(".prim").setAttribute("aria-busy", String(sim));
  for (const rotulo of form.querySelectorAll("[data-indo]")) {
    rotulo.dataset.parado ??= rotulo.textContent;
    rotulo.textContent = sim ? rotulo.dataset.indo : rotulo.dataset.parado;
  }
}

/** What went leaves the field; what was written after it stays. */
function enviada({ form, texto, quantos }) {
  const { value } = form.mensagem;
  form.mensagem.value = value.startsWith(texto) ? value.slice(texto.length) : value;
  form.dataset.falhou = "";
  form.querySelector("#redator-aviso").replaceChildren();
  arquivos(form, [...form.files.files].slice(quantos));
  mudar(form);
  crescer(form.mensagem);
  escrevendo(form.dataset.rascunho, true);
}

const queFalhou = (form) => `${form.dataset.modo === "interna" ? "Nota não guardada" : "Mensagem não enviada"}. O texto continua no campo.`;

function dizerQueFalhou(form) {
  const botao = criar("button", { className: "elo", textContent: "Enviar de novo" });
  if (form.dataset.falhou === "aguardar") Object.assign(botao, { name: "aguardar", value: "1" });
  avisar(form.querySelector("#redator-aviso"), `${queFalhou(form)} `, botao);
}

/** When the server is there again, what it may have got already goes once more, if nothing was written meanwhile. */
document.body.addEventListener("plantao:vivo", ({ detail: { estado } }) => {
  const form = redator();
  const botao = form?.querySelector("#redator-aviso button");
  if (estado === "vivo" && botao && form.dataset.semResposta === form.chave.value) form.requestSubmit(botao);
});

/** Said where the person is by now; the way back is by the page, which has the files. */
function falhou({ form, aguardar }, status) {
  const recusada = status >= 400 && status < 500 && status !== 401;
  if (recusada && form.isConnected) return;
  form.dataset.falhou = aguardar ? "aguardar" : "enviar";
  form.dataset.semResposta = status ? "" : form.chave.value;
  guardar(form);
  if (form.isConnected) {
    dizerQueFalhou(form);
    return;
  }
  const { rascunho } = form.dataset;
  const ver = criar("a", { href: `/atendimentos/${rascunho}`, textContent: "Ver" });
  ver.addEventListener("click", (evento) => {
    const aba = document.querySelector(`#atd[data-atendimento="${rascunho}"] .tab a, #linha-${rascunho} .item`);
    if (!aba) return;
    evento.preventDefault();
    aba.click();
  });
  brinde("alert-circle", criar("span", { textContent: queFalhou(form) }), ver);
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.closest(REDATOR)?.files.files.length) ctx.request.timeout = COM_ARQUIVOS;
});
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest(REDATOR);
  if (!form) return;
  const aguardar = ctx.request.submitter?.name === "aguardar";
  ctx.envio = { form, texto: form.mensagem.value, quantos: form.files.files.length, aguardar };
  aCaminho.set(form.dataset.rascunho, ctx.envio);
  ocupar(form, true);
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.envio && ctx.response.status < 300) enviada(ctx.envio);
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!ctx.envio) return;
  const { form } = ctx.envio;
  aCaminho.delete(form.dataset.rascunho);
  ocupar(form, false);
  if (!(ctx.response?.status < 300)) falhou(ctx.envio, ctx.response?.status);
});

// Files: chosen, pasted or dropped.

function arquivos(form, lista) {
  const mala = new DataTransfer();
  for (const arquivo of lista) mala.items.add(arquivo);
  form.files.files = mala.files;
  form.files.disabled = !mala.files.length;
  malas.set(form.dataset.rascunho, [...mala.files]);
  const lugar = form.querySelector("#redator-anexos");
  lugar.hidden = !mala.files.length;
  lugar.replaceChildren(...[...mala.files].map((arquivo, n) => {
    const item = Object.assign(document.createElement("span"), { className: "etq linha", textContent: arquivo.name });
    const tirar = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: `Tirar ${arquivo.name}` });
    tirar.addEventListener("click", () => trocar(form, [...form.files.files].filter((_, i) => i !== n)));
    item.append(tirar);
    return item;
  }));
}

function trocar(form, lista) {
  const vazios = lista.filter((arquivo) => !arquivo.size).map((arquivo) => `“${arquivo.name}” está vazio e não foi anexado.`);
  if (vazios.length) avisar(form.querySelector("#redator-aviso"), vazios.join(" "));
  arquivos(form, lista.filter((arquivo) => arquivo.size));
  mudar(form);
}

const juntar = (form, mais) => trocar(form, [...form.files.files, ...mais]);

document.addEventListener("input", ({ target }) => {
  const form = target.closest(REDATOR);
  if (!form || target !== form.mensagem) return;
  mudar(form);
  escrevendo(form.dataset.rascunho, !target.value);
  crescer(target);
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest(REDATOR);
  if (form && target === form.files) trocar(form, [...target.files]);
});
document.addEventListener("paste", (evento) => {
  const form = evento.target.closest?.(REDATOR);
  if (!form || !evento.clipboardData.files.length) return;
  evento.preventDefault();
  juntar(form, evento.clipboardData.files);
});
for (const tipo of ["dragover", "drop"]) {
  document.addEventListener(tipo, (evento) => {
    const form = evento.target.closest?.("#atd") && redator();
    if (!form || !evento.dataTransfer.types.includes("Files")) return;
    evento.preventDefault();
    if (tipo === "drop") juntar(form, evento.dataTransfer.files);
  });
}
document.addEventListener("click", (evento) => {
  const form = evento.target.closest(REDATOR);
  if (!form) return;
  const modo = evento.target.closest(".modos button");
  if (modo) {
    escolher(form, modo.dataset.modo);
    mudar(form);
    form.mensagem.focus();
  }
  if (evento.target.closest("[data-anexar]")) {
    form.files.disabled = false;
    form.files.click();
    if (!form.files.files.length) form.files.disabled = true;
  }
});
document.addEventListener("click", ({ target }) => {
  const form = target.closest(FECHADO);
  if (target.closest("[data-copiar-rascunho]")) copiar(form.mensagem.value);
  if (!target.closest("[data-descartar]")) return;
  localStorage.removeItem(chave(form));
  fechar();
});
document.addEventListener("htmx:after:swap", preparar);

tecla((nome, evento) => {
  const form = evento.target.closest(".redator");
  if (nome === "campo:Escape" && form) {
    document.getElementById("atd-t")?.focus();
    return true;
  }
  if ((nome !== "M" && nome !== "I") || redator() || !document.getElementById("atd")) return false;
  const conversa = document.querySelector("#atd .tab a");
  if (!conversa) return false;
  depois = nome === "I" ? "interna" : "resposta";
  conversa.click();
  return true;
});

esquecer();
preparar();
