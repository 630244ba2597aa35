// What others did to the ticket while something was being written on it: said beside the field, never in it (design §8).

import { criar } from "./comum.js";

let qual = "";
let ultimo = 0;

const fatos = () => [...document.querySelectorAll("#atd .evento[data-autor]")];
const numero = (fato) => Number(fato.id.slice("fato-".length));

/** Where to say it: the dialog or the composer that is being filled in, if one is. */
function lugar() {
  const dialogo = document.querySelector("#dialogos dialog[open] #dialogo-novidade");
  const redator = document.querySelector("#atd .redator");
  const ocupado = redator && (redator.mensagem.value || redator.contains(document.activeElement));
  return dialogo || (ocupado ? document.getElementById("novidade") : null);
}

function ver(fato) {
  document.querySelector("#dialogos dialog[open]")?.close();
  document.getElementById("novidade")?.replaceChildren();
  const aqui = document.getElementById(fato);
  if (!aqui) return;
  aqui.tabIndex = -1;
  aqui.focus();
  aqui.scrollIntoView({ block: "center" });
}

function dizer(onde, fato) {
  const botao = criar("button", { type: "button", className: "elo", textContent: "Ver" });
  const { id } = fato;
  botao.addEventListener("click", () => ver(id));
  const frase = criar("p", {}, `${fato.querySelector("span").textContent} `, botao);
  onde.replaceChildren(criar("div", { className: "aviso info p" }, criar("div", {}, frase)));
}

function conferir() {
  const ficha = document.getElementById("atd");
  const todos = fatos();
  if (!ficha || (ficha.dataset.atendimento === qual && !todos.length)) return;
  const antes = ficha.dataset.atendimento === qual ? ultimo : Infinity;
  const novos = todos.filter((fato) => numero(fato) > antes && fato.dataset.autor !== document.body.dataset.usuario);
  qual = ficha.dataset.atendimento;
  ultimo = Math.max(0, ...todos.map(numero));
  const onde = novos.length ? lugar() : null;
  if (onde) dizer(onde, novos.at(-1));
}

document.addEventListener("htmx:after:swap", conferir);
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.closest(".redator") && ctx.response.status < 300) document.getElementById("novidade")?.replaceChildren();
});
conferir();
