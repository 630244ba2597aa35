// The tone of a ringing call, made of two notes: no file.

const CICLO = 2;
const MAXIMO = 30;

let audio;
let querido = false;
let parar = () => {};

/** The volume and the silence this browser was told to keep. */
export const som = {
  get mudo() { return localStorage.getItem("plantao.mudo") === "1"; },
  set mudo(valor) { localStorage.setItem("plantao.mudo", valor ? "1" : "0"); },
  get volume() { return Number(localStorage.getItem("plantao.volume") ?? 0.6); },
  set volume(valor) { localStorage.setItem("plantao.volume", String(valor)); },
};

/** Let sound out, and tell `mudou` whenever that is another matter. Outside of a gesture this may wait for one. */
export function soltarSom(mudou) {
  if (!audio) {
    audio = new AudioContext();
    audio.addEventListener("statechange", () => querido && !somPreso() && tocar());
  }
  if (mudou) audio.onstatechange = mudou;
  return audio.resume().catch(() => {});
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

/** Ring until `pararToque`, 30 s at the most, louder over the first three cycles; as soon as sound is let out. */
export function tocar() {
  pararToque();
  querido = true;
  if (som.mudo || somPreso()) return;
  const tocados = [];
  parar = () => tocados.forEach((oscilador) => oscilador.stop());
  for (let quando = 0; quando < MAXIMO; quando += CICLO) {
    const volume = som.volume * Math.min(1, (quando / CICLO + 1) / 3);
    const comeco = audio.currentTime + quando;
    tocados.push(nota(784, comeco, 0.4, volume), nota(988, comeco + 0.45, 0.5, volume));
  }
}

export function pararToque() {
  querido = false;
  parar();
  parar = () => {};
}
