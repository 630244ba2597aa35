// What every script of the desk needs: this tab's name, a request to the server, a toast, an icon.

const DONO = { "X-Plantao-Usuario": document.body.dataset.usuario };
const DESISTE = 10e3;
const NOME = "plantao.aba";

/** The name of this tab, soon: it survives a reload, and a duplicated tab gets another. */
export const aba = new Promise((pronto) => {
  const guardado = sessionStorage.getItem(NOME);
  const novo = () => {
    const nome = crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
    sessionStorage.setItem(NOME, nome);
    return nome;
  };
  if (!navigator.locks) return pronto(guardado || novo());
  const segurar = (nome) => navigator.locks.request(`aba:${nome}`, () => { pronto(nome); return new Promise(() => {}); });
  if (!guardado) return segurar(novo());
  navigator.locks.request(`aba:${guardado}`, { ifAvailable: true }, (livre) => {
    if (!livre) { segurar(novo()); return undefined; }
    pronto(guardado);
    return new Promise(() => {});
  });
});

/** What claims a call for this tab; whoever had it is gone, or it would not be shown here. */
export async function posse({ dados }) {
  const minha = await aba;
  return { aba: minha, retomar: Boolean(dados.aba) && dados.aba !== minha };
}

/** Whether another tab of this browser, by its name, is still open. */
export async function abaViva(nome) {
  if (!navigator.locks) return true;
  const { held } = await navigator.locks.query();
  return held.some((trava) => trava.name === `aba:${nome}`);
}

const VOLTA = 1500;
const esperadas = new Map();

/** When another tab of this browser is gone for good, and not only on its way to another page. */
export function abaFechada(nome) {
  if (!navigator.locks) return new Promise(() => {});
  const espera = esperadas.get(nome) ?? navigator.locks.request(`aba:${nome}`, () => {})
    .then(() => new Promise((pronto) => setTimeout(pronto, VOLTA)))
    .then(() => esperadas.delete(nome) && abaViva(nome))
    .then((viva) => (viva ? abaFechada(nome) : undefined));
  esperadas.set(nome, espera);
  return espera;
}

// Whose page this is goes with every request: if another has signed in meanwhile, the server asks for the password instead.
document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => Object.assign(ctx.request.headers, DONO));

/** Send `dados` to the server; answers its JSON, or throws an Error with a sentence for the person, `recusa` if it says why. */
export async function enviar(caminho, dados = {}, opcoes = {}) {
  let resposta;
  try {
    resposta = await fetch(caminho, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", ...DONO },
      body: JSON.stringify(dados),
      signal: AbortSignal.timeout(DESISTE),
      ...opcoes,
    });
  } catch {
    throw new Error("O servidor não respondeu. Tente de novo.");
  }
  if (resposta.status === 401) {
    document.body.dispatchEvent(new CustomEvent("plantao:sem-sessao"));
    throw Object.assign(new Error("Sua sessão terminou. Entre de novo sem perder esta tela."), { recusa: true });
  }
  if (resposta.status === 204) return {};
  const corpo = await resposta.json().catch(() => ({}));
  if (!resposta.ok) throw Object.assign(new Error(corpo.erro || "Não foi possível. Tente de novo."), { recusa: Boolean(corpo.erro) && resposta.status < 500 });
  return corpo;
}

/** Put `texto` on the clipboard, and say so; over plain HTTP there is none but the old one. */
export async function copiar(texto, dito = "Copiado") {
  let foi = true;
  try {
    await navigator.clipboard.writeText(texto);
  } catch {
    const onde = document.activeElement;
    const campo = Object.assign(document.createElement("textarea"), { value: texto });
    document.body.append(campo);
    campo.select();
    foi = document.execCommand("copy");
    campo.remove();
    onde?.focus({ preventScroll: true });
  }
  if (foi) brinde("copy", dito);
  else brinde("alert-circle", "O navegador não deixou copiar. Selecione o texto e copie.");
}

/** `09:42` of an instant, where the provider is. */
export const hora = (quando = Date.now()) => new Date(quando).toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit", timeZone: document.body.dataset.fuso });

/** An element from its tag, its properties and what is inside; texts stay texts. */
export function criar(tag, propriedades = {}, ...dentro) {
  const elemento = Object.assign(document.createElement(tag), propriedades);
  elemento.append(...dentro);
  return elemento;
}

/** The text of a button, beside its icon and its key. */
export const textoDe = (botao) => [...botao?.childNodes ?? []].find((no) => no.nodeType === Node.TEXT_NODE && no.data.trim());

/** An icon of the sprite. */
export function icone(nome, classe = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `i ${classe}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const uso = document.createElementNS("http://www.w3.org/2000/svg", "use");
  uso.setAttribute("href", `${new URL("icones.svg", import.meta.url).pathname}#${nome}`);
  svg.append(uso);
  return svg;
}

const NA_TELA = 2;

/** A toast: 8 s, longer while the pointer or the focus is on it; at most two at once. */
export function brinde(nome, ...dentro) {
  const lugar = document.getElementById("brindes");
  const caixa = criar("div", { className: "brinde" }, icone(nome), ...dentro);
  while (lugar.children.length >= NA_TELA) lugar.firstElementChild.remove();
  lugar.append(caixa);
  let relogio;
  const contar = () => { relogio = setTimeout(() => caixa.remove(), 8000); };
  const parar = () => clearTimeout(relogio);
  caixa.addEventListener("pointerenter", parar);
  caixa.addEventListener("focusin", parar);
  caixa.addEventListener("pointerleave", contar);
  caixa.addEventListener("focusout", contar);
  contar();
  return caixa;
}

/** Whether the person is typing or choosing somewhere, so that nothing may take the focus away. */
export function ocupado() {
  const onde = document.activeElement;
  return Boolean(onde && (onde.matches("input,textarea,select") || onde.isContentEditable || onde.closest("dialog[open]")));
}
