/* Lists by keyboard, and how many are ticked. Nothing here fires while somebody types; the keys can be switched off on this computer. */
(() => {
  "use strict";
  const OFF = "portal:keys-off";
  const $ = (selector, within = document) => within.querySelector(selector);
  const list = () => $("[data-keys]");
  const links = () => { const part = list(); return part ? [...part.querySelectorAll("tbody tr:not(.table-group)")].map((row) => $("a[href]", row)).filter(Boolean) : []; };
  const off = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const typing = (where) => where.closest && where.closest('input:not([type="checkbox"]), textarea, select, [contenteditable="true"], dialog, details[open] .menu-list');

  function move(step) {
    const all = links();
    if (!all.length) return;
    const row = document.activeElement.closest("tbody tr");
    const now = all.findIndex((link) => row && row.contains(link));
    const next = all[Math.min(all.length - 1, Math.max(0, now < 0 ? (step > 0 ? 0 : all.length - 1) : now + step))];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  }
  function tick() {
    const row = document.activeElement.closest("tbody tr");
    const box = row && $('input[type="checkbox"]:not(:disabled)', row);
    if (box) { box.checked = !box.checked; box.dispatchEvent(new Event("change", { bubbles: true })); }
    return Boolean(box);
  }
  function search() {
    const field = $('form[data-filters] input[type="search"]') || $("#site-search");
    if (field) { field.focus(); field.select(); }
    return Boolean(field);
  }

  const KEYS = [["/", "перейти к поиску"], ["j или ↓", "следующая строка"], ["k или ↑", "предыдущая строка"], ["Enter", "открыть строку"], ["x", "отметить строку"], ["?", "эта подсказка"]];
  function element(name, text, className = "") {
    const made = document.createElement(name);
    made.textContent = text;
    if (className) made.className = className;
    return made;
  }
  function help() {
    const body = $("#modal-body"), box = $("#modal");
    if (!body || box.open) return;
    const words = element("dl", "", "keys");
    KEYS.forEach(([key, what]) => { const term = element("dt", ""); term.append(element("kbd", key)); words.append(term, element("dd", what)); });
    const label = element("label", "", "form-check"), tickbox = document.createElement("input");
    tickbox.type = "checkbox";
    tickbox.className = "form-check-input";
    tickbox.checked = !off();
    tickbox.addEventListener("change", () => { try { localStorage.setItem(OFF, tickbox.checked ? "0" : "1"); } catch { /* a browser that keeps nothing */ } });
    label.append(tickbox, element("span", "Клавиши работают на этом компьютере", "form-check-label"));
    const deeds = element("div", "", "dialog-deeds"), close = element("button", "Закрыть", "btn");
    close.type = "button";
    close.dataset.close = "";
    deeds.append(close);
    body.replaceChildren(element("h2", "Клавиши списка", "dialog-title"), words, label, deeds);
    box.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || off() || $("dialog[open]")) return;
    if (typing(event.target)) return;
    const inside = Boolean(event.target.closest("[data-keys] tbody"));
    const { code, shiftKey } = event;  // codes: the keys are the same in both layouts
    let done = true;
    if (code === "Slash" && shiftKey || event.key === "?") { done = Boolean(list()); if (done) help(); }
    else if (code === "Slash" || event.key === "/") done = search();
    else if (code === "KeyJ" || code === "ArrowDown" && inside) move(1);
    else if (code === "KeyK" || code === "ArrowUp" && inside) move(-1);
    else if (code === "KeyX") done = tick();
    else done = false;
    if (done && (list() || code === "Slash")) event.preventDefault();
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) help(); });

  const show = (within) => within.querySelectorAll("[data-keys-help]").forEach((button) => { button.hidden = false; });
  show(document);
  document.addEventListener("htmx:afterSwap", (event) => show(event.detail.target));

  function tally(form) {
    const whole = $('input[name="all"]', form), all = whole && whole.checked, count = form.querySelectorAll('input[name="who"]:checked').length;
    const words = $("[data-many-count]", form);
    if (words) words.textContent = all ? "Со всеми по отбору:" : count ? `Отмечено: ${count}` : "Отметьте хотя бы одного человека";
    form.querySelectorAll('button[type="submit"]').forEach((button) => { button.disabled = !all && !count; });
  }
  const tallyAll = () => document.querySelectorAll("form[data-many]").forEach(tally);
  tallyAll();
  document.addEventListener("htmx:afterSwap", tallyAll);
  window.addEventListener("pageshow", tallyAll);  // a browser that goes back brings the ticks with it
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-many]");
    if (form) setTimeout(() => tally(form));  // after «отметить всех» has ticked the rows
  });
})();
