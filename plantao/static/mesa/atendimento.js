// The ticket: where its timeline stands, what was seen of it, its protocol on the clipboard. It comes with the first one (carga.js).

import "./redator.js";
import "./presenca.js";
import "./novidades.js";
import { brinde, copiar, enviar } from "./comum.js";
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
    document.body.dispatchEvent(new CustomEvent("plantao:nao-lidos"));
    const linha = document.querySelector(`#linha-${atendimento} .item`);
    linha?.classList.remove("nova");
    linha?.querySelector(".nome .sr")?.remove();
  }, DEMORA);
}

// What was clicked last stays on the screen: an answer made for another place than the one that is shown by now is not drawn,
// and what an answer may not know yet is asked for again. A refusal of what was done to another ticket is said aside,
// that of a message by the composer.

function recusadoEmOutro({ request, response }) {
  const [, dele] = /^\/atendimentos\/(\d+)\//.exec(request.action) ?? [];
  return dele && request.method !== "GET" && response?.status >= 400 && response.status !== 401 && dele !== ficha()?.dataset.atendimento;
}

let feitas = 0;
let devendo = false;
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => { ctx.feitas = feitas; });
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  ctx.velha = ctx.feitas < feitas;
  if (ctx.request.method !== "GET" && ctx.response.status < 400) feitas += 1;
  if (recusadoEmOutro(ctx) && !ctx.envio) brinde("alert-circle", new DOMParser().parseFromString(ctx.text, "text/html").body.textContent.trim());
});
document.addEventListener("htmx:before:swap", ({ detail: { ctx, tasks } }) => {
  if (recusadoEmOutro(ctx)) tasks.length = 0;
  const onde = tasks.findIndex(({ type, target }) => type === "main" && target === ficha());
  const pedida = ctx.request.method === "GET" && ctx.push;
  const aqui = ctx.request.headers["HX-Current-URL"] === location.href && ficha()?.dataset.atendimento;
  if (onde < 0) return;
  devendo ||= ctx.velha;
  if (pedida || aqui) return;
  tasks.splice(onde, 1);
  ctx.push = ctx.replace = ctx.title = null;
  devendo = true;
});
document.addEventListener("htmx:after:swap", () => {
  const { atendimento } = ficha()?.dataset || {};
  if (!devendo || !atendimento) return;
  devendo = false;
  document.body.dispatchEvent(new CustomEvent(`plantao:atendimento-${atendimento}`));
});

document.addEventListener("visibilitychange", ver);
document.addEventListener("htmx:after:swap", acomodar);
acomodar();

document.addEventListener("click", (evento) => {
  const copia = evento.target.closest("[data-copiar-protocolo]");
  if (copia) copiar(copia.dataset.copiarProtocolo, "Protocolo copiado");
  const endereco = evento.target.closest("[data-copiar-endereco]");
  if (endereco) copiar(new URL(endereco.dataset.copiarEndereco, location.href).href, "Endereço copiado");
  if (evento.target.closest("[data-imprimir]")) setTimeout(print);
  // Older messages come above what is being read, which stays where it is.
  if (evento.target.closest("[data-mais-antigas]")) abaixo = rolo().scrollHeight - rolo().scrollTop;
  const lado = evento.target.closest("[data-painel-cliente]");
  if (lado) ficha().dataset.painel = ficha().dataset.painel === "cliente" ? "" : "cliente";
});

tecla((nome) => {
  const volta = nome === "Escape" && ficha()?.matches("[data-solto]") && ficha().querySelector(".volta");
  if (volta) volta.click();
  return Boolean(volta);
});
