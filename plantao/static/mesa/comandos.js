// The palette's ways in (design §9): it takes keys at once, and paleta.js comes with its first opening. Lists walked by key; what a click copies.

import { copiar, criar } from "./comum.js";
import { tecla } from "./teclado.js";

export const paleta = document.getElementById("paleta");
export const campo = document.getElementById("paleta-q");
export const lista = document.getElementById("paleta-lista");
export const fala = document.getElementById("paleta-fala");

/** A sentence in the place of what was not found. */
export function avisar(frase = "A busca não respondeu. Tente de novo.") {
  lista.replaceChildren(criar("p", { className: "vazio", textContent: frase }));
  fala.textContent = frase;
}

function abrir(texto = "") {
  if (!paleta || paleta.open || document.querySelector("dialog[open]")) return Boolean(paleta?.open);
  const voltar = document.activeElement;
  paleta.addEventListener("close", () => { if (voltar?.isConnected) voltar.focus(); }, { once: true });
  campo.value = texto;
  paleta.showModal();
  campo.focus();
  import("./paleta.js").then(({ comecar }) => comecar(), () => avisar());
  return true;
}

document.addEventListener("keydown", (evento) => {
  const atalho = (evento.ctrlKey || evento.metaKey) && !evento.altKey && !evento.shiftKey && evento.key.toLowerCase() === "k";
  if (!atalho || !paleta || evento.isComposing) return;
  evento.preventDefault();
  if (paleta.open) paleta.close();
  else abrir();
});
tecla((nome, evento) => nome === "/" && !evento.shiftKey && abrir());

const atalho = document.querySelector("[data-abre-paleta]");
atalho?.addEventListener("pointerdown", (evento) => {
  if (evento.button === 0 && abrir()) evento.preventDefault();
});
atalho?.addEventListener("input", () => {
  const texto = atalho.value;
  atalho.value = "";
  if (abrir(texto)) campo.setSelectionRange(texto.length, texto.length);
});

// Lists of links walked by key, and the field that searches them.

const links = () => {
  const percorrida = document.querySelector("[data-percorrer]");
  return percorrida ? [...percorrida.querySelectorAll(percorrida.dataset.percorrer)] : [];
};

tecla((nome) => {
  const passo = { J: 1, ArrowDown: 1, K: -1, ArrowUp: -1, "campo:ArrowDown": 1 }[nome];
  const todos = passo ? links() : [];
  if (!todos.length || (nome.startsWith("campo:") && !document.activeElement.matches("[data-percorre]"))) return false;
  const onde = todos.indexOf(document.activeElement);
  todos[Math.max(0, Math.min(todos.length - 1, onde < 0 ? 0 : onde + passo))].focus();
  return true;
});

// What a click copies.

document.addEventListener("click", (evento) => {
  const botao = evento.target.closest("[data-copiar-texto]");
  if (botao) copiar(botao.dataset.copiarTexto);
});
