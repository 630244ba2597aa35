// What is slow shows its bones after a while; what does not come says so, and is asked for again (design §6, §13).

import { criar, icone } from "./comum.js";

const ESPERA = 300;
let relogio = 0;

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

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  clearTimeout(relogio);
  if (!daFila(ctx) || !ctx.sourceElement.matches(".item")) return;
  relogio = setTimeout(() => semFicha(document.getElementById("esqueleto-atd").content.cloneNode(true)), ESPERA);
});
document.addEventListener("htmx:finally:request", () => clearTimeout(relogio));
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
