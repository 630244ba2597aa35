// The composer: what is being written survives the page, the browser and whatever others do to the ticket meanwhile.

import { escrevendo } from "./presenca.js";
import { tecla } from "./teclado.js";

const VALE = 30 * 24 * 3600 * 1000;
const CHAVE = "plantao.rascunho.";
const redator = () => document.querySelector(".redator[data-rascunho]");
const chave = (form) => `${CHAVE}${document.body.dataset.usuario}.${form.dataset.rascunho}`;
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
  if (texto) localStorage.setItem(chave(form), JSON.stringify({ texto, modo: form.dataset.modo, em: Date.now() }));
  else localStorage.removeItem(chave(form));
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

function preparar() {
  const form = redator();
  if (form && !form.dataset.pronto) {
    form.dataset.pronto = "1";
    const { texto = "", modo = "resposta" } = ler(form);
    form.mensagem.value = texto;
    escolher(form, modo);
    if (texto) crescer(form.mensagem);
  }
  if (form && depois) {
    escolher(form, depois);
    form.mensagem.focus();
  }
  depois = "";
}

function esvaziar(form) {
  form.mensagem.value = "";
  arquivos(form, []);
  guardar(form);
  crescer(form.mensagem);
}

// Files: chosen, pasted or dropped.

function arquivos(form, lista) {
  const mala = new DataTransfer();
  for (const arquivo of lista) mala.items.add(arquivo);
  form.files.files = mala.files;
  form.files.disabled = !mala.files.length;
  const lugar = form.querySelector("#redator-anexos");
  lugar.hidden = !mala.files.length;
  lugar.replaceChildren(...[...mala.files].map((arquivo, n) => {
    const item = Object.assign(document.createElement("span"), { className: "etq linha", textContent: arquivo.name });
    const tirar = Object.assign(document.createElement("button"), { type: "button", textContent: "×", ariaLabel: `Tirar ${arquivo.name}` });
    tirar.addEventListener("click", () => arquivos(form, [...form.files.files].filter((_, i) => i !== n)));
    item.append(tirar);
    return item;
  }));
}

const juntar = (form, mais) => arquivos(form, [...form.files.files, ...mais]);

document.addEventListener("input", ({ target }) => {
  const form = target.closest(".redator[data-rascunho]");
  if (!form || target !== form.mensagem) return;
  guardar(form);
  escrevendo(form.dataset.rascunho, !target.value);
  crescer(target);
});
document.addEventListener("change", ({ target }) => {
  const form = target.closest(".redator[data-rascunho]");
  if (form && target === form.files) arquivos(form, [...target.files]);
});
document.addEventListener("paste", (evento) => {
  const form = evento.target.closest?.(".redator[data-rascunho]");
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
  const form = evento.target.closest(".redator[data-rascunho]");
  if (!form) return;
  const modo = evento.target.closest(".modos button");
  if (modo) {
    escolher(form, modo.dataset.modo);
    guardar(form);
    form.mensagem.focus();
  }
  if (evento.target.closest("[data-anexar]")) {
    form.files.disabled = false;
    form.files.click();
    if (!form.files.files.length) form.files.disabled = true;
  }
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement.closest(".redator[data-rascunho]");
  if (!form || ctx.response.status >= 300) return;
  esvaziar(form);
  escrevendo(form.dataset.rascunho, true);
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
