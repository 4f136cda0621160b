// @ts-check
// Parts of a page that are read again when something happened: the same template, asked for by itself.

const SOON_MS = 400;
const OFTEN_MS = 2500;
const AGAIN = 2;

/** @type {Map<Element, {timer: number, last: number, text: string, again: number}>} */
const known = new Map();

/**
 * Look again at the parts that care about it, once for many events; and some more times after the last, when what follows from it is
 * written as well, or what was ordered carried out.
 * @param {string} what
 */
export function look(what) {
  for (const part of document.querySelectorAll("[data-part]")) {
    if (!(part.getAttribute("data-on") ?? "").split(" ").includes(what)) continue;
    const state = known.get(part) ?? { timer: 0, last: 0, text: "", again: 0 };
    known.set(part, state);
    state.again = AGAIN;
    if (state.timer) continue;
    const wait = Math.max(SOON_MS, state.last + often(part) - Date.now());
    state.timer = window.setTimeout(() => read(part, state), wait);
  }
}

/** @param {Element} part */
const often = (part) => Number(part.getAttribute("data-often")) || OFTEN_MS;

/**
 * @param {Element} part
 * @param {{timer: number, last: number, text: string, again: number}} state
 */
async function read(part, state) {
  state.timer = 0;
  if (busy(part) || state.again) state.timer = window.setTimeout(() => read(part, state), busy(part) ? 1500 : often(part) * (1 + AGAIN - state.again));
  if (busy(part)) return;
  state.again = Math.max(0, state.again - 1);
  state.last = Date.now();
  try {
    const answer = await fetch(part.getAttribute("data-part") ?? "", { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const text = await answer.text();
    if (text === state.text || busy(part)) return;
    state.text = text;
    const template = document.createElement("template");
    template.innerHTML = text;
    keepOpen(part, template.content);
    const unfolded = [...part.querySelectorAll("summary")].findIndex((each) => each === document.activeElement);
    part.replaceChildren(template.content);
    if (unfolded >= 0) part.querySelectorAll("summary")[unfolded]?.focus({ preventScroll: true }); // who reads on by keyboard stays there
    renew(part);
  } catch {
    // the server is away for a moment: the next event asks again
  }
}

/**
 * What a part knows anew of something that is shown elsewhere takes its place there.
 * @param {Element} part
 */
function renew(part) {
  for (const twins of part.querySelectorAll("template[data-twins]")) {
    if (!(twins instanceof HTMLTemplateElement)) continue;
    for (const twin of twins.content.querySelectorAll("[data-twin]")) {
      const key = CSS.escape(twin.getAttribute("data-twin") ?? "");
      for (const shown of document.querySelectorAll(`[data-twin="${key}"]`)) {
        if (shown.outerHTML !== twin.outerHTML) shown.replaceWith(document.importNode(twin, true));
      }
    }
  }
}

/**
 * Whether somebody is in the middle of something there.
 * @param {Element} part
 */
function busy(part) {
  const at = document.activeElement;
  const inside = at instanceof HTMLElement && at !== document.body && part.contains(at) && at.matches("input, select, textarea, button, a, article");
  return inside || part.querySelector("details.sure[open], [type=checkbox]:checked") !== null;
}

/**
 * What was unfolded stays unfolded.
 * @param {Element} from
 * @param {DocumentFragment} to
 */
function keepOpen(from, to) {
  const before = [...from.querySelectorAll("details")];
  const after = [...to.querySelectorAll("details")];
  if (before.length === after.length) before.forEach((each, place) => after[place].toggleAttribute("open", each.open));
}
