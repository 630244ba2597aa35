// What the customer says (design §7) saves itself, and stays in this browser until the server has it.

import { enviar, hora, posse } from "./comum.js";

const SALVA = 800;
const CHAVE = `plantao.rascunho.${document.body.dataset.usuario}.chamada.`;
const salvamentos = new Map();

const campoDe = ({ el }) => el.querySelector("[data-relato]");

/** Let what is being typed in a window be saved soon. */
export function relatar(chamada) {
  const { id } = chamada;
  localStorage.setItem(CHAVE + id, JSON.stringify({ texto: campoDe(chamada)?.value, em: Date.now() }));
  clearTimeout(salvamentos.get(id));
  salvamentos.set(id, setTimeout(() => salvar(chamada).catch(() => {}), SALVA));
}

/** Put back what was typed before this page, and never reached the server. */
export function retomarRelato(chamada) {
  const guardado = JSON.parse(localStorage.getItem(CHAVE + chamada.id));
  const campo = campoDe(chamada);
  if (!guardado || !campo) return;
  campo.value = guardado.texto;
  campo.hidden = false;
  relatar(chamada);
}

/** Save it now; nothing else is done in the window before that. */
export async function salvar(chamada, opcoes) {
  const { id } = chamada;
  const campo = campoDe(chamada);
  if (!campo || !salvamentos.has(id)) return;
  clearTimeout(salvamentos.get(id));
  salvamentos.delete(id);
  const texto = campo.value;
  const dito = campo.closest(".campo")?.querySelector(".salvo");
  const dizSalvo = (frase) => { if (dito) dito.textContent = frase; };
  try {
    chamada.salvando = enviar(`/chamadas/${id}/relato`, { texto, ...await posse(chamada) }, opcoes);
    await chamada.salvando;
    if (campo.value === texto) localStorage.removeItem(CHAVE + id);
    dizSalvo(`Salvo às ${hora()}. ${dito?.dataset.onde}`);
  } catch (erro) {
    dizSalvo(`Ainda não salvo: ${erro.message}`);
    if (!salvamentos.has(id)) relatar(chamada);
    throw erro;
  }
}
