// @ts-check
// Who is one person, by keyboard: an answer is sent behind one's back and the next two are in view at once. Without scripts the same
// forms do it, a page at a time.
import { look } from "./parts.js";

const SKIPPED = "egard.skipped";
const OFTEN_MS = 10_000;
const TOLD_MS = 8000;

/** @type {HTMLElement | null} */
let list = null;
let sent = 0;
let telling = 0;

/** @returns {void} */
export function suggestions() {
  list = document.querySelector("[data-suggestions]");
  if (!list) return;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-answer")) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input:not([type=checkbox]), select, textarea");
    if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && press(event.key)) event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const card = event.target.closest("[data-skip]")?.closest("[data-pair]");
    if (card instanceof HTMLElement) skip(card);
    if (!event.target.closest("[data-tick-sure]")) return;
    event.preventDefault();
    for (const box of boxes("[data-sure]")) box.checked = true;
    tell();
  });
  list.addEventListener("change", tell);
  new MutationObserver(() => order()).observe(list, { childList: true });
  setInterval(() => document.hidden || look("changed"), OFTEN_MS); // what is probable is found a while after what is told
  order();
}

/**
 * @param {string} key
 * @returns {boolean} whether it means something here
 */
function press(key) {
  const card = current();
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[key];
  if (key === "u") return push(list?.querySelector("[data-undo] button"));
  if (!card) return false;
  if (step) return go(here() ? cards()[cards().indexOf(card) + step] : card);
  if (!here() && "yonsx".includes(key)) return go(card); // nothing is said of what is not looked at
  if (key === "y" || key === "o") return push(card.querySelector("[value=same]"));
  if (key === "n") return push(card.querySelector("[value=different]"));
  if (key === "x") return push(card.querySelector("[type=checkbox]"));
  return key === "s" && skip(card);
}

/**
 * What was answered goes at once, and one looks at the next; the list that comes back is taken when nothing else is on its way.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} button
 */
async function send(form, button) {
  const data = new FormData(form);
  if (button instanceof HTMLButtonElement) data.set(button.name, button.value);
  const path = new URL(form.action);
  path.searchParams.set("part", "list");
  const gone = cards().filter((card) => data.getAll("pair").includes(card.querySelector("input")?.value ?? ""));
  const place = Math.max(0, cards().indexOf(/** @type {HTMLElement} */ (gone[0] ?? current())));
  for (const card of gone) card.remove();
  if (gone.length) go(cards()[Math.min(place, cards().length - 1)]);
  const turn = ++sent;
  const answer = await fetch(path, { method: "POST", body: data, headers: { Accept: "text/html" } }).catch(() => null);
  if (!list) return;
  if (!answer?.ok || answer.redirected) return say(list.dataset.failed ?? "");
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  const said = template.content.querySelector("template[data-said]");
  if (said instanceof HTMLTemplateElement) say(said.content.textContent ?? "");
  if (turn !== sent) return;
  const seen = current()?.id;
  list.replaceChildren(template.content);
  order();
  const next = gone.length ? document.getElementById(seen ?? "") ?? cards()[place] ?? cards().at(-1) : cards()[0];
  go(next instanceof HTMLElement ? next : undefined);
}

/** @param {HTMLElement} card */
function skip(card) {
  const next = cards()[cards().indexOf(card) + 1];
  sessionStorage.setItem(SKIPPED, JSON.stringify([...skipped().filter((id) => id !== card.id), card.id]));
  order();
  return go(next ?? cards()[0]);
}

/** What was skipped stands last, and how many are ticked is said. */
function order() {
  const last = skipped().flatMap((id) => cards().filter((card) => card.id === id));
  const there = cards().slice(-last.length);
  if (last.some((card, place) => card !== there[place])) for (const card of last) card.parentElement?.append(card); // moving takes the focus
  tell();
}

function tell() {
  const count = boxes(":checked").length;
  const told = list?.querySelector("[data-ticked]");
  if (told instanceof HTMLElement) told.textContent = (told.dataset.ticked ?? "").replace("{}", String(count));
  for (const button of list?.querySelectorAll("#bulk button") ?? []) button.toggleAttribute("disabled", !count);
}

/** @param {string} text */
function say(text) {
  const told = document.querySelector("[data-told]");
  if (!told) return;
  told.textContent = text.trim();
  clearTimeout(telling);
  telling = window.setTimeout(() => (told.textContent = ""), TOLD_MS); // it also stands among what was said of late
}

/** @returns {string[]} */
const skipped = () => JSON.parse(sessionStorage.getItem(SKIPPED) ?? "[]");

/** @returns {HTMLElement[]} */
const cards = () => [...(list?.querySelectorAll("[data-pair]") ?? [])].filter((card) => card instanceof HTMLElement);

/** @param {string} which @returns {HTMLInputElement[]} */
const boxes = (which) => [...(list?.querySelectorAll(`[data-pair] input${which}`) ?? [])].filter((box) => box instanceof HTMLInputElement);

const here = () => document.activeElement?.closest("[data-pair]");

/** @returns {HTMLElement | undefined} */
const current = () => cards().find((card) => card === here()) ?? cards()[0];

/** @param {Element | null | undefined} button */
function push(button) {
  if (button instanceof HTMLElement) button.click();
  return button instanceof HTMLElement;
}

/** @param {HTMLElement | undefined} card */
function go(card) {
  card?.focus({ preventScroll: true });
  card?.scrollIntoView({ block: "nearest" });
  return card !== undefined;
}
