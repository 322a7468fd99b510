/* Behaviour of the portal's pages. Everything here only helps: forms and links work without it. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const byId = (id) => document.getElementById(id);

  // --- words for people -------------------------------------------------------------------------
  function announce(words) {
    const line = byId("announcer");
    if (!line || !words) return;
    line.textContent = "";
    setTimeout(() => { line.textContent = words; }, 60);
  }
  function toast(words, level = "info", stay = false) {
    const place = byId("toasts");
    if (!place) return null;
    const box = document.createElement("div");
    box.className = `alert alert-${level} note`;
    const text = document.createElement("div");
    text.className = "note-words";
    text.textContent = words;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "toast-close";
    close.setAttribute("aria-label", "Закрыть сообщение");
    close.textContent = "×";
    close.addEventListener("click", () => box.remove());
    box.append(text, close);
    place.append(box);
    if (!stay) setTimeout(() => box.remove(), 8000);
    return box;
  }
  document.addEventListener("portal:toast", (event) => toast(event.detail.text || event.detail.value, event.detail.level));

  // --- htmx: the token, announcements, refusals, a broken line -------------------------------------
  document.addEventListener("htmx:configRequest", (event) => {
    const token = $('meta[name="csrf-token"]');
    if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.content;
  });
  let waiting = 0;
  const quiet = (elt) => elt && elt.closest && elt.closest("[data-quiet]");
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (quiet(event.detail.elt)) return;
    waiting += 1;
    root.classList.add("busy");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (quiet(event.detail.elt)) return;
    waiting = Math.max(0, waiting - 1);
    if (!waiting) root.classList.remove("busy");
  });
  // New content of a dialog took away what had the keyboard: it goes to the field in question, else to the first one.
  function keepFocus(box) {
    if (!box || ![document.body, box].includes(document.activeElement)) return;
    const field = $('[aria-invalid="true"]', box) || $('textarea, select, input:not([type="hidden"])', box) || $("button", box);
    if (field) field.focus();
  }
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    if (!place || quiet(place)) return;
    const refusal = place.matches(".refusal") ? place : $(".refusal", place);
    if (refusal) { refusal.focus({ preventScroll: true }); refusal.scrollIntoView({ block: "center" }); return; }
    keepFocus(place.closest("dialog[open]"));
    const marked = place.matches("[data-announce]") ? place : $("[data-announce]", place);
    announce(marked ? marked.dataset.announce : "Страница обновлена");
  });
  document.addEventListener("htmx:beforeRequest", () => { const box = byId("refusals"); if (box) box.replaceChildren(); });
  // The session ended: say so here, the login opens beside, and what was typed stays on the page.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const address = event.detail.xhr.responseURL;
    if (!address || location.pathname.startsWith("/accounts/") || !new URL(address).pathname.startsWith("/accounts/login")) return;
    event.detail.shouldSwap = false;
    const box = toast("Сеанс закончился. Введённое осталось на странице. ", "warning", true);
    const link = document.createElement("a");
    link.href = address;
    link.target = "_blank";
    link.textContent = "Войти снова в новой вкладке";
    if (box) $(".note-words", box).append(link);
  });
  // After another login the page's token is old: fetch a fresh one and repeat once.
  async function renewToken(elt) {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    const fresh = $('meta[name="csrf-token"]', new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (!fresh) return;
    $('meta[name="csrf-token"]').content = fresh.content;
    document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((field) => { field.value = fresh.content; });
    htmx.trigger(elt, elt.matches("form") ? "submit" : elt.matches("input, select, textarea") ? "change" : "click");
  }
  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = event.detail;
    if (xhr.status === 403 && xhr.responseText.includes("data-stale") && !elt.dataset.renewed) {
      elt.dataset.renewed = "1";
      renewToken(elt);
      return;
    }
    const words = { 403: "Нет права на это действие.", 404: "Этого больше нет: обновите страницу.", 413: "Файл слишком большой.", 429: "Слишком часто. Подождите минуту и повторите.", 503: "Портал временно недоступен. Введённое осталось на странице; повторите через минуту." };
    toast(words[xhr.status] || "На портале ошибка. Мы её уже записали, попробуйте ещё раз.", "danger");
  });
  const noLine = () => toast("Нет связи с порталом. Введённое осталось на странице; повторите, когда связь появится.", "danger");
  document.addEventListener("htmx:sendError", (event) => { if (!event.detail.elt.closest("[data-autosave]")) noLine(); });
  document.addEventListener("htmx:timeout", (event) => { if (!event.detail.elt.closest("[data-autosave]")) noLine(); });

  // --- lists: sorting, pages and filters swap only the part; the address keeps up ---------------------
  let shown = location.pathname + location.search;
  function reload(part, address, mirrored) {
    htmx.ajax("GET", address, { target: part, swap: "innerHTML show:none", source: part }).then(() => {
      history.pushState({}, "", address);
      shown = location.pathname + location.search;
      if (mirrored) document.querySelectorAll("form[data-filters]").forEach((form) => mirror(form, new URLSearchParams(location.search)));
    });
  }
  // A condition that was taken off by its chip leaves its field too; what the list keeps beside conditions goes along with the next search.
  function mirror(form, query) {
    [...form.elements].forEach((field) => {
      if (field.closest("[data-pick]")) field.checked = query.getAll(field.name).includes(field.value);
      else if (field.name && field !== document.activeElement && !["checkbox", "radio", "hidden"].includes(field.type)) field.value = query.get(field.name) || "";
    });
    form.dispatchEvent(new Event("portal:mirrored", { bubbles: true }));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-part]");
    const part = link && link.closest("[data-list]");
    if (!part || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    reload(part, link.href, true);
  });
  window.addEventListener("popstate", () => { if (shown !== location.pathname + location.search) location.reload(); });
  let typing;
  function filter(form) {
    const part = $(form.dataset.filters);
    const own = new Set([...form.elements].filter((field) => field.name && !("passing" in field.dataset)).map((field) => field.name));
    const query = new URLSearchParams([...new FormData(form)].filter(([key, value]) => own.has(key) && value !== ""));
    new URLSearchParams(location.search).forEach((value, key) => { if (!own.has(key) && key !== "page" && value) query.append(key, value); });
    if (part) reload(part, `${form.getAttribute("action") || location.pathname}?${query}`);
    return Boolean(part);
  }
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-filters]");
    if (!form || event.target.type !== "search") return;
    clearTimeout(typing);
    typing = setTimeout(() => filter(form), 400);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-filters]");
    if (form && event.target.name && event.target.type !== "search") filter(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-filters]")) return;
    clearTimeout(typing);
    if (filter(event.target)) event.preventDefault();
  });

  // --- a page that comes back with mistakes begins at the first of them ------------------------------
  const wrong = $('main [aria-invalid="true"]');
  if (wrong) wrong.focus();

  // --- copying a link ------------------------------------------------
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = byId(button.dataset.copy);
    button.hidden = !field;
    button.addEventListener("click", async () => {
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }  // plain http has no clipboard of its own
      toast("Ссылка скопирована", "success");
    });
  });

  // --- dialogs and questions ----------------------------------------------------------------------
  function ask(question, source) {
    const box = byId("confirm");
    const yes = $("[data-yes]", box);
    byId("confirm-words").textContent = question;
    yes.textContent = (source && source.dataset.confirmYes) || "Да";
    $("[data-no]", box).textContent = (source && source.dataset.confirmNo) || "Закрыть";
    yes.className = source && "confirmDanger" in source.dataset ? "btn btn-danger" : "btn btn-primary";
    box.returnValue = "no";
    box.showModal();
    return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
  }
  document.addEventListener("htmx:confirm", (event) => {
    const { elt, verb } = event.detail;
    if (verb !== "get" && elt.dataset.sent && !elt.closest("[data-autosave]")) { event.preventDefault(); return; }
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt).then((yes) => yes && event.detail.issueRequest(true));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const source = event.submitter && event.submitter.dataset.confirm ? event.submitter : form;
    if (!source.dataset.confirm || form.dataset.agreed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    ask(source.dataset.confirm, source).then((yes) => {
      if (!yes) return;
      // a save of its own may have redrawn the form while the question was open: the same form as it is now is meant
      const live = form.isConnected ? form : [...document.forms].find((one) => one.getAttribute("action") === form.getAttribute("action"));
      if (!live) return;
      live.dataset.agreed = "1";
      if (live === form) live.requestSubmit(button); else live.requestSubmit();
      delete live.dataset.agreed;
    });
  }, true);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    const box = opener && byId(opener.dataset.dialog);
    if (box && box.showModal) { if (opener.tagName === "A") event.preventDefault(); box.showModal(); return; }
    const open = event.target.closest("dialog");
    if (open && (event.target.closest("[data-close]") || event.target === open)) open.close("no");
  });
  document.addEventListener("portal:close", () => document.querySelectorAll("dialog[open]").forEach((box) => box.close()));

  // --- forms: sent once, warned about, saved by themselves ---------------------------------------------
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[data-was-busy]").forEach((button) => { button.removeAttribute("aria-disabled"); delete button.dataset.wasBusy; });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sent = "1";
    delete form.dataset.dirty;
    if (event.submitter) { event.submitter.setAttribute("aria-disabled", "true"); event.submitter.dataset.wasBusy = "1"; }
    setTimeout(() => release(form), 15000);
  });
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.requestConfig.verb !== "get") event.detail.elt.dataset.sent = "1"; });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful } = event.detail;
    const form = elt.closest("form");
    delete elt.dataset.sent;
    if (form) release(form);
    if (form && successful && elt === form) delete form.dataset.dirty;
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) form.dataset.dirty = "1"; });
  window.addEventListener("beforeunload", (event) => { if ($("form[data-guard][data-dirty]")) event.preventDefault(); });

  function saving(elt, state, words) {
    const form = elt.closest("[data-autosave]");
    const line = form && $("[data-autosave-state]", form);
    if (!line) return;
    line.dataset.state = state;
    if (line.textContent !== words) line.textContent = words;
  }
  const again = new Map();
  const clock = () => new Date().toLocaleTimeString("ru-RU", { hour: "2-digit", minute: "2-digit" });
  document.addEventListener("htmx:beforeRequest", (event) => saving(event.detail.elt, "saving", "Сохраняем…"));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, successful, xhr } = event.detail;
    if (!elt.closest("[data-autosave]")) return;
    if (successful && xhr.status < 400) { again.delete(elt); saving(elt, again.size ? "failed" : "saved", again.size ? "Часть ответов ещё не сохранена, повторяем…" : `Сохранено в ${clock()}`); return; }
    if (xhr && xhr.status) { saving(elt, "failed", "Не сохранено: портал отказал, причина рядом с полем."); return; }
    again.set(elt, elt.getAttribute("hx-trigger") || "change");
    saving(elt, "failed", "Не сохранено: нет связи. Повторим сами, страницу не закрывайте.");
  });
  const retry = () => again.forEach((trigger, elt) => { if (elt.isConnected) htmx.trigger(elt, /input/.test(trigger) ? "input" : "change"); else again.delete(elt); });
  window.addEventListener("online", retry); setInterval(() => { if (again.size) retry(); }, 10000);
  window.addEventListener("beforeunload", (event) => { if (again.size) event.preventDefault(); });

  // --- menus, side navigation, the version for the visually impaired -------------------------------------
  const rail = $(".sidenav-inner"), here = $(".sidenav-link[aria-current]"); if (rail && here && here.offsetTop + here.offsetHeight > rail.clientHeight) rail.scrollTop = here.offsetTop - rail.clientHeight / 2;
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    const toggle = event.target.closest("[data-nav-toggle]");
    if (!toggle) { if (root.classList.contains("nav-open") && !event.target.closest(".sidenav")) root.classList.remove("nav-open"); return; }
    event.preventDefault();
    const open = root.classList.toggle("nav-open");
    root.classList.toggle("nav-shut", !open);
    if (open) $(".sidenav-close").focus(); else $(".masthead-burger").focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]") || $("details.menu[open]");
    if (menu) { menu.open = false; $("summary", menu).focus(); }
    if (root.classList.contains("nav-open")) { root.classList.remove("nav-open"); $(".masthead-burger").focus(); }
  });
  document.addEventListener("change", (event) => {
    if (event.target.closest("form[data-look]")) {
      root.setAttribute(`data-${event.target.name}`, event.target.value);
      const scale = Number(root.dataset.size || 100) / 100;
      document.querySelectorAll("link[data-width]").forEach((link) => { 
        const large = scale >= 1.5 && link.dataset.large;
        link.media = `${large ? "screen and " : ""}(max-width: ${(large || link.dataset.width) * scale - 0.02}px)`;
      });
    }
  });
})();
