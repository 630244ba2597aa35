for (const botao of document.querySelectorAll("[data-mostra]")) {
  botao.addEventListener("click", () => {
    const campo = document.getElementById(botao.dataset.mostra);
    campo.type = campo.type === "password" ? "text" : "password";
    botao.setAttribute("aria-label", campo.type === "password" ? "Mostrar senha" : "Ocultar senha");
    campo.focus();
  });
}
