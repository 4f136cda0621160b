// @ts-check
// The stream of the page: a new entry comes as the fragment that the server also writes into the page, and is put in its place.
import { look } from "./parts.js";

const RELOADED = "egard.reloaded";

/** @returns {void} */
export function listen() {
  const page = document.querySelector("[data-live]");
  if (!(page instanceof HTMLElement) || !page.dataset.live) return;
  const path = new URL(page.dataset.live, location.href);
  /** @type {EventSource | null} */
  let source = null;

  const open = () => {
    if (source || document.hidden) return;
    source = new EventSource(path);
    source.addEventListener("open", () => say(true));
    source.addEventListener("error", () => {
      say(false);
      if (source?.readyState === EventSource.CLOSED) {
        source = null;
        setTimeout(open, 3000); // the server said no: it may be starting
      }
    });
    source.addEventListener("entry", (event) => {
      path.searchParams.set("after", event.lastEventId);
      place(event.data);
      look("entry");
    });
    source.addEventListener("changed", (event) => {
      path.searchParams.set("after", event.lastEventId);
      look("changed");
    });
    source.addEventListener("reload", reload);
  };

  // A browser keeps six connections to one server: a page that nobody sees gives its own away, and catches up when it is seen.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else open();
  });
  open();
}

/** The page is too far behind to go on: read it again, though not for ever. */
function reload() {
  const last = Number(sessionStorage.getItem(RELOADED) || 0);
  const wait = Math.max(0, last + 5000 - Date.now());
  setTimeout(() => {
    sessionStorage.setItem(RELOADED, String(Date.now()));
    location.reload();
  }, wait);
}

/** @param {boolean} here */
function say(here) {
  const said = document.querySelector("[data-live-said]");
  if (!(said instanceof HTMLElement)) return;
  said.hidden = false;
  said.classList.toggle("away", !here);
  said.textContent = (here ? said.dataset.here : said.dataset.away) ?? "";
}

/**
 * Put the day with its entry where it belongs: newest first. An entry that is there already changes nothing, unless it says something
 * else now: edited, taken back, one more event of a call.
 * @param {string} fragment
 */
export function place(fragment) {
  const timeline = document.querySelector("[data-timeline]");
  const template = document.createElement("template");
  template.innerHTML = fragment;
  const day = template.content.querySelector("[data-day]");
  if (!(timeline instanceof HTMLElement) || !(day instanceof HTMLElement)) return;
  for (const entry of day.querySelectorAll("[data-key]")) {
    const key = entry.getAttribute("data-key") ?? "";
    const known = timeline.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (known && !entry.hasAttribute("data-changed")) return;
    if (known) remove(known);
    entry.classList.add("new");
  }
  const there = timeline.querySelector(`[data-day="${CSS.escape(day.dataset.day ?? "")}"]`);
  if (!there) {
    before(timeline, day, "[data-day]", (each) => each.getAttribute("data-day") ?? "");
    return;
  }
  for (const entry of day.querySelectorAll("[data-key]")) before(there, entry, "[data-key]", (each) => each.getAttribute("data-at") ?? "");
}

/** @param {Element} entry */
function remove(entry) {
  const day = entry.closest("[data-day]");
  entry.remove();
  if (day && !day.querySelector("[data-key]")) day.remove();
}

/**
 * Insert before the first that is older.
 * @param {Element} parent
 * @param {Element} child
 * @param {string} alike
 * @param {(each: Element) => string} order
 */
function before(parent, child, alike, order) {
  const older = [...parent.querySelectorAll(alike)].find((each) => order(each) < order(child));
  parent.insertBefore(child, older ?? null);
}
