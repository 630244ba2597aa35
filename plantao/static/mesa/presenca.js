// Who else is writing on the ticket (design §8): said while they write, forgotten when they fall silent.

import { enviar } from "./comum.js";

const RITMO = 5000;
const VALE = 15000;
const outros = new Map();
let dito = { atendimento: "", em: 0 };

const dizer = (atendimento, parou) => enviar(`/atendimentos/${atendimento}/escrevendo${parou ? "?parou=1" : ""}`).catch(() => {});

/** Something is being written on a ticket; or not any more. */
export function escrevendo(atendimento, parou = false) {
  const jaDito = dito.atendimento === atendimento && Date.now() - dito.em < RITMO;
  if (parou ? dito.atendimento !== atendimento : jaDito) return;
  dito = parou ? { atendimento: "", em: 0 } : { atendimento, em: Date.now() };
  dizer(atendimento, parou);
}

function mostrar() {
  const lugar = document.getElementById("presenca");
  if (!lugar) return;
  const atendimento = Number(document.getElementById("atd").dataset.atendimento);
  const nomes = [...outros.values()].filter((outro) => outro.atendimento === atendimento).map((outro) => outro.nome);
  const juntos = nomes.length > 1 ? `${nomes.slice(0, -1).join(", ")} e ${nomes.at(-1)}` : nomes[0];
  const frase = nomes.length ? `${juntos} ${nomes.length > 1 ? "estão" : "está"} respondendo` : "";
  if (lugar.textContent !== frase) lugar.textContent = frase;
}

document.body.addEventListener("plantao:presenca", ({ detail }) => {
  if (String(detail.usuario) === document.body.dataset.usuario) return;
  const chave = `${detail.atendimento}.${detail.usuario}`;
  clearTimeout(outros.get(chave)?.fim);
  outros.delete(chave);
  const calar = () => { outros.delete(chave); mostrar(); };
  if (!detail.parou) outros.set(chave, { ...detail, fim: setTimeout(calar, VALE) });
  mostrar();
});
document.addEventListener("htmx:after:swap", mostrar);
