// Letters on buttons and links answer from the keyboard: those of the keys, whatever letters a
// layout puts on them. Without this script every button is still there.
"use strict";

const keys = document.querySelector(".keys label");
const works = keys && keys.querySelector("input");

if (works) {
  // A single letter must be possible to switch off: who dictates says letters all the time.
  works.checked = sessionStorage.getItem("keys") !== "off";
  works.addEventListener("change", () => sessionStorage.setItem("keys", works.checked ? "on" : "off"));
  keys.hidden = false;

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (!works.checked || typing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = document.querySelector(`[data-key="${event.code}"]`);
    if (chosen) {
      event.preventDefault();
      chosen.click();
    }
  });
}
