// The call window under a person's hands (design §7, §9): the guard, clicks, fields and keys; chamada-janela.js shows it.

import { emAbas } from "./chamada-abas.js";
import { buscar, dizerQuem, mover } from "./chamada-busca.js";
import {
  chamadas, clicar, copiarProtocolo, dentro, escolher, fazer, focar, frente, irAoAtendimento, naFrente, pedirVisita, proximo, raiz, tocada,
  trazer,
} from "./chamada-janela.js";
import { relatar } from "./chamada-relato.js";

const SETAS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

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

raiz.addEventListener("focusin", ({ relatedTarget }) => {
  const chamada = naFrente();
  if (chamada && relatedTarget && !dentro(relatedTarget)) chamada.voltar = relatedTarget;
  if (chamada) dizerQuem(chamada.el);
});

raiz.addEventListener("click", (evento) => {
  const chamada = naFrente();
  const botao = evento.target.closest("button,a");
  if (chamada) tocada(chamada);
  if (!chamada || !botao) return;
  if (botao.matches("[data-ir]")) { evento.preventDefault(); irAoAtendimento(chamada); }
  else if (botao.matches("[data-copia]")) copiarProtocolo(botao);
  else if (botao.matches("[data-escolher]")) escolher(chamada);
  else if (botao.matches("[data-trocar]")) Promise.resolve(fazer(chamada, "trocar")).then(() => focar(naFrente() || chamada));
  else if (botao.matches("[data-anotar]")) anotar(chamada);
  else if (botao.dataset.faz) clicar(chamada, botao);
});

function anotar(chamada) {
  const campo = chamada.el.querySelector(".anotacao");
  if (campo.hidden) { campo.hidden = false; campo.focus(); return; }
  fazer(chamada, "fechar");
}

raiz.addEventListener("input", (evento) => {
  const chamada = naFrente();
  if (evento.target.matches("[data-relato]")) relatar(chamada);
  else if (evento.target.matches("[data-busca]")) buscar(chamada.el, evento.target);
});

raiz.addEventListener("change", (evento) => {
  const chamada = naFrente();
  if (evento.target.matches("select[data-faz]") && evento.target.value) {
    fazer(chamada, evento.target.dataset.faz, { [evento.target.dataset.campo]: evento.target.value });
  } else if (evento.target.matches("[data-visita]")) pedirVisita(chamada, evento.target);
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
  tocada(chamada);
  if ((evento.ctrlKey || evento.altKey) && /^[1-3]$/.test(key)) return outra(Number(key));
  if (evento.ctrlKey && key === "Enter" && chamada.dados.estado === "aberta") return irAoAtendimento(chamada), true;
  if (evento.ctrlKey || evento.altKey || evento.metaKey) return false;
  if (key === "Escape") return fazer(chamada, "fechar"), true;
  if (evento.target.matches("[data-busca]")) {
    if (key === "ArrowDown" || key === "ArrowUp") return mover(chamada.el, SETAS[key]);
    if (key === "Enter") return escolher(chamada), true;
  }
  if (campo) return false;
  if (key in SETAS && evento.target.matches("[role=radio],[role=tab]")) return aoLado(evento.target, SETAS[key]);
  if (/^[1-9]$/.test(key)) return numero(chamada, Number(key));
  if (key === "u" || key === "U") return clicarEm(chamada, "[data-faz=usar-aberto][data-primeiro]");
  if (key === "m" || key === "M") return fazer(chamada, "minimizar"), true;
  if (key === "/") return chamada.el.querySelector("[data-busca]")?.focus(), true;
  return false;
}

function aoLado(botao, passo) {
  const todos = [...botao.parentElement.querySelectorAll(`[role=${botao.getAttribute("role")}]`)];
  todos[(todos.indexOf(botao) + passo + todos.length) % todos.length].focus();
  return true;
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
  const chamada = emAbas([...chamadas.values()], frente)[n - 1];
  if (!chamada) return false;
  trazer(chamada.id);
  return true;
}

// What stands outside of a modal dialog is inert: the windows of calls go into the one that is open, and back (design §7, F2).

const lares = ["janela", "anuncio"].map((id) => document.getElementById(id)).map((el) => ({ el, antes: el.nextElementSibling }));

function acompanhar() {
  const dialogo = [...document.querySelectorAll("dialog:modal")].at(-1);
  for (const { el, antes } of lares) {
    const [onde, diante] = dialogo ? [dialogo, null] : [document.body, antes];
    if (el.parentElement === onde) continue;
    if (el.isConnected && onde.moveBefore) onde.moveBefore(el, diante); // keeps the focus
    else onde.insertBefore(el, diante);
  }
}

new MutationObserver(acompanhar).observe(document.body, { subtree: true, childList: true, attributeFilter: ["open"] });
