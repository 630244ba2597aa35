// The tone of a ringing call, made of two notes: no file. One tab of the browser rings, a visible one if there is any.

const CICLO = 2;
const MAXIMO = 30;
const ESPERA = 250;

let audio;
let parar = () => {};

/** The volume and the silence this browser was told to keep. */
export const som = {
  get mudo() { return localStorage.getItem("plantao.mudo") === "1"; },
  set mudo(valor) { localStorage.setItem("plantao.mudo", valor ? "1" : "0"); },
  get volume() { return Number(localStorage.getItem("plantao.volume") ?? 0.6); },
  set volume(valor) { localStorage.setItem("plantao.volume", String(valor)); },
};

/** Browsers let sound out only after a gesture: call this from one. Answers whether it worked. */
export async function soltarSom() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") await audio.resume().catch(() => {});
  return audio.state === "running";
}

export const somPreso = () => !audio || audio.state !== "running";

function nota(frequencia, quando, dura, volume) {
  const oscilador = audio.createOscillator();
  const ganho = audio.createGain();
  oscilador.frequency.value = frequencia;
  ganho.gain.setValueAtTime(0, quando);
  ganho.gain.linearRampToValueAtTime(volume, quando + 0.02);
  ganho.gain.setTargetAtTime(0, quando + dura - 0.05, 0.03);
  oscilador.connect(ganho).connect(audio.destination);
  oscilador.start(quando);
  oscilador.stop(quando + dura + 0.2);
  return oscilador;
}

/** Two short notes: another call while one is on the screen. */
export function avisoCurto() {
  if (som.mudo || somPreso()) return;
  nota(880, audio.currentTime, 0.12, som.volume * 0.5);
  nota(1175, audio.currentTime + 0.18, 0.12, som.volume * 0.5);
}

/** Ring until `pararToque`, 30 s at most, louder over the first three cycles. */
export async function tocar() {
  pararToque();
  let ligado = true;
  let soltar = () => {};
  const tocados = [];
  parar = () => {
    ligado = false;
    for (const oscilador of tocados) try { oscilador.stop(); } catch { /* it ended by itself */ }
    soltar();
  };
  if (document.hidden) await new Promise((pronto) => setTimeout(pronto, ESPERA));
  if (!ligado) return;
  const soar = async () => {
    if (!ligado || som.mudo || somPreso()) return;
    const comeco = audio.currentTime;
    for (let ciclo = 0; ciclo * CICLO < MAXIMO; ciclo += 1) {
      const volume = som.volume * Math.min(1, (ciclo + 1) / 3);
      tocados.push(nota(784, comeco + ciclo * CICLO, 0.4, volume), nota(988, comeco + ciclo * CICLO + 0.45, 0.5, volume));
    }
    await new Promise((fim) => { soltar = fim; setTimeout(fim, MAXIMO * 1000); });
  };
  if (navigator.locks) await navigator.locks.request("plantao.toque", { ifAvailable: true }, (minha) => (minha ? soar() : undefined));
  else await soar();
}

export function pararToque() {
  parar();
  parar = () => {};
}
