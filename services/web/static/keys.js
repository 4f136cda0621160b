// @ts-check
// One key: "/" goes to the filter, Escape leaves it. Open sheets close with Escape and with a click elsewhere. On a narrow screen the
// navigation is as far to the side as it takes to see where one is.

/** @returns {void} */
export function keys() {
  /** @type {HTMLInputElement | null} */
  const filter = document.querySelector("[data-filter]");
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.matches("input, select, textarea, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && filter) {
      event.preventDefault();
      filter.focus();
      filter.select();
    }
    if (event.key === "Escape") {
      if (event.target === filter) filter?.blur();
      close(null);
    }
  });
  const here = document.querySelector(".bar nav [aria-current]");
  if (here instanceof HTMLElement && here.parentElement) {
    here.parentElement.scrollLeft = here.offsetLeft + here.offsetWidth / 2 - here.parentElement.clientWidth / 2;
  }
  document.addEventListener("click", (event) => close(event.target instanceof Node ? event.target : null));
}

/** @param {Node | null} except */
function close(except) {
  for (const sheet of document.querySelectorAll("details.me[open]")) {
    if (except && sheet.contains(except)) continue;
    const summary = sheet.querySelector("summary");
    if (!except && sheet.contains(document.activeElement) && summary) summary.focus(); // who was in it does not lose their place
    sheet.removeAttribute("open");
  }
}
