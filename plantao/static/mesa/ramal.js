// The extension's menu: the shift, the sound, the notifications (design §7, "Sound and notification").

import { brinde, criar, enviar } from "./comum.js";
import { avisoCurto, pararToque, som, soltarSom, somPreso, tocar } from "./toque.js";

const TESTE = 3000;
const OFERECIDOS = "plantao.avisos-oferecidos";
const SEM_AVISOS = "Este navegador não mostra avisos.";
const RECUSADOS = "Avisos bloqueados. Para receber, libere as notificações deste endereço nas configurações do navegador.";

const botao = document.querySelector(".ramal");
const preso = botao.querySelector(".som-preso");
const mudo = document.querySelector("[data-mudo] span");
const volume = document.querySelector("[data-volume]");
const avisos = document.querySelector("[data-avisos]");

function mostrar() {
  preso.hidden = !somPreso();
  botao.title = somPreso() ? preso.textContent : "";
  mudo.textContent = som.mudo ? "Ouvir ligações" : "Silenciar ligações";
  volume.value = som.volume;
  avisos.hidden = window.Notification?.permission === "granted";
}

async function mudarTurno({ currentTarget: vez }) {
  soltarSom();
  const { disponivel } = await enviar("/turno").catch((erro) => { brinde("alert-circle", erro.message); return {}; });
  if (disponivel === undefined) return;
  const situacao = botao.querySelector(".sit");
  situacao.className = `sit c-${disponivel ? "sucesso" : "neutro"}`;
  situacao.firstElementChild.textContent = disponivel ? "Disponível" : "Pausa";
  vez.lastChild.data = disponivel ? "Fazer pausa" : "Ficar disponível";
  if (disponivel) oferecerAvisos();
}

// Notifications are offered once, at the beginning of the first shift; after that they are in the menu alone.
function oferecerAvisos() {
  if (window.Notification?.permission !== "default" || localStorage.getItem(OFERECIDOS)) return;
  localStorage.setItem(OFERECIDOS, "1");
  const sim = criar("button", { type: "button", textContent: "Ativar avisos" });
  const caixa = brinde("bell", "Receba um aviso do sistema quando o telefone tocar e esta aba não estiver à frente.", sim);
  sim.addEventListener("click", () => { caixa.remove(); ativarAvisos(); });
}

async function ativarAvisos() {
  if (!window.Notification) return brinde("info-circle", SEM_AVISOS);
  const resposta = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
  mostrar();
  return brinde("info-circle", resposta === "granted" ? "Avisos ativados." : RECUSADOS);
}

document.querySelector("[data-turno]").addEventListener("click", mudarTurno);
document.querySelector("[data-testar-som]").addEventListener("click", async () => {
  await soltarSom();
  if (som.mudo) brinde("bell-off", "As ligações estão silenciadas.");
  tocar();
  setTimeout(pararToque, TESTE);
});
document.querySelector("[data-mudo]").addEventListener("click", () => {
  som.mudo = !som.mudo;
  pararToque();
  mostrar();
  avisoCurto();
});
volume.addEventListener("change", async () => {
  som.volume = volume.valueAsNumber;
  await soltarSom();
  avisoCurto();
});
avisos.addEventListener("click", ativarAvisos);

// What was done on the page before this one may have let the sound out already.
for (const gesto of ["pointerdown", "keydown"]) document.addEventListener(gesto, () => soltarSom(), { once: true, capture: true });
soltarSom(mostrar);
mostrar();
