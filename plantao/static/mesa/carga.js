// What comes of what was asked. The first ticket brings its scripts; what is slow shows its bones after a while; what does not
// come says so, and is asked for again; toasts go after a while, refusals stand in their place (design §6, §13).

import { brinde, criar, icone } from "./comum.js";
import { avisar } from "./menus.js";

const ESPERA = 300;
let relogio = 0;
let esperada = null;

const daFila = (ctx) => ctx?.request.method === "GET" && ctx.sourceElement.closest("#fila");

/** A sentence in the place of what did not come, and the button that asks for it again. */
function falhou(titulo, ctx, outraVez) {
  const demorou = /abort|timeout/i.test(`${ctx.error?.name} ${ctx.error?.message}`);
  const botao = criar("button", { type: "button", className: "b prim" }, icone("refresh", "i-16"), "Tentar de novo");
  botao.addEventListener("click", outraVez);
  const frase = criar("p", { textContent: `O servidor não respondeu${demorou ? " em 10 s" : ""}. Seus textos estão guardados neste navegador.` });
  const caixa = criar("div", { className: "vazio" }, icone("server-off", "i-40"), criar("h2", { textContent: titulo }), frase, criar("div", { className: "acoes" }, botao));
  caixa.setAttribute("role", "alert");
  return caixa;
}

/** The ticket's place, without the ticket; the element itself stays: it is what the answer under way will take the place of. */
function semFicha(dentro) {
  const atd = document.getElementById("atd");
  atd.className = "atd-vazio";
  delete atd.dataset.atendimento;
  atd.replaceChildren(dentro);
}

/** A ticket is shown when what serves it is there, so that no key and no text is lost. */
const comScripts = (pedir) => async (...pedido) => {
  const [resposta] = await Promise.all([pedir(...pedido), import("./atendimento.js")]);
  return resposta;
};

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!daFila(ctx) || !ctx.sourceElement.matches(".item")) return;
  clearTimeout(relogio);
  esperada = ctx;
  ctx.fetch = comScripts(ctx.fetch);
  relogio = setTimeout(() => semFicha(document.getElementById("esqueleto-atd").content.cloneNode(true)), ESPERA);
});
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => { if (ctx === esperada) clearTimeout(relogio); });
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!daFila(ctx) || ctx.response) return;
  const linha = ctx.sourceElement;
  if (linha.matches(".item")) semFicha(falhou("Não conseguimos carregar o atendimento", ctx, () => linha.click()));
  else semLista(ctx);
});

function semLista(ctx) {
  const outraVez = () => document.body.dispatchEvent(new CustomEvent("plantao:fila-de-novo"));
  const aviso = falhou("Não conseguimos carregar a fila", ctx, outraVez);
  const mais = ctx.sourceElement.matches(".adiante") && document.getElementById("mais");
  (mais || document.getElementById("fila-aviso")).replaceChildren(aviso);
}

// What the server said to what was done: its toasts do not go while the pointer or the focus is on them.

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
// The second click of a double click would send what came in the place of what the first one sent.
document.addEventListener("click", (evento) => {
  if (evento.detail > 1 && evento.target.closest?.("form button:not([type=button])")) evento.preventDefault();
}, true);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-desfazer]")) setTimeout(() => target.closest(".brinde")?.remove());
});

document.addEventListener("plantao:preferencias", ({ detail: { tema, densidade, atalhos, privacidade } }) => {
  const raiz = document.documentElement.dataset;
  const sistema = matchMedia("(prefers-color-scheme: dark)").matches ? "escuro" : "claro";
  if (tema) raiz.tema = tema === "sistema" ? sistema : tema;
  if (densidade) raiz.densidade = densidade;
  raiz.atalhos = atalhos === false ? "nao" : "sim";
  document.body.dataset.privacidade = privacidade ? "1" : "";
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (!ctx || ctx.response) return;
  const frase = "O servidor não respondeu. Tente de novo.";
  const lugar = ctx.sourceElement.closest("dialog")?.querySelector("#dialogo-aviso");
  if (lugar) avisar(lugar, frase);
  else if (ctx.request.method !== "GET" && !ctx.envio) brinde("alert-circle", frase);
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.response.status === 401) document.body.dispatchEvent(new CustomEvent("plantao:sem-sessao"));
  if (ctx.response.status < 400 && ctx.request.method !== "GET") document.getElementById("atd-aviso")?.replaceChildren();
});
