// Several calls at once: a tab for each of the first three, oldest first, and one for the rest (design §7).

import { criar, icone } from "./comum.js";

const ABAS = 3;

/** The calls that have a tab of their own; the one in front is always among them. */
export function emAbas(chamadas, frente) {
  const primeiras = chamadas.slice(0, ABAS);
  const atual = chamadas.find((chamada) => chamada.id === frente);
  if (atual && !primeiras.includes(atual)) primeiras[ABAS - 1] = atual;
  return primeiras;
}

/** The tabs of `chamadas`; `trazer` brings one to the front. A new one pulses once. */
export function desenharAbas(chamadas, frente, trazer) {
  const lista = criar("div", { className: "cj-abas" });
  lista.setAttribute("role", "tablist");
  lista.setAttribute("aria-label", "Ligações em curso");
  const mostradas = emAbas(chamadas, frente);
  lista.append(...mostradas.map((chamada) => desenharAba(chamada, chamada.id === frente, trazer)));
  const outras = chamadas.filter((chamada) => !mostradas.includes(chamada));
  if (outras.length) lista.append(desenharMais(outras, trazer));
  return lista;
}

function desenharAba(chamada, atual, trazer) {
  const { dados } = chamada;
  const relogio = criar("span", { className: "num relogio" });
  relogio.dataset.inicio = dados.inicio;
  const texto = dados.nome || dados.telefone;
  const nome = criar("span", { className: dados.nome ? "corta" : "corta numero" }, criar("bdi", { textContent: texto }));
  const botao = criar("button", { type: "button", title: texto }, icone("phone-incoming", "i-16"), nome, relogio);
  botao.setAttribute("role", "tab");
  botao.setAttribute("aria-selected", String(atual));
  botao.addEventListener("click", () => trazer(chamada.id));
  if (chamada.nova) {
    botao.classList.add("entra");
    botao.addEventListener("animationend", () => { chamada.nova = false; });
  }
  return botao;
}

function desenharMais(outras, trazer) {
  const mais = criar("button", { type: "button", className: "mais", textContent: `+${outras.length}` });
  mais.setAttribute("aria-label", outras.length === 1 ? "Mais 1 ligação" : `Mais ${outras.length} ligações`);
  mais.addEventListener("click", () => trazer(outras[0].id));
  return mais;
}
