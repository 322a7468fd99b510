/* Ключи доступа: asks the device for its key, puts the answer into the form and sends it. Without this script the forms stay hidden. */
(() => {
  "use strict";
  const able = Boolean(window.PublicKeyCredential && window.webauthnJSON && window.webauthnJSON.supported());
  const SAID = {
    NotAllowedError: "Ключ не подтверждён: запрос отменён или время вышло. Попробуйте ещё раз.",
    InvalidStateError: "Этот ключ уже есть в вашем списке. Возьмите другой.",
    SecurityError: "Ключи доступа работают, когда портал открыт по имени узла, а не по номеру (IP-адресу). Войдите с паролем.",
    NotSupportedError: "Это устройство не может хранить такой ключ. Подключите приложение с кодами.",
  };
  const UNABLE = "Этот браузер не умеет хранить ключи доступа. Обновите его или подключите приложение с кодами.";
  const NO_LINE = "Нет связи с порталом. Повторите, когда связь появится.";

  function say(form, words) {
    const line = form.querySelector("[data-said]");
    line.textContent = words;
    line.hidden = !words;
  }
  async function options(form) {
    if (form.dataset.passkey !== "login") return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status === 429 ? "Слишком часто. Подождите минуту и повторите." : NO_LINE);
    return (await answer.json()).request_options;
  }
  function create(form, wanted) {
    const alone = form.elements.passwordless && form.elements.passwordless.checked;
    const how = { residentKey: alone ? "required" : "discouraged", requireResidentKey: alone };
    Object.assign(wanted.publicKey.authenticatorSelection, how, alone ? { userVerification: "required" } : {});
    return window.webauthnJSON.create(wanted);
  }
  async function ask(form) {
    say(form, "");
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    try {
      const wanted = await options(form);
      const key = await (form.dataset.passkey === "create" ? create(form, wanted) : window.webauthnJSON.get(wanted));
      form.elements.credential.value = JSON.stringify(key);
      form.submit();
    } catch (fault) {
      button.removeAttribute("aria-disabled");
      say(form, SAID[fault.name] || (fault.name === "TypeError" ? NO_LINE : fault.message));
    }
  }
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    if (!able && form.hidden) return;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!able) say(form, UNABLE);
      else if (!form.querySelector("[aria-disabled]")) ask(form);
    });
  });
})();
