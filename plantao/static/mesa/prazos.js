// Deadlines count down by themselves: once a minute, every second in the last two (design §5, "Deadline → chip").

const MINUTO = 60000;
let relogio = 0;

function duracao(minutos) {
  const horas = Math.floor(minutos / 60);
  const resto = minutos % 60;
  if (minutos >= 72 * 60) {
    const dias = Math.floor(horas / 24);
    return horas % 24 ? `${dias} d ${horas % 24} h` : `${dias} d`;
  }
  if (!horas) return `${resto}min`;
  return resto ? `${horas}h ${String(resto).padStart(2, "0")}min` : `${horas}h`;
}

function contar(prazo, agora) {
  const falta = Date.parse(prazo.dataset.vence) - agora;
  const texto = prazo.querySelector(".resta");
  const longo = texto.textContent.startsWith("vence em ") || prazo.dataset.longo;
  if (longo) prazo.dataset.longo = "1";
  const vencido = falta <= 0;
  const perto = falta > 0 && falta < 2 * MINUTO;
  const quanto = perto ? `${Math.ceil(falta / 1000)} s` : duracao(Math.floor(Math.abs(falta) / MINUTO));
  const novo = vencido ? `há ${quanto}` : `${longo ? "vence em " : ""}${quanto}`;
  if (texto.textContent !== novo) texto.textContent = novo;
  if (vencido && !prazo.classList.contains("vencido")) {
    prazo.className = "prazo vencido";
    const uso = prazo.querySelector("use");
    uso.setAttribute("href", uso.getAttribute("href").replace(/#.*/, "#alert-triangle"));
  }
  return perto;
}

function passar() {
  const agora = Date.now();
  const perto = [...document.querySelectorAll(".prazo[data-vence]")].map((prazo) => contar(prazo, agora)).some(Boolean);
  clearTimeout(relogio);
  relogio = setTimeout(passar, perto ? 1000 : MINUTO - (agora % MINUTO));
}
document.addEventListener("htmx:after:swap", passar);
passar();
