// From page to page inside the frame (design §7): the call window, its tone and what is typed in it stay.

import { brinde } from "./comum.js";

const NO_QUADRO = /^\/(?:(?:fila|chamadas|clientes|pessoas|integracoes|ajustes)(?:\/.*)?|atendimentos\/\d+)$/;
const CONTEUDO = "#conteudo";
const DENTRO = `${CONTEUDO} > *`;
let velha = false; // a new version is served: its pages need its scripts

const cabe = (url) => !velha && url.origin === location.origin && NO_QUADRO.test(url.pathname) && NO_QUADRO.test(location.pathname);

/** Go to a page of the desk; to one that does not live in the frame as browsers do. */
export async function navegar(endereco) {
  const url = new URL(endereco, location.href);
  if (!cabe(url)) { location.assign(url); return; }
  await htmx.ajax("GET", url.pathname + url.search, { source: CONTEUDO, target: CONTEUDO, select: DENTRO, selectOOB: "#trilho", swap: "innerHTML", push: "true" });
}

document.addEventListener("click", (evento) => {
  const link = evento.target.closest?.("a[href]");
  if (!link || evento.defaultPrevented || evento.button || evento.ctrlKey || evento.metaKey || evento.shiftKey || evento.altKey) return;
  if (link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
  if (!cabe(new URL(link.href))) return;
  evento.preventDefault();
  navegar(link.href);
});

const daPagina = (ctx) => ctx?.select === DENTRO;
const naoVeio = () => brinde("alert-circle", "O servidor não respondeu. Tente de novo.");
document.addEventListener("htmx:before:swap", (evento) => {
  const { ctx } = evento.detail;
  if (!daPagina(ctx) || ctx.text.includes('id="conteudo"')) return;
  evento.preventDefault();
  if (ctx.response.status !== 401) naoVeio(); // whose session ended is asked for the password
});
document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  if (!daPagina(ctx)) return;
  scrollTo(0, 0);
  if (!document.activeElement?.closest("#janela,#conteudo *")) (document.querySelector("#conteudo h1[tabindex]") ?? document.querySelector(CONTEUDO)).focus({ preventScroll: true });
  document.body.dispatchEvent(new CustomEvent("plantao:pagina", { bubbles: true }));
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (daPagina(ctx) && !ctx.response && ctx.error?.name !== "AbortError") naoVeio();
});
document.body.addEventListener("plantao:versao", () => { velha = true; });
