// Keys (design §9): a letter presses the button that names it in `aria-keyshortcuts`; pages add their own with `tecla`.

import { navegar } from "./navegar.js";

const IDAS = { F: "/fila", C: "/chamadas", L: "/clientes", O: "/ordens", P: "/painel", M: "/mural", I: "/integracoes", S: "/fila/sem-dono" };
const ESPERA = 1500;
const CAMPO = "input:not([type=checkbox],[type=radio],[type=button],[type=submit]),textarea,select,[contenteditable=true]";
const ouvintes = [];
let prefixo = 0;
// Whose field was taken away while they typed goes on typing: their letters press nothing until they pause.
const PAUSA = 1000;
let campo = null;
let escrevia = 0;
// Who sends a form twice, with no other key between, does not mean the one that came in its place.
let enviado = { para: "", quando: -PAUSA };

/** Let `ouvinte(tecla, evento)` answer to keys pressed outside fields; it says whether it did. */
export function tecla(ouvinte) {
  ouvintes.push(ouvinte);
}

/** Press the visible button of a key, if there is one. */
export function apertar(nome) {
  const botoes = document.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(nome)}"]`);
  const botao = [...botoes].find((b) => !b.disabled && !b.closest("#janela") && b.checkVisibility());
  botao?.click();
  return Boolean(botao);
}

function ir(letra) {
  const caminho = IDAS[letra];
  const base = letra === "S" ? "/fila" : caminho;
  if (!caminho || !document.querySelector(`.trilho a[href="${base}"]`)) return false;
  navegar(caminho);
  return true;
}

function enviarFormulario(evento) {
  const formulario = evento.target.closest("form");
  const botao = formulario?.querySelector("[aria-keyshortcuts~='Control+Enter'],[aria-keyshortcuts~='Control+↵']");
  if (!botao || botao.disabled || evento.target.closest("#janela")) return false;
  const para = formulario.getAttribute("hx-post") ?? formulario.action;
  const engano = enviado.para && para !== enviado.para && evento.timeStamp < enviado.quando + PAUSA;
  enviado = { para, quando: evento.timeStamp };
  if (!engano) formulario.requestSubmit(botao);
  return true;
}

function apertada(evento) {
  if (evento.key === "Enter" || evento.key === "Escape") escrevia = 0; // done with it
  if (!["Enter", "Control", "Meta"].includes(evento.key)) enviado.para = "";
  if (evento.key === "Enter" && (evento.ctrlKey || evento.metaKey)) return enviarFormulario(evento);
  if (evento.ctrlKey || evento.altKey || evento.metaKey || evento.target.closest("#janela,dialog")) return false;
  if (document.querySelector(".menu:popover-open")) return false;
  const nome = evento.key.length === 1 ? evento.key.toUpperCase() : evento.key;
  const letra = evento.key.length === 1;
  if (letra && !campo?.isConnected && evento.timeStamp < escrevia) {
    escrevia = evento.timeStamp + PAUSA;
    return false;
  }
  if (evento.target.matches(CAMPO)) {
    campo = evento.target;
    if (letra) escrevia = evento.timeStamp + PAUSA;
    return !letra && ouvintes.some((ouvinte) => ouvinte(`campo:${nome}`, evento));
  }
  if (letra && document.documentElement.dataset.atalhos === "nao") return false;
  if (performance.now() < prefixo) {
    prefixo = 0;
    return ir(nome);
  }
  if (nome === "G") {
    prefixo = performance.now() + ESPERA;
    return true;
  }
  return ouvintes.some((ouvinte) => ouvinte(nome, evento)) || (letra && apertar(nome));
}

document.addEventListener("click", async ({ target }) => {
  if (!target.closest("[data-abre-teclas]")) return;
  if (!document.getElementById("teclas")) await htmx.ajax("GET", "/teclas", { target: "#lugar-das-teclas", push: "false" });
  document.getElementById("teclas")?.showModal();
});
document.addEventListener("keydown", (evento) => {
  if (evento.defaultPrevented || evento.isComposing || !(evento.target instanceof Element)) return;
  if (apertada(evento)) evento.preventDefault();
});
