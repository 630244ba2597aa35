// What the palette finds, offers and does (design §9); comandos.js opens it. What is read comes from /buscar.

import { avisar, campo, fala, lista, paleta } from "./comandos.js";
import { brinde, criar, enviar, icone } from "./comum.js";

const ESPERA = 150;
const RECENTES = 6;
const guarda = `plantao.recentes.${paleta.dataset.usuario}`;
let relogio = 0;
let pedido = null;

// What was opened lately.

function recentes() {
  try {
    return JSON.parse(localStorage.getItem(guarda)) || [];
  } catch {
    return [];
  }
}

function lembrar(opcao) {
  const { titulo, icone: desenho } = opcao.dataset;
  const href = opcao.getAttribute("href");
  if (!titulo || !/^\/(clientes|atendimentos)\/\d/.test(href)) return;
  const outros = recentes().filter((item) => item.href !== href);
  localStorage.setItem(guarda, JSON.stringify([{ href, titulo, icone: desenho }, ...outros].slice(0, RECENTES)));
}

// Groups the browser knows by itself.

function grupo(nome, opcoes) {
  const rotulo = criar("div", { className: "rotulo", textContent: nome });
  const caixa = criar("div", {}, rotulo, ...opcoes);
  caixa.setAttribute("role", "group");
  caixa.setAttribute("aria-label", nome);
  return caixa;
}

function opcao(elemento) {
  elemento.setAttribute("role", "option");
  elemento.setAttribute("aria-selected", "false");
  elemento.tabIndex = -1;
  return elemento;
}

function dosRecentes() {
  const itens = recentes().map(({ href, titulo, icone: desenho }) => {
    const item = opcao(criar("a", { href }, icone(desenho), criar("span", { className: "corta", textContent: titulo })));
    Object.assign(item.dataset, { titulo, icone: desenho });
    return item;
  });
  return itens.length ? [grupo("Abertos há pouco", itens)] : [];
}

const plano = (texto) => texto.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function doAtendimento(texto) {
  const palavras = plano(texto).split(/\s+/).filter(Boolean);
  const botoes = [...document.querySelectorAll("#atd .cab [aria-keyshortcuts]")].filter((b) => !b.disabled && b.checkVisibility());
  const itens = botoes.flatMap((botao) => {
    const nome = botao.getAttribute("aria-label") || botao.title.replace(/ \(.\)$/, "") || botao.firstChild?.nextSibling?.textContent.trim() || "";
    if (!nome || botao.matches(".volta") || !palavras.every((p) => ` ${plano(nome)}`.includes(` ${p}`))) return [];
    const desenho = botao.querySelector("use")?.getAttribute("href").split("#")[1] || "bolt";
    const item = opcao(criar("button", { type: "button" }, icone(desenho), criar("span", { textContent: nome }),
      criar("kbd", { textContent: botao.getAttribute("aria-keyshortcuts") })));
    item.addEventListener("click", () => { paleta.close(); botao.click(); });
    return [item];
  });
  return itens.length ? [grupo("Comandos para este atendimento", itens)] : [];
}

// What is chosen.

const opcoes = () => [...lista.querySelectorAll("[role=option]:not([aria-disabled])")];
const escolhida = () => lista.querySelector("[aria-selected=true]");

function escolher(nova) {
  escolhida()?.setAttribute("aria-selected", "false");
  if (!nova) return campo.removeAttribute("aria-activedescendant");
  nova.id ||= `paleta-${opcoes().indexOf(nova)}`;
  nova.setAttribute("aria-selected", "true");
  nova.scrollIntoView({ block: "nearest" });
  return campo.setAttribute("aria-activedescendant", nova.id);
}

function andar(passo) {
  const todas = opcoes();
  escolher(todas[(todas.indexOf(escolhida()) + passo + todas.length) % todas.length]);
}

// What is shown.

async function procurar() {
  const texto = campo.value.trim();
  pedido?.abort();
  const este = pedido = new AbortController();
  let resposta, html;
  try {
    resposta = await fetch(`/buscar?q=${encodeURIComponent(texto)}`, { headers: { "HX-Request-Type": "partial" }, signal: este.signal });
    html = await resposta.text();
  } catch (erro) {
    if (erro.name !== "AbortError") avisar();
    return;
  }
  if (resposta.status === 401) {
    paleta.close();
    document.body.dispatchEvent(new CustomEvent("plantao:sem-sessao"));
    return;
  }
  if (!resposta.ok) { avisar("Não foi possível buscar. Tente de novo."); return; }
  if (este === pedido && paleta.open) mostrar(html, texto);
}

function mostrar(html, texto) {
  const achado = new DOMParser().parseFromString(html, "text/html").body;
  lista.replaceChildren(...(texto ? [] : dosRecentes()), ...achado.childNodes);
  const meus = texto.startsWith(">") || !texto ? doAtendimento(texto.replace(">", "")) : doAtendimento(texto);
  const comandos = lista.querySelector("[aria-labelledby=busca-comandos]");
  if (comandos) comandos.before(...meus);
  else lista.append(...meus);
  lista.scrollTop = 0;
  const todas = opcoes();
  todas.forEach((item, n) => { item.id = `paleta-${n}`; });
  escolher(todas[0]);
  const quantas = lista.querySelectorAll("[role=option]:not([aria-disabled])").length;
  fala.textContent = quantas ? `${quantas} ${quantas === 1 ? "resultado" : "resultados"}` : "Nada encontrado";
}

// Commands that are no link.

async function mudarTema(tema) {
  document.documentElement.dataset.tema = tema;
  try {
    await enviar("/ajustes", { tema });
  } catch (erro) {
    brinde("alert-circle", erro.message);
  }
}

function sair() {
  const formulario = criar("form", { method: "post", action: "/sair", hidden: true });
  document.body.append(formulario);
  formulario.submit();
}

function fazer(acao) {
  const [nome, valor] = acao.split(":");
  paleta.close();
  if (nome === "tema") mudarTema(valor);
  else sair();
}

// While it is open.

/** Begin, with what was typed meanwhile. */
export function comecar() {
  lista.replaceChildren(...dosRecentes());
  procurar();
}

paleta.addEventListener("close", () => {
  pedido?.abort();
  clearTimeout(relogio);
});
paleta.addEventListener("click", (evento) => {
  if (evento.target === paleta) return paleta.close();
  const sugestao = evento.target.closest("[data-sugestao]");
  if (sugestao) {
    evento.preventDefault();
    campo.value = sugestao.dataset.sugestao;
    campo.focus();
    return procurar();
  }
  const item = evento.target.closest("[role=option]");
  if (item?.dataset.acao) return fazer(item.dataset.acao);
  if (item?.matches("a")) {
    lembrar(item);
    if (!evento.ctrlKey && !evento.metaKey) paleta.close();
  }
  return undefined;
});
campo.addEventListener("input", () => {
  clearTimeout(relogio);
  relogio = setTimeout(procurar, campo.value.trim().startsWith(">") || !campo.value.trim() ? 0 : ESPERA);
});
campo.addEventListener("keydown", (evento) => {
  if (evento.isComposing) return;
  if (evento.key === "ArrowDown" || evento.key === "ArrowUp") andar(evento.key === "ArrowDown" ? 1 : -1);
  else if (evento.key === "Enter") escolhida()?.click();
  else return;
  evento.preventDefault();
});
lista.addEventListener("pointermove", (evento) => {
  const item = evento.target.closest("[role=option]");
  if (item && item !== escolhida()) escolher(item);
});
