// The indicator of the live connection, its notice, and signing in again without leaving the page (design §8).

import { brinde, criar, enviar, hora, icone } from "./comum.js";
import "./entrar.js";

const sinal = document.getElementById("vivo");
const faixa = document.getElementById("faixa");
const DEPOIS = 5000;
const TEXTOS = { vivo: "Ao vivo", reconectando: "Reconectando…", caido: "Sem conexão", sem_sessao: "Sessão encerrada" };

document.body.addEventListener("plantao:vivo", ({ detail }) => {
  sinal.textContent = TEXTOS[detail.estado] ?? detail.estado;
  if (detail.estado === "reconectando" && detail.ultima) sinal.textContent += ` última atualização ${hora(detail.ultima)}`;
  sinal.classList.toggle("caiu", detail.estado !== "vivo");
  faixa.hidden = detail.estado !== "caido";
  if (detail.estado === "sem_sessao") pedirSenha();
  else if (detail.estado === "vivo") terminou.hidden = true;
});

document.body.addEventListener("plantao:sem-sessao", pedirSenha);

document.body.addEventListener("plantao:versao", function avisar() {
  if (document.querySelector("#janela .cj")) return setTimeout(avisar, DEPOIS); // never during a call
  const botao = criar("button", { type: "button", textContent: "Atualizar" });
  botao.addEventListener("click", () => location.reload());
  return brinde("refresh", "Nova versão disponível", botao);
});

// Who is typing goes on typing: a strip says that the session ended, and the dialog comes when the field is left or sent.

const dialogo = document.getElementById("sessao");
const terminou = document.getElementById("faixa-sessao");
let escrito = null;

function pedirSenha() {
  const escrevendo = escrito && escrito === document.activeElement;
  terminou.hidden = !escrevendo;
  if (!escrevendo && !dialogo.open) dialogo.showModal();
}

document.addEventListener("input", ({ target }) => { if (!dialogo.contains(target) && target.matches("input,textarea")) escrito = target; });
document.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => { if (key === "Enter" && (ctrlKey || metaKey)) escrito = null; }, true);
document.addEventListener("focusout", ({ target }) => {
  if (target !== escrito) return;
  escrito = null;
  if (terminou.hidden) return;
  dialogo.addEventListener("close", () => target.isConnected && target.focus(), { once: true });
  setTimeout(pedirSenha);
});

dialogo.querySelector("form").addEventListener("submit", async (evento) => {
  evento.preventDefault();
  const formulario = evento.currentTarget;
  const erro = formulario.querySelector(".erro");
  const dados = Object.fromEntries(new FormData(formulario));
  erro.hidden = true;
  try {
    await enviar("/entrar", { ...dados, em_pe: document.body.dataset.usuario });
    dialogo.close();
    document.body.dispatchEvent(new CustomEvent("plantao:tentar", { bubbles: true }));
  } catch (recusa) {
    erro.replaceChildren(icone("alert-circle", "i-14"), recusa.message);
    erro.hidden = false;
    formulario.senha.focus();
  } finally {
    formulario.senha.value = "";
  }
});
