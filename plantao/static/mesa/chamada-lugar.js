// What stands outside of a modal dialog is inert: the windows of calls go into the one that is open, and back (design §7, F2).

const lares = ["janela", "anuncio"].map((id) => document.getElementById(id)).map((el) => ({ el, antes: el.nextElementSibling }));

function acompanhar() {
  const dialogo = [...document.querySelectorAll("dialog:modal")].at(-1);
  for (const { el, antes } of lares) {
    const [onde, diante] = dialogo ? [dialogo, null] : [document.body, antes];
    if (el.parentElement === onde) continue;
    if (el.isConnected && onde.moveBefore) onde.moveBefore(el, diante); // keeps the focus
    else onde.insertBefore(el, diante);
  }
}

new MutationObserver(acompanhar).observe(document.body, { subtree: true, childList: true, attributeFilter: ["open"] });
