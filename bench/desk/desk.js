// In a browser that is measured: when windows were painted and went, and how long a protocolo took.
(() => {
  const told = (window.bench = { windows: [], opened: [] });
  let pressed = 0;
  // The second frame begins when the first has been painted.
  const painted = (then) => requestAnimationFrame(() => requestAnimationFrame(() => then(Date.now() / 1000)));
  const digits = (el) => el.querySelector(".tel").firstChild.textContent.replace(/\D/g, "");
  const press = (event) => { pressed = (performance.timeOrigin + event.timeStamp) / 1000; };

  addEventListener("keydown", (event) => event.key === "F2" && press(event), true);
  addEventListener("click", (event) => event.target.closest?.("[data-faz=abrir]") && press(event), true);
  addEventListener("DOMContentLoaded", () => {
    const place = document.getElementById("janela");
    if (!place) return;
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]).filter((el) => el.matches?.(".cj"));
      const gone = changes.flatMap((change) => [...change.removedNodes]).filter((el) => el.matches?.(".cj"));
      for (const el of gone) {
        const its = told.windows.findLast((one) => one.id === el.id && !one.closed);
        if (its) its.closed = Date.now() / 1000;
      }
      for (const el of added) {
        const one = { id: el.id, telephone: digits(el), state: el.dataset.estado, opened: null, closed: null };
        told.windows.push(one);
        painted((now) => {
          one.opened = now;
          if (!pressed || one.state !== "aberta" || !el.querySelector(".proto")) return;
          told.opened.push((now - pressed) * 1000);
          pressed = 0;
        });
      }
    }).observe(place, { childList: true });
  });
})();
