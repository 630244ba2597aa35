// The indicator of the live connection, its notice, and signing in again without leaving the page (design §8).

import { brinde, criar, enviar, icone } from "./comum.js";
import "./entrar.js";

const sinal = document.getElementById("vivo");
const faixa = document.getElementById("faixa");
const TEXTOS = { vivo: "Ao vivo", reconectando: "Reconectando…", caido: "Sem conexão", sem_sessao: "Sessão encerrada" };

document.body.addEventListener("plantao:vivo", ({ detail }) => {
  const hora = detail.ultima ? new Date(detail.ultima).toLocaleTimeString("pt-BR", { hour: "2-digit", minute: "2-digit" }) : "";
  sinal.textContent = TEXTOS[detail.estado] ?? detail.estado;
  if (detail.estado === "reconectando" && hora) sinal.textContent += ` última atualização ${hora}`;
  sinal.classList.toggle("caiu", detail.estado !== "vivo");
  faixa.hidden = detail.estado !== "caido";
  if (detail.estado === "sem_sessao") pedirSenha();
});

document.body.addEventListener("plantao:sem-sessao", pedirSenha);

document.body.addEventListener("plantao:versao", () => {
  const botao = criar("button", { type: "button", textContent: "Atualizar" });
  botao.addEventListener("click", () => location.reload());
  brinde("refresh", "Nova versão disponível", botao);
});

function pedirSenha() {
  const dialogo = document.getElementById("sessao");
  if (dialogo.open) return;
  dialogo.showModal();
}

document.getElementById("sessao").querySelector("form").addEventListener("submit", async (evento) => {
  evento.preventDefault();
  const formulario = evento.currentTarget;
  const erro = formulario.querySelector(".erro");
  const dados = Object.fromEntries(new FormData(formulario));
  erro.hidden = true;
  try {
    await enviar("/entrar", { ...dados, em_pe: document.body.dataset.usuario });
    document.getElementById("sessao").close();
    document.body.dispatchEvent(new CustomEvent("plantao:tentar", { bubbles: true }));
  } catch (recusa) {
    erro.replaceChildren(icone("alert-circle", "i-14"), recusa.message);
    erro.hidden = false;
    formulario.senha.focus();
  } finally {
    formulario.senha.value = "";
  }
});
