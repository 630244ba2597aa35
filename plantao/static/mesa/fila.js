// The queue: rows by key, a selection, and news that do not move what is under the cursor (design §8, §9).

import { tecla } from "./teclado.js";

const PREVIA = 150;
const RITMO = 1500;
// A server that takes its time is left in peace for as many times longer.
const FOLGA = 30;
const PACIENCIA = 10000;
const escolhidos = new Set();
let adiada = 0;
let entrar = false;
let suja = false;
let ultima = 0;
let levou = 0;
let relogio = 0;

const fila = () => document.getElementById("fila");
const linhas = () => [...document.querySelectorAll("#lista .item")];
const atual = () => {
  const focada = document.activeElement?.closest?.("#lista .item");
  return focada || document.querySelector("#lista .item[aria-current]");
};
const daFicha = () => document.getElementById("atd");

// One pane at a time (design §10): a preview would take the place of the list.
const estreita = () => matchMedia("(max-width: 900px)").matches;

function andar(passo, estender) {
  const todas = linhas();
  if (!todas.length) return false;
  const onde = todas.indexOf(atual());
  const linha = todas[Math.max(0, Math.min(todas.length - 1, onde < 0 ? 0 : onde + passo))];
  if (estender) {
    if (onde >= 0) escolher(todas[onde], true);
    escolher(linha, true);
  }
  linha.focus();
  clearTimeout(adiada);
  if (!estender && !estreita()) adiada = setTimeout(() => mostrar(linha), PREVIA);
  return true;
}

function mostrar(linha) {
  clearTimeout(adiada);
  if (linha.isConnected && daFicha()?.dataset.atendimento !== linha.dataset.atendimento) linha.click();
}

function abrir() {
  const linha = atual();
  if (!linha) return false;
  clearTimeout(adiada);
  document.querySelector(".mesa").dataset.painel = "atendimento";
  if (daFicha().dataset.atendimento === linha.dataset.atendimento) document.getElementById("atd-t").focus();
  else { entrar = true; linha.click(); }
  return true;
}

function voltar() {
  if (escolhidos.size) return limpar();
  document.querySelector(".mesa").dataset.painel = "fila";
  (document.querySelector("#lista .item[aria-current]") || linhas()[0])?.focus();
  return true;
}

function escolher(linha, sim = !escolhidos.has(linha.dataset.atendimento)) {
  if (sim) escolhidos.add(linha.dataset.atendimento);
  else escolhidos.delete(linha.dataset.atendimento);
  pintar();
  return true;
}

function limpar() {
  escolhidos.clear();
  pintar();
  return true;
}

function pintar() {
  if (!fila()) return;
  const vistas = linhas();
  for (const linha of vistas) linha.classList.toggle("marcado", escolhidos.has(linha.dataset.atendimento));
  const lote = document.getElementById("lote");
  lote.hidden = !escolhidos.size;
  lote.querySelector("[name=ids]").value = [...escolhidos].join(",");
  document.getElementById("lote-quantos").textContent = String(escolhidos.size);
}

tecla((nome, evento) => {
  if (!fila()) return false;
  const noAtendimento = evento.target.closest("#atd");
  if (nome === "Escape") return noAtendimento || escolhidos.size || (estreita() && !linhas()[0]?.checkVisibility()) ? voltar() : false;
  if (nome === "J" || nome === "K") return andar(nome === "J" ? 1 : -1, evento.shiftKey);
  if (noAtendimento) return false;
  if (nome === "ArrowDown" || nome === "ArrowUp") return Boolean(evento.target.closest("#lista")) && andar(nome === "ArrowDown" ? 1 : -1, evento.shiftKey);
  if (nome === "Enter" && evento.target.closest("#lista")) return abrir();
  if (nome === "X") return Boolean(atual()) && escolher(atual());
  return false;
});

document.addEventListener("click", (evento) => {
  const linha = evento.target.closest("#lista .item");
  if (linha && !evento.ctrlKey && !evento.metaKey && !evento.shiftKey) {
    for (const outra of linhas()) outra.removeAttribute("aria-current");
    linha.setAttribute("aria-current", "true");
    document.querySelector(".mesa").dataset.painel = "atendimento";
  }
  if (evento.target.closest("[data-limpar]")) limpar();
  if (evento.target.closest("#novos")) atualizar();
  if (evento.target.closest(".mesa .volta")) { evento.preventDefault(); voltar(); }
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (entrar && document.getElementById("atd-t")) { entrar = false; document.getElementById("atd-t").focus(); }
  if (ctx.request.action.startsWith("/fila/assumir")) limpar();
  pintar();
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (ctx.request.action.startsWith("/fila/assumir") && ctx.response?.status < 400) limpar();
});

// News: the server's, and what was done here, which no live connection is needed to know of.

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.request.method !== "GET" && ctx.response.status < 400) chamar();
});

const ocupada = () => fila().matches(":hover") || fila().contains(document.activeElement);

function endereco() {
  const base = new URL(fila().dataset.endereco, location.href);
  base.searchParams.set("quantos", String(Math.max(50, linhas().length)));
  const escolhida = document.querySelector("#lista .item[aria-current]");
  if (escolhida) base.searchParams.set("atendimento", escolhida.dataset.atendimento);
  return base.pathname + base.search;
}

async function atualizar() {
  suja = false;
  ultima = performance.now();
  const focada = document.activeElement?.closest?.("#lista .item")?.dataset.atendimento;
  await htmx.ajax("GET", endereco(), { source: fila(), target: "#fila", swap: "outerMorph", push: "false" });
  levou = performance.now() - ultima;
  if (focada && !document.activeElement?.closest?.("#lista")) document.querySelector(`#linha-${focada} .item`)?.focus();
}

async function espiar() {
  suja = true;
  ultima = performance.now();
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": location.href };
  const resposta = await fetch(endereco(), { headers }).catch(() => null);
  levou = performance.now() - ultima;
  if (!resposta?.ok) return;
  const nova = new DOMParser().parseFromString(await resposta.text(), "text/html").getElementById("fila");
  if (!nova || !fila()) return;
  const aqui = new Map(linhas().map((linha) => [linha.dataset.atendimento, linha]));
  const chegaram = [...nova.querySelectorAll("#lista .item")].filter((linha) => {
    const antiga = aqui.get(linha.dataset.atendimento);
    if (antiga) trocar(antiga, linha);
    return !antiga;
  }).length;
  fila().querySelector(".tab").replaceChildren(...document.importNode(nova.querySelector(".tab"), true).childNodes);
  const sairam = [...aqui.keys()].filter((id) => !nova.querySelector(`#linha-${id}`)).length;
  const barra = document.getElementById("novos");
  if (chegaram) barra.textContent = chegaram === 1 ? "1 novo" : `${chegaram} novos`;
  else barra.textContent = sairam === 1 ? "1 saiu daqui" : `${sairam} saíram daqui`;
  barra.hidden = !chegaram && !sairam;
}

/** What a row says may change; where it stands may not. */
function trocar(antiga, nova) {
  antiga.classList.toggle("nova", nova.classList.contains("nova"));
  if (antiga.innerHTML !== nova.innerHTML) antiga.replaceChildren(...document.importNode(nova, true).childNodes);
}

function chamar() {
  if (!fila()) return;
  clearTimeout(relogio);
  relogio = setTimeout(() => {
    if (document.hidden) suja = true;
    else if (document.querySelector("#janela [aria-busy=true]")) chamar(); // who waits for a protocolo comes first
    else if (ocupada()) espiar();
    else atualizar();
  }, Math.max(100, Math.min(PACIENCIA, Math.max(RITMO, levou * FOLGA)) - (performance.now() - ultima)));
}

document.body.addEventListener("plantao:pagina", limpar);
document.body.addEventListener("plantao:fila", chamar);
document.body.addEventListener("plantao:fila-de-novo", atualizar);
document.addEventListener("visibilitychange", () => { if (!document.hidden && suja) chamar(); });
for (const evento of ["pointerout", "focusout"]) {
  document.addEventListener(evento, () => { if (suja && fila()) setTimeout(() => { if (suja && fila() && !ocupada()) atualizar(); }, 50); });
}
