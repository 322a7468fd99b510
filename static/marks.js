/* The attendance sheet by keyboard: narrow the list while typing, Enter marks the only one left, arrows walk the boxes. */
(() => {
  "use strict";
  const normal = (text) => text.toLowerCase().replaceAll("ё", "е").replace(/\s+/g, " ").trim();
  const lines = (sheet) => [...sheet.querySelectorAll(".marks-line")];
  const shown = (sheet) => lines(sheet).filter((line) => !line.hidden);
  const box = (line) => line.querySelector(".mark-box");

  function wake(root) {
    root.querySelectorAll("[data-js]").forEach((part) => { part.hidden = false; });
    root.querySelectorAll("[data-nojs]").forEach((part) => { part.hidden = true; });
  }
  function narrow(field) {
    const sheet = field.closest("[data-marks]");
    const words = normal(field.value).split(" ").filter(Boolean);
    lines(sheet).forEach((line) => {
      const text = normal(line.dataset.words || line.textContent);
      line.hidden = !words.every((word) => text.includes(word));
    });
    const said = sheet.querySelector("[data-narrowed]");
    if (said) said.textContent = words.length ? `Показано: ${shown(sheet).length} из ${lines(sheet).length}` : "";
  }
  document.addEventListener("input", (event) => { if (event.target.matches("[data-narrow]")) narrow(event.target); });
  document.addEventListener("keydown", (event) => {
    const sheet = event.target.closest("[data-marks]");
    if (!sheet) return;
    const field = event.target.matches("[data-narrow]");
    if (field && event.key === "Enter") {
      event.preventDefault();
      const found = shown(sheet);
      const first = found.length ? box(found[0]) : null;
      if (found.length !== 1) { if (first && event.target.value) first.focus(); return; }
      if (first && !first.checked) first.click();
      event.target.select();
      return;
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !(field || event.target.matches(".mark-box"))) return;
    const found = shown(sheet).filter((line) => !line.closest("details:not([open])"));
    const at = found.findIndex((line) => line.contains(event.target));
    const next = found[at + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    if (next && box(next)) box(next).focus(); else if (event.key === "ArrowUp") sheet.querySelector("[data-narrow]").focus();
  });
  // Marks not yet taken by the portal: leaving the page would lose them.
  const unsent = new Set();
  document.addEventListener("change", (event) => { if (event.target.matches("[data-marks] .mark-box[hx-post]")) unsent.add(event.target); });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, xhr } = event.detail;
    if (!unsent.has(elt) || !(successful || (xhr && xhr.status))) return;
    unsent.delete(elt);
    if (!successful) elt.checked = !elt.checked;
  });
  window.addEventListener("beforeunload", (event) => { if ([...unsent].some((mark) => mark.isConnected)) event.preventDefault(); });

  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    if (!place.closest || !place.closest("[data-marks]")) return;
    wake(place.closest("[data-marks]"));
    const source = event.detail.requestConfig && event.detail.requestConfig.elt;
    const found = document.getElementById("found");
    if (!source || !found || !source.contains(found)) return;
    found.replaceChildren();
    const field = document.getElementById("find");
    field.value = "";
    field.focus();
  });
  wake(document);
})();
