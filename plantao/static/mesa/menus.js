// Popover menus under their buttons, with arrows and type-ahead; dialogs asked for when they are needed.

import { criar } from "./comum.js";

const FOLGA = 8;
const ALTURA = 440;
const PAUSA = 700;
let digitado = "";
let esquecer = 0;
const itens = (menu) => [...menu.querySelectorAll("[role=menuitem]")].filter((item) => item.checkVisibility());

const inicial = (menu) => menu.querySelector("[aria-current]") || itens(menu)[0] || menu.querySelector("select,input,button");

function pousar(menu) {
  const botao = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!botao) return;
  const lugar = botao.getBoundingClientRect();
  menu.style.maxHeight = `${Math.min(ALTURA, innerHeight - lugar.bottom - 2 * FOLGA)}px`;
  menu.style.overflow = "auto";
  menu.style.top = `${lugar.bottom + FOLGA / 2}px`;
  menu.style.left = `${Math.max(FOLGA, Math.min(lugar.left, innerWidth - menu.offsetWidth - FOLGA))}px`;
}

document.addEventListener("toggle", (evento) => {
  const menu = evento.target;
  if (!menu.matches?.(".menu[popover]") || evento.newState !== "open") return;
  pousar(menu);
  if (!menu.contains(document.activeElement)) inicial(menu)?.focus();
}, true);

document.addEventListener("click", (evento) => {
  evento.target.closest(".menu[popover] [role=menuitem]")?.closest("[popover]").hidePopover();
});

document.addEventListener("keydown", (evento) => {
  const menu = document.querySelector(".menu:popover-open:has([role=menuitem])");
  if (!menu || evento.defaultPrevented || evento.target.closest?.("#janela,dialog,input,textarea,select")) return;
  const lista = itens(menu);
  const onde = lista.indexOf(menu.contains(document.activeElement) ? document.activeElement : inicial(menu));
  const passos = { ArrowDown: onde + 1, ArrowUp: onde - 1 + lista.length, Home: 0, End: lista.length - 1 };
  let ir = evento.key in passos ? passos[evento.key] : -1;
  if (ir < 0 && evento.key.length === 1 && !evento.ctrlKey && (digitado || evento.key !== " ")) {
    digitado += evento.key.toLowerCase();
    clearTimeout(esquecer);
    esquecer = setTimeout(() => { digitado = ""; }, PAUSA);
    const aqui = Math.max(0, onde);
    const volta = [...lista.slice(aqui), ...lista.slice(0, aqui)];
    ir = lista.indexOf(volta.find((item) => item.textContent.trim().toLowerCase().startsWith(digitado)));
  }
  if (ir < 0) return;
  evento.preventDefault();
  evento.stopPropagation();
  lista[ir % lista.length].focus();
});

// A morph or another size of the window takes away the place of a menu that is open.
const repousar = () => document.querySelectorAll(".menu[popover]:popover-open").forEach(pousar);
document.addEventListener("htmx:after:swap", repousar);
addEventListener("resize", repousar);

// htmx gives what it puts in a place the style of what stood there, which the policy of the page forbids.
document.addEventListener("htmx:before:swap", ({ detail: { tasks } }) => {
  for (const { target, swapSpec } of tasks) {
    if (!/morph/i.test(swapSpec?.style)) target?.querySelectorAll?.("[style]").forEach((el) => el.removeAttribute("style"));
  }
});

// Dialogs.

document.addEventListener("click", (evento) => {
  const botao = evento.target.closest("[data-dialogo]");
  if (botao) htmx.ajax("GET", botao.dataset.dialogo, { source: botao, target: "#dialogos", swap: "innerHTML", push: "false" });
  if (evento.target.closest("[data-fecha]")) evento.target.closest("dialog")?.close();
});
document.addEventListener("htmx:after:swap", () => {
  const dialogo = document.querySelector("#dialogos dialog:not([open])");
  if (!dialogo) return;
  const voltar = document.activeElement;
  dialogo.addEventListener("close", () => { dialogo.remove(); if (voltar?.isConnected) voltar.focus(); });
  dialogo.showModal();
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status < 400 && ctx.request.method !== "GET") ctx.sourceElement.closest("dialog")?.close();
});

/** Put a sentence where the person looks, as a notice. */
export function avisar(lugar, ...frase) {
  lugar.replaceChildren(criar("div", { className: "aviso perigo p" }, criar("div", {}, criar("p", {}, ...frase))));
}
