/* One press, one sending: what a double click or «Назад» would do a second time. Stands before the other scripts. */
(() => {
  "use strict";

  // --- the second half of a double click is meant for what stood there before a dialog came or went, so it falls on nothing
  const DOUBLE = 500, NEAR = 12;  // ms, px
  let last = { at: -DOUBLE };
  addEventListener("click", (event) => {
    if (!event.isTrusted || !event.detail) return;  // a script or the keyboard
    const now = { at: event.timeStamp, x: event.clientX, y: event.clientY, dialogs: document.querySelectorAll("dialog[open]").length };
    const second = now.at - last.at < DOUBLE && Math.hypot(now.x - last.x, now.y - last.y) < NEAR && now.dialogs !== last.dialogs;
    if (!second) { last = now; return; }
    last.at = now.at;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // --- «Назад» fetches the form anew, with what was typed and another key: the sent one is kept with the page's place in the history
  const keys = () => {
    const met = {};
    return [...document.querySelectorAll('form input[name="form_key"]')].map((field) => {
      const action = field.form.getAttribute("action") || "";
      met[action] = (met[action] || 0) + 1;
      return [`${met[action]} ${action}`, field];
    });
  };
  if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
    const sent = history.state?.sent || {};
    keys().forEach(([name, field]) => { if (sent[name]) field.value = sent[name]; });
  }
  document.addEventListener("submit", (event) => {
    const [name, field] = keys().find((one) => one[1].form === event.target) || [];
    if (field) history.replaceState({ ...history.state, sent: { ...history.state?.sent, [name]: field.value } }, "");
  });
})();
