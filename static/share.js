/* Who goes where when an organisation is split: the shown are ticked at once, the ticked get a place, and the counts are true while somebody chooses. Stands before marks.js, which narrows and walks the lines. */
(() => {
  "use strict";
  const sheet = document.querySelector("[data-share]"), form = sheet && sheet.closest("form");
  if (!sheet || !sheet.querySelector(".share-line")) return;
  const all = sheet.querySelector("[data-share-all]"), place = sheet.querySelector("#share-place");
  const groups = [...sheet.querySelectorAll(".share-group")], lines = [...sheet.querySelectorAll(".share-line")];
  const box = (line) => line.querySelector(".mark-box"), where = (line) => line.querySelector("select");
  const within = (group) => lines.filter((line) => group.contains(line));
  const shown = (some) => some.filter((line) => !line.hidden);
  const put = sheet.querySelector("[data-share-put]");
  const write = (selector, words, part = sheet) => { const spot = part.querySelector(selector); if (spot && spot.textContent !== String(words)) spot.textContent = words; };
  const say = (words) => write("[data-share-said]", words);

  // What stands for many is only a handle here: the boxes of the people themselves are sent.
  [all, ...sheet.querySelectorAll("[data-share-group]")].forEach((one) => one.removeAttribute("name"));
  sheet.querySelector("[name=find]").remove();
  put.type = "button";

  function handle(one, some) {
    const ticked = some.filter((line) => box(line).checked).length;
    one.checked = Boolean(some.length) && ticked === some.length;
    one.indeterminate = ticked > 0 && ticked < some.length;
  }
  function count() {
    const going = (some) => some.filter((line) => where(line).value !== "0").length;
    const leave = going(lines), ticked = lines.filter((line) => box(line).checked).length;
    write("[data-share-count]", leave);
    write("[data-share-left]", lines.length - leave);
    write("[data-share-ticked]", ticked);
    sheet.querySelectorAll("[data-share-part]").forEach((part) => { part.textContent = lines.filter((line) => where(line).value === part.dataset.sharePart).length; });
    lines.forEach((line) => line.toggleAttribute("data-going", where(line).value !== "0"));
    groups.forEach((group) => {
      const mine = within(group), gone = going(mine);
      write("[data-share-going]", gone ? `, переходят: ${gone}` : "", group);
      group.toggleAttribute("data-none", !shown(mine).length);
      handle(group.querySelector("[data-share-group]"), shown(mine));
    });
    handle(all, shown(lines));
  }
  sheet.addEventListener("change", (event) => {
    const group = event.target.matches("[data-share-group]") && event.target.closest(".share-group");
    if (group || event.target === all) shown(group ? within(group) : lines).forEach((line) => { box(line).checked = event.target.checked; });
    if (event.target.matches(".mark-box, [data-share-all], [data-share-group]")) say("");
    count();
  });
  put.addEventListener("click", () => {
    const some = lines.filter((line) => box(line).checked);
    if (!some.length) { say("Никто не отмечен."); return; }
    if (!place.value) { say("Выберите, куда переходят отмеченные."); place.focus(); return; }
    some.forEach((line) => { where(line).value = place.value; box(line).checked = false; });
    form.dataset.dirty = "1";
    count();
    say(`Назначено: ${some.length} — ${place.selectedOptions[0].textContent}.`);
  });
  const folded = new Set(groups.filter((group) => !group.querySelector("details").open));
  sheet.addEventListener("click", (event) => {
    const group = event.target.closest("summary") && event.target.closest(".share-group");
    if (group) folded[group.querySelector("details").open ? "add" : "delete"](group);
  });
  document.addEventListener("input", (event) => {  // on the document, as marks.js, which hides lines after this: hence the wait
    if (!event.target.matches("[data-share] [data-narrow]")) return;
    const seeking = Boolean(event.target.value.trim());
    groups.forEach((group) => { group.querySelector("details").open = seeking || !folded.has(group); });
    setTimeout(count);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-share] .mark-box, [data-share] [data-narrow]")) event.preventDefault();  // it ticks; it sends nothing
  });
  addEventListener("pageshow", count);
  count();
})();
