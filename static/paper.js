/* Paper: folds stand open, late panels come first, and the sheet says when it was printed. Without it a page is printed by the browser as it is. */
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);

  // --- folding cards: a phone shows the first, paper shows all -----------------------------------------
  const folds = () => document.querySelectorAll("details[data-fold]"), opened = () => document.querySelectorAll("details:is([data-fold], .fold)");
  const phone = $('link[data-width="576"]:not([data-large])');
  if (phone && matchMedia(phone.media).matches) folds().forEach((one) => { one.open = one.dataset.fold !== "later"; });
  const unfold = () => opened().forEach((one) => { one.dataset.was ??= one.open; one.open = true; });
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", () => opened().forEach((one) => { one.open = one.dataset.was === "true"; delete one.dataset.was; }));

  // --- the moment of printing, by the district's clocks; a list that was drawn anew brings the date of its data along -----
  addEventListener("beforeprint", () => {
    const moment = $("[data-printed-at]"), day = $("[data-stands-on]"), part = $("[data-stands]");
    if (!moment) return;
    const now = new Date(), timeZone = moment.dataset.printedAt;
    moment.textContent = `Напечатано ${now.toLocaleDateString("ru-RU", { timeZone })} в ${now.toLocaleTimeString("ru-RU", { timeZone, hour: "2-digit", minute: "2-digit" })}`;
    if (part && part.dataset.stands) day.textContent = part.dataset.stands;
  });

  // --- the button appears only where it works; panels on their way and what comes when a fold is opened come first, for ten seconds at most
  const coming = () => $('[hx-trigger="load"].htmx-request, .fold[hx-get] > .fold-body > a:only-child');
  const printed = (left = 100) => { unfold(); return coming() && left ? setTimeout(printed, 100, left - 1) : print(); };
  document.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => printed()); });
  if ($("[data-print-now]")) addEventListener("load", () => printed());
  addEventListener("keydown", (event) => (event.ctrlKey || event.metaKey) && event.code === "KeyP" && coming() && (event.preventDefault(), printed()));
})();
