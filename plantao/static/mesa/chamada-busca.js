// The search in the window of a call that nobody is known for, or of somebody else, and whom its button chooses (design §7).

import { textoDe } from "./comum.js";

let ultima = 0;

const achados = (el) => [...el.querySelectorAll(".achado")];

/** Whom the window's button chooses: the one that has the focus, the one that was moved to, or the first. */
export function quemSeria(el) {
  const focado = document.activeElement.closest?.("[data-faz=cliente]");
  return (el.contains(focado) && focado) || el.querySelector(".achado[aria-selected=true]") || el.querySelector("[data-faz=cliente]");
}

/** Let the button say whom it chooses, if there is anybody. */
export function dizerQuem(el) {
  const botao = el.querySelector("[data-escolher]");
  if (!botao) return;
  const quem = quemSeria(el);
  botao.disabled = !quem;
  textoDe(botao).data = `Escolher ${quem ? quem.dataset.nome : "cliente"}`;
}

/** Show in the window `el` whom `campo` finds; an answer that comes late is not shown. */
export async function buscar(el, campo) {
  const lugar = el.querySelector(".achados");
  const texto = campo.value.trim();
  ultima += 1;
  const esta = ultima;
  if (!texto) lugar.replaceChildren();
  else {
    const resposta = await fetch(`${campo.dataset.busca}?q=${encodeURIComponent(texto)}`, { headers: { "HX-Request-Type": "partial" } }).catch(() => null);
    if (esta !== ultima || !resposta?.ok) return;
    lugar.innerHTML = await resposta.text();
    lugar.querySelector(".achado")?.setAttribute("aria-selected", "true");
  }
  dizerQuem(el);
}

/** Let Enter choose the next one or the one before. */
export function mover(el, passo) {
  const todos = achados(el);
  if (!todos.length) return false;
  const onde = todos.findIndex((achado) => achado.ariaSelected === "true");
  const para = Math.min(todos.length - 1, Math.max(0, onde + passo));
  todos.forEach((achado, n) => achado.setAttribute("aria-selected", String(n === para)));
  todos[para].scrollIntoView({ block: "nearest" });
  dizerQuem(el);
  return true;
}
