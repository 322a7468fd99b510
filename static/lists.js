/* Lists by keyboard, how many are ticked, several of many in a filter. Nothing here fires while somebody types; the keys can be switched off on this computer. */
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

  const KEYS = [["/", "перейти к поиску"], ["j", "следующая строка; дальше и ↓"], ["k", "предыдущая строка; дальше и ↑"], ["Enter", "открыть строку"], ["x", "отметить строку"], ["?", "эта подсказка"]];
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

  const tickers = (within) => within.querySelectorAll("[data-tick-all]").forEach((all) => { all.hidden = false; });
  tickers(document);
  document.addEventListener("htmx:afterSwap", (event) => tickers(event.detail.target));
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-tick-all]")) return;
    event.target.closest("table").querySelectorAll('tbody input[type="checkbox"]:not(:disabled)').forEach((box) => { box.checked = event.target.checked; });
  });

  // The list is drawn anew and the conditions above it are not: what is wrong with a date is said at its field too.
  const fault = (words) => { const told = document.createElement("div"); told.className = "field-error"; told.append(words); return told; };
  function faults(part) {
    const found = new Map([...part.querySelectorAll("[data-fault]")].map((one) => [one.dataset.fault, one.dataset.why]));
    document.querySelectorAll('form[data-filters] input[type="date"]').forEach((date) => {
      const field = date.closest(".field"), words = found.get(date.name), id = `${date.id}_error`;
      field.querySelectorAll(".field-error").forEach((one) => one.remove());
      field.classList.toggle("field-wrong", Boolean(words));
      if (!words) return ["aria-invalid", "aria-describedby"].forEach((name) => date.removeAttribute(name));
      field.append(Object.assign(fault(words), { id }));
      date.setAttribute("aria-invalid", "true");
      date.setAttribute("aria-describedby", id);
    });
  }
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.matches("[data-list]")) faults(event.detail.target); });

  // A table that goes on beyond the edge fades there.
  function edge(part) {
    const beyond = part.scrollWidth - part.clientWidth;
    part.toggleAttribute("data-wide", beyond > 2);
    part.toggleAttribute("data-beyond", beyond - part.scrollLeft > 2);
  }
  const sizes = new ResizeObserver((seen) => seen.forEach((one) => edge(one.target)));
  const edges = (within) => within.querySelectorAll(".table-scroll").forEach((part) => sizes.observe(part));
  edges(document);
  document.addEventListener("htmx:afterSwap", (event) => edges(event.detail.target));
  document.addEventListener("scroll", (event) => { if (event.target.matches && event.target.matches(".table-scroll")) edge(event.target); }, true);

  // Tabs that are wider than a phone scroll sideways: the current one is brought into view, its neighbours peep in.
  const bring = () => document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
    const row = tab.closest("ul"), room = row.clientWidth;
    if (row.scrollWidth > room + 2) row.scrollLeft += tab.getBoundingClientRect().left - row.getBoundingClientRect().left - Math.max(0, (room - tab.offsetWidth) / 2);
  });
  bring();
  for (const moment of ["htmx:afterSwap", "htmx:oobAfterSwap"]) document.addEventListener(moment, bring);
  if (document.fonts) document.fonts.ready.then(bring);
  let wide = innerWidth;  // turned or made narrower, not merely without its address line
  addEventListener("resize", () => { if (wide !== innerWidth) { wide = innerWidth; bring(); } });

  function tally(form) {
    const whole = $('input[name="all"]', form), all = whole && whole.checked, count = [...form.elements].filter((one) => one.name === "who" && one.checked).length;
    form.toggleAttribute("data-some", Boolean(all || count));  // the deeds stay in view while something is ticked
    const words = $("[data-many-count]", form);
    if (words) words.textContent = all ? "Со всеми по отбору:" : count ? `Отмечено: ${count}` : words.dataset.manyCount || "Отметьте хотя бы одного человека";
    [...form.elements].filter((one) => one.type === "submit").forEach((button) => { button.disabled = !all && !count; });
  }
  const tallyAll = () => document.querySelectorAll("form[data-many]").forEach(tally);
  tallyAll();
  document.addEventListener("htmx:afterSwap", tallyAll);
  window.addEventListener("pageshow", tallyAll);  // a browser that goes back brings the ticks with it
  document.addEventListener("change", (event) => {
    const table = event.target.closest("table"), box = table && $('tbody input[name="who"]', table), form = event.target.form || (box && box.form);
    if (form && "many" in form.dataset) setTimeout(() => tally(form));  // after «отметить всех» has ticked the rows
  });

  // Several of many: the folded line says what is chosen; a long list is searched; it opens inside the screen.
  function say(pick) {
    const names = [...pick.querySelectorAll("input:checked")].map((box) => box.parentElement.textContent.trim());
    $("summary", pick).textContent = names.length > 1 ? `${names[0]} и ещё ${names.length - 1}` : names[0] || pick.dataset.empty;
    $("[data-pick-clear]", pick).hidden = !names.length;
  }
  const sayAll = () => document.querySelectorAll("[data-pick]").forEach((pick) => { const find = $("[data-pick-find]", pick); if (find) { find.hidden = false; find.removeAttribute("name"); } say(pick); });
  sayAll();
  window.addEventListener("pageshow", sayAll);
  document.addEventListener("portal:mirrored", sayAll);
  document.addEventListener("change", (event) => { const pick = event.target.closest("[data-pick]"); if (pick) say(pick); });
  // Where the values are too many for a page, the portal finds them: a ticked one is kept above what is found next.
  let asking;
  function ask(pick, url, words) {
    const found = $("[data-pick-found]", pick);
    htmx.ajax("GET", `${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(words)}`, { target: found, swap: "innerHTML show:none", source: found }).then(() => {
      const chosen = new Set([...pick.querySelectorAll("input:checked")].map((box) => box.value));
      found.querySelectorAll("input").forEach((box) => { if (chosen.has(box.value)) box.closest(".pick-one").remove(); });
    });
  }
  document.addEventListener("change", (event) => {
    const found = event.target.checked && event.target.closest("[data-pick-found]");
    if (found) found.before(event.target.closest(".pick-one"));
  });
  document.addEventListener("input", (event) => {
    const { value, list, dataset: { seek } } = event.target;
    if (!seek || !list || [...list.options].some((one) => one.value === value)) return;
    clearTimeout(asking);
    asking = setTimeout(() => htmx.ajax("GET", `${seek}${seek.includes("?") ? "&" : "?"}as=options&q=${encodeURIComponent(value)}`, { target: list, swap: "innerHTML show:none", source: list }), 300);
  });
  const plain = (text) => text.toLocaleLowerCase("ru").replaceAll("ё", "е");
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-pick-find]")) return;
    const { value, dataset: { pickUrl } } = event.target, words = plain(value).split(/\s+/);
    if (pickUrl) { clearTimeout(asking); asking = setTimeout(() => ask(event.target.closest("[data-pick]"), pickUrl, value), 300); return; }
    event.target.closest("[data-pick]").querySelectorAll(".pick-one").forEach((one) => { const text = plain(one.textContent); one.hidden = !words.every((word) => text.includes(word)); });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-pick-find]")) event.preventDefault();  // it finds; it sends nothing
  });
  document.addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick-clear]") && event.target.closest("[data-pick]");
    if (!pick) return;
    const boxes = [...pick.querySelectorAll("input:checked")];
    boxes.forEach((box) => { box.checked = false; });
    $("summary", pick).focus();
    if (boxes.length) boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("toggle", (event) => {
    const pick = event.target;
    if (!pick.matches("[data-pick]") || !pick.open) return;
    pick.classList.remove("menu-end");
    pick.classList.toggle("menu-end", $(".pick-list", pick).getBoundingClientRect().right > document.documentElement.clientWidth);
  }, true);
})();
