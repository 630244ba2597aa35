// The search in the window of a call that nobody is known for, or of somebody else (design §7).

let ultima = 0;

const achados = (el) => [...el.querySelectorAll(".achado")];

/** The one that Enter chooses. */
export const escolhido = (el) => el.querySelector(".achado[aria-selected=true]");

/** Show in the window `el` whom `campo` finds; an answer that comes late is not shown. */
export async function buscar(el, campo) {
  const lugar = el.querySelector(".achados");
  const texto = campo.value.trim();
  ultima += 1;
  const esta = ultima;
  if (!texto) return lugar.replaceChildren();
  const resposta = await fetch(`${campo.dataset.busca}?q=${encodeURIComponent(texto)}`, { headers: { "HX-Request-Type": "partial" } }).catch(() => null);
  if (esta !== ultima || !resposta?.ok) return undefined;
  lugar.innerHTML = await resposta.text();
  lugar.querySelector(".achado")?.setAttribute("aria-selected", "true");
  return undefined;
}

/** Let Enter choose the next one or the one before. */
export function mover(el, passo) {
  const todos = achados(el);
  if (!todos.length) return false;
  const onde = todos.findIndex((achado) => achado.ariaSelected === "true");
  const para = Math.min(todos.length - 1, Math.max(0, onde + passo));
  todos.forEach((achado, n) => achado.setAttribute("aria-selected", String(n === para)));
  todos[para].scrollIntoView({ block: "nearest" });
  return true;
}
