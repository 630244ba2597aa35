// What is typed into a field of a password may be looked at.

document.addEventListener("click", ({ target }) => {
  const botao = target.closest("[data-mostra]");
  if (!botao) return;
  const campo = document.getElementById(botao.dataset.mostra);
  campo.type = campo.type === "password" ? "text" : "password";
  const rotulo = campo.type === "password" ? "Mostrar senha" : "Ocultar senha";
  botao.setAttribute("aria-label", rotulo);
  botao.title = rotulo;
  campo.focus();
});
