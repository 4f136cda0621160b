// @ts-check
// A campaign: its message on another person at once, a form whose steps come, go and move without a reload, and keys. Without scripts the
// same forms do it, a page at a time.

const SOON_MS = 450;

/** @type {AbortController | null} */
let asking = null;
let soon = 0;

/** @returns {void} */
export function campaigns() {
  const form = document.querySelector("[data-edit]");
  if (form instanceof HTMLFormElement) edited(form);
  const pick = document.querySelector("form[data-pick]");
  if (pick instanceof HTMLFormElement) {
    const shown = () => {
      const chosen = new URLSearchParams(/** @type {any} */ (new FormData(pick)));
      void show(`${pick.dataset.pick}&${chosen}`, {});
    };
    pick.addEventListener("submit", (event) => event.preventDefault());
    picked(pick, shown);
    sought(shown);
  }
  if (document.querySelector("[data-campaign], [data-who]")) document.addEventListener("keydown", keyed);
}

/**
 * Whoever, whichever language or step is chosen is shown.
 * @param {Element} place
 * @param {() => void} then
 */
function picked(place, then) {
  reveal(place);
  place.addEventListener("change", (event) => event.target instanceof Element && event.target.closest(".pick") && then());
  place.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-next]")) return;
    const people = place.querySelector("[data-on-whom]");
    if (!(people instanceof HTMLSelectElement)) return;
    people.selectedIndex = (people.selectedIndex + 1) % people.options.length;
    then();
  });
}

/**
 * Whoever is sought is shown as one types.
 * @param {() => void} then
 */
function sought(then) {
  const field = document.querySelector("[data-seek]");
  field?.addEventListener("input", (event) => {
    event.stopPropagation();
    clearTimeout(soon);
    soon = window.setTimeout(then, SOON_MS);
  });
  field?.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || event.key !== "Enter") return;
    event.preventDefault();
    clearTimeout(soon);
    then();
  });
}

/** What only a script can do is offered, and what only stands in for it is not. @param {Element} place */
function reveal(place) {
  for (const button of place.querySelectorAll("[data-next]")) button.removeAttribute("hidden");
  for (const button of place.querySelectorAll("[data-plain]")) button.setAttribute("hidden", "");
}

/**
 * The latest that was asked for takes the place of the message; what was asked before it is forgotten.
 * @param {string} path
 * @param {RequestInit} how
 */
async function show(path, how) {
  asking?.abort();
  asking = new AbortController();
  const text = await fetch(path, { ...how, signal: asking.signal, headers: { Accept: "text/html" } })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : ""))
    .catch(() => "");
  const place = document.querySelector("[data-preview]");
  if (!text || !place) return;
  const focused = document.activeElement instanceof HTMLElement && place.contains(document.activeElement) ? named(document.activeElement) : "";
  place.innerHTML = text;
  reveal(place);
  const again = focused && place.querySelector(focused);
  if (again instanceof HTMLElement) again.focus();
}

/** @param {HTMLElement} field */
const named = (field) => (field.hasAttribute("data-next") ? "[data-next]" : field.hasAttribute("name") ? `[name="${CSS.escape(field.getAttribute("name") ?? "")}"]` : "");

/** @param {HTMLFormElement} form */
function edited(form) {
  const path = form.dataset.edit ?? "";
  const preview = () => void show(`${path}?part=preview`, { method: "POST", body: body(form, "show") });
  const beside = document.querySelector("[data-preview]");
  if (beside) picked(beside, preview);
  sought(preview);
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.target instanceof Element) || !event.target.matches("[data-find]")) return;
    event.preventDefault();
    void arrange(form, path, "find").then(preview);
  });
  form.addEventListener("input", () => {
    clearTimeout(soon);
    soon = window.setTimeout(preview, SOON_MS);
  });
  form.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-arrange]") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    void arrange(form, path, button.value).then(preview);
  });
  document.querySelector("[data-faults]")?.scrollIntoView({ block: "nearest" });
  const faults = document.querySelector("[data-faults]");
  if (faults instanceof HTMLElement) faults.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} path
 * @param {string} how
 */
async function arrange(form, path, how) {
  const answer = await fetch(`${path}?part=form`, { method: "POST", body: body(form, how), headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  form.innerHTML = await answer.text();
  const [what, number] = how.split(".");
  const steps = [...form.querySelectorAll("[data-step]")];
  const place = what === "add" ? steps.length - 1 : Math.min(steps.length - 1, Number(number) + ({ up: -1, down: 1 }[what] ?? 0));
  const step = steps[place];
  const next = what === "add" ? step?.querySelector("select") : step?.querySelector(`[value^="${what}."]`) ?? step?.querySelector("[data-arrange]");
  const focus = (what === "find" ? form.querySelector("[data-found]") ?? form.querySelector("[data-find]") : next) ?? form.querySelector("[value=add]");
  if (focus instanceof HTMLElement) focus.focus();
  const said = form.querySelector("template[data-said]");
  const told = document.querySelector("[data-told]");
  if (told && said instanceof HTMLTemplateElement) told.textContent = (said.content.textContent ?? "").trim();
}

/**
 * @param {HTMLFormElement} form
 * @param {string} how
 */
function body(form, how) {
  const data = new FormData(form);
  data.set("do", how);
  return data;
}

/** @param {KeyboardEvent} event */
function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || (event.target instanceof Element && event.target.matches("input, select, textarea"))) return;
  if (press(event.key)) event.preventDefault();
}

/**
 * @param {string} key
 * @returns {boolean} whether it means something here
 */
function press(key) {
  const link = document.querySelector(`[data-key="${CSS.escape(key)}"]:not([hidden])`);
  if (link instanceof HTMLElement) {
    link.click();
    return true;
  }
  const cards = [...document.querySelectorAll("[data-one]")];
  const here = document.activeElement?.closest("[data-one]");
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (step) return go(here ? cards[cards.indexOf(here) + step] : cards[0]);
  const button = here?.querySelector({ y: "[name=approve]", o: "[name=approve]", n: "[name=dismiss]" }[key] ?? "none");
  if (button instanceof HTMLElement) button.click();
  return button instanceof HTMLElement;
}

/** @param {Element | undefined} card */
function go(card) {
  if (!(card instanceof HTMLElement)) return false;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  return true;
}
