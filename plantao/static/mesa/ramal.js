// The extension's menu: the shift, the sound, the notifications (design §7, "Sound and notification").

import { brinde, enviar } from "./comum.js";
import { avisoCurto, pararToque, som, soltarSom, somPreso, tocar } from "./toque.js";

const preso = document.querySelector(".som-preso");
const mudo = document.querySelector("[data-mudo] span");

function mostrar() {
  preso.hidden = !somPreso();
  mudo.textContent = som.mudo ? "Ouvir ligações" : "Silenciar ligações";
}

document.querySelector("[data-turno]").addEventListener("click", async () => {
  await soltarSom();
  await enviar("/turno");
  location.reload();
});
document.querySelector("[data-testar-som]").addEventListener("click", async () => {
  await soltarSom();
  mostrar();
  tocar();
  setTimeout(pararToque, 3000);
});
document.querySelector("[data-mudo]").addEventListener("click", () => {
  som.mudo = !som.mudo;
  mostrar();
  avisoCurto();
});
document.querySelector("[data-avisos]").addEventListener("click", async () => {
  if (!("Notification" in window)) return brinde("info-circle", "Este navegador não mostra avisos.");
  const resposta = await Notification.requestPermission();
  const texto = resposta === "granted" ? "Avisos ativados." : "Avisos bloqueados. Mude nas configurações do navegador para este endereço.";
  return brinde("info-circle", texto);
});
document.addEventListener("pointerdown", () => { soltarSom().then(mostrar); }, { once: true });
mostrar();
