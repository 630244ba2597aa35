// The form of a new ticket: its draft stays in this browser until it is sent, what the choices change, where focus goes, what
// is not missing any more, the way back.

import { hora } from "./comum.js";
import { tecla } from "./teclado.js";

const AQUI = "/atendimentos/novo";
const VOLTA = "plantao.novo-volta";
const CHAVE = `plantao.rascunho.${document.body.dataset.usuario}.novo`;
const form = () => document.getElementById("novo");
const escolha = () => document.getElementById("escolha");
let deQuem = escolha().dataset.cliente;
let mala = form().files.files; // what was chosen stays when the form is drawn again
let vistas = document.getElementById("faltas");

function ler() {
  try {
    return JSON.parse(localStorage.getItem(CHAVE));
  } catch {
    return null;
  }
}

function dizer(em) {
  document.getElementById("rascunho").textContent = `Rascunho salvo às ${hora(em)}`;
}

function guardar() {
  const campos = [...new FormData(form())].filter(([nome]) => nome !== "q" && nome !== "files");
  const em = Date.now();
  localStorage.setItem(CHAVE, JSON.stringify({ campos, em }));
  dizer(em);
}

/** Put the draft back; answers whether the page of its customer must come first. */
function retomar() {
  const guardado = ler();
  if (!guardado || vistas) return false;
  const valores = (nome) => guardado.campos.filter(([n]) => n === nome).map(([, valor]) => valor);
  const [dele] = valores("cliente");
  const aqui = new URLSearchParams(location.search).get("cliente");
  if (dele && !aqui) {
    location.replace(`${AQUI}?cliente=${encodeURIComponent(dele)}`);
    return true;
  }
  if (aqui && aqui !== dele) return false;
  for (const campo of form().elements) {
    if (!campo.name || ["q", "cliente", "files"].includes(campo.name)) continue;
    if (campo.matches("[type=checkbox],[type=radio]")) campo.checked = valores(campo.name).includes(campo.value);
    else if (campo.type !== "hidden" || campo.name === "chave") campo.value = valores(campo.name)[0] ?? campo.value;
  }
  form().id_tipo_atendimento.dispatchEvent(new Event("change", { bubbles: true }));
  dizer(guardado.em);
  return false;
}

/** The customer's own name and telephone, unless something else was written. */
function preencher() {
  for (const nome of ["nome", "telefone"]) {
    const campo = form().elements[nome];
    const novo = escolha().dataset[nome];
    if (novo && (!campo.value || campo.value === campo.dataset.doCliente)) campo.value = novo;
    if (novo) campo.dataset.doCliente = novo;
    conferir(campo);
  }
}

function acomodar() {
  form().querySelector("[data-arquivos]").textContent = [...form().files.files].map((arquivo) => arquivo.name).join(", ");
  const tipo = form().id_tipo_atendimento.selectedOptions[0];
  const ordem = document.getElementById("ordem");
  if (ordem) {
    ordem.hidden = ordem.disabled = tipo.matches("[data-sem-ordem]");
    ordem.querySelector(".da-ordem").hidden = !form().abrir_os.checked;
  }
  const nomes = [...form().querySelectorAll("#responsaveis input:checked")].map((campo) => campo.parentElement.textContent.trim());
  form().querySelector("[data-nomes]").textContent = nomes.join(", ") || "Escolha quem responde";
  for (const opcao of form().querySelectorAll("#id_cliente_servico label")) opcao.classList.toggle("sel", opcao.control.checked);
}

/** What was said of a field goes when it is mended, and with the last of them their summary. */
function sanar(nome) {
  const faltas = document.getElementById("faltas");
  const falta = faltas?.querySelector(`a[href="#${nome}"]`);
  if (!falta) return;
  falta.closest("li").remove();
  document.getElementById(`${nome}-erro`)?.remove();
  const campo = document.getElementById(nome);
  for (const atributo of ["aria-invalid", "aria-describedby"]) campo?.removeAttribute(atributo);
  const restam = faltas.querySelectorAll("li").length;
  faltas.querySelector("b").textContent = restam === 1 ? "Falta 1 informação." : `Faltam ${restam} informações.`;
  if (!restam) faltas.remove();
}

function conferir(campo) {
  const nome = campo.name.replace("[]", "");
  if (campo.checkValidity() && campo.value.trim()) sanar(nome);
  if (nome === "id_tipo_atendimento") sanar("abrir_os");
}

/** Where the person came from, if it was a page of the desk; kept while the form is on the screen, for it may be loaded again. */
function voltar() {
  const veio = document.referrer ? new URL(document.referrer) : null;
  const daMesa = veio?.origin === location.origin && !veio.pathname.startsWith("/entrar");
  if (!daMesa) sessionStorage.removeItem(VOLTA);
  else if (veio.pathname !== AQUI) sessionStorage.setItem(VOLTA, veio.pathname + veio.search);
  form().querySelector("[aria-keyshortcuts=Esc]").href = sessionStorage.getItem(VOLTA) || "/fila";
}

document.addEventListener("input", ({ target }) => {
  if (!target.closest("#novo") || target.name === "q") return;
  guardar();
  conferir(target);
});
document.addEventListener("change", ({ target }) => {
  if (target.name === "files") {
    mala = target.files;
    sanar("anexos");
  }
  if (target.closest("#novo")) acomodar();
});
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement === form() && ctx.response.status < 300) localStorage.removeItem(CHAVE);
});
// A browser may bring the page back as it was left: the form of a ticket that was opened is another form then.
addEventListener("pageshow", ({ persisted }) => { if (persisted && !ler()) location.reload(); });
document.addEventListener("htmx:after:swap", () => {
  if (!form()) return;
  form().files.files = mala;
  acomodar();
  voltar();
  const faltas = document.getElementById("faltas");
  if (faltas && faltas !== vistas) faltas.focus();
  vistas = faltas;
  if (faltas && ler()) dizer(ler().em);
  if (escolha().dataset.cliente === deQuem) return;
  deQuem = escolha().dataset.cliente;
  for (const nome of deQuem ? ["cliente", "id_cliente_servico"] : []) sanar(nome);
  preencher();
  guardar();
  (document.getElementById("cliente") || form().id_tipo_atendimento).focus();
});
document.addEventListener("click", (evento) => {
  if (evento.target.closest("#anexos")) form().files.click();
  const alvo = evento.target.closest("#faltas a");
  if (!alvo) return;
  evento.preventDefault();
  document.getElementById(alvo.hash.slice(1))?.focus();
});

tecla((nome, evento) => {
  if (nome === "campo:Enter" && evento.target.id === "cliente") {
    document.querySelector("#clientes-achados a")?.click();
    return true;
  }
  if (nome !== "Escape" && (nome !== "campo:Escape" || evento.target.value)) return false;
  form().querySelector("[aria-keyshortcuts=Esc]").click();
  return true;
});

if (!retomar()) {
  preencher();
  acomodar();
  voltar();
  (vistas || document.getElementById("cliente") || form().id_tipo_atendimento).focus();
}
