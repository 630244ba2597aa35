// The ticket: where its timeline stands, what was seen of it, its protocol on the clipboard, refusals in their place.

import { brinde, copiar, enviar } from "./comum.js";
import { avisar } from "./menus.js";
import { tecla } from "./teclado.js";

const DEMORA = 800;
const PERTO = 80;
const ficha = () => document.getElementById("atd");
const rolo = () => ficha()?.querySelector(".rolo[id]");
let noFim = true;
let mostrada = "";
let abaixo = 0;

// A composer that grows takes room from the timeline, whose end stays in sight.
const medida = new ResizeObserver(() => { if (noFim && rolo()) rolo().scrollTop = rolo().scrollHeight; });

function acomodar() {
  const onde = rolo();
  const qual = onde?.id || "";
  if (onde && (qual !== mostrada || noFim)) onde.scrollTop = onde.scrollHeight;
  if (onde && abaixo) onde.scrollTop = onde.scrollHeight - abaixo;
  abaixo = 0;
  if (qual !== mostrada) noFim = true;
  mostrada = qual;
  medida.disconnect();
  if (onde) medida.observe(onde);
  ver();
}

document.addEventListener("scroll", (evento) => {
  const onde = evento.target;
  if (onde === rolo()) noFim = onde.scrollHeight - onde.scrollTop - onde.clientHeight < PERTO;
}, true);

let relogio = 0;
function ver() {
  clearTimeout(relogio);
  relogio = setTimeout(async () => {
    const { atendimento, ultima, visto } = ficha()?.dataset || {};
    if (!rolo() || document.hidden || !(Number(ultima) > Number(visto))) return;
    ficha().dataset.visto = ultima;
    await enviar(`/atendimentos/${atendimento}/visto`, { mensagem: Number(ultima) }).catch(() => {});
    const linha = document.querySelector(`#linha-${atendimento} .item`);
    linha?.classList.remove("nova");
    linha?.querySelector(".nome .sr")?.remove();
  }, DEMORA);
}

document.addEventListener("visibilitychange", ver);
document.addEventListener("htmx:after:swap", acomodar);
acomodar();

document.addEventListener("click", (evento) => {
  const copia = evento.target.closest("[data-copiar-protocolo]");
  if (copia) copiar(copia.dataset.copiarProtocolo).then(() => brinde("copy", "Protocolo copiado"));
  // Older messages come above what is being read, which stays where it is.
  if (evento.target.closest("[data-mais-antigas]")) abaixo = rolo().scrollHeight - rolo().scrollTop;
  const lado = evento.target.closest("[data-painel-cliente]");
  if (lado) ficha().dataset.painel = ficha().dataset.painel === "cliente" ? "" : "cliente";
  if (evento.target.closest("[data-desfazer]")) setTimeout(() => evento.target.closest(".brinde")?.remove());
});

tecla((nome) => {
  const volta = nome === "Escape" && ficha()?.matches("[data-solto]") && ficha().querySelector(".volta");
  if (volta) volta.click();
  return Boolean(volta);
});

// The server's toasts: gone after a while, but not under the pointer or the focus.

function contarBrindes() {
  const todos = [...document.querySelectorAll("#brindes .brinde")];
  todos.slice(0, -2).forEach((velho) => velho.remove());
  for (const caixa of todos.filter((b) => b.dataset.segundos && !b.dataset.contando)) {
    caixa.dataset.contando = "1";
    let fim;
    const contar = () => { fim = setTimeout(() => caixa.remove(), Number(caixa.dataset.segundos) * 1000); };
    const parar = () => clearTimeout(fim);
    for (const nome of ["pointerenter", "focusin"]) caixa.addEventListener(nome, parar);
    for (const nome of ["pointerleave", "focusout"]) caixa.addEventListener(nome, () => { parar(); contar(); });
    contar();
  }
}
document.addEventListener("htmx:after:swap", contarBrindes);

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx || ctx.response) return;
  const escrevendo = ctx.sourceElement.closest(".redator");
  const frase = escrevendo ? "Mensagem não enviada. O texto continua no campo." : "O servidor não respondeu. Tente de novo.";
  const dialogo = ctx.sourceElement.closest("dialog");
  const lugar = escrevendo?.querySelector("#redator-aviso") || dialogo?.querySelector("#dialogo-aviso");
  if (lugar) avisar(lugar, frase);
  else if (ctx.request.method !== "GET") brinde("alert-circle", frase);
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status >= 400 || ctx.request.method === "GET") return;
  for (const lugar of document.querySelectorAll("#atd-aviso,#redator-aviso")) lugar.replaceChildren();
});
