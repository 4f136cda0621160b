// @ts-check
// Parts of a page that are read again when something happened: the same template, asked for by itself.

const SOON_MS = 400;
const OFTEN_MS = 2500;

/** @type {Map<Element, {timer: number, last: number, text: string, after: boolean}>} */
const known = new Map();

/**
 * Look again at the parts that care about it, once for many events; and once more a while after the last, when what follows from it is
 * written as well.
 * @param {string} what
 */
export function look(what) {
  for (const part of document.querySelectorAll("[data-part]")) {
    if (!(part.getAttribute("data-on") ?? "").split(" ").includes(what)) continue;
    const state = known.get(part) ?? { timer: 0, last: 0, text: "", after: false };
    known.set(part, state);
    state.after = true;
    if (state.timer) continue;
    const wait = Math.max(SOON_MS, state.last + often(part) - Date.now());
    state.timer = window.setTimeout(() => read(part, state), wait);
  }
}

/** @param {Element} part */
const often = (part) => Number(part.getAttribute("data-often")) || OFTEN_MS;

/**
 * @param {Element} part
 * @param {{timer: number, last: number, text: string, after: boolean}} state
 */
async function read(part, state) {
  state.timer = 0;
  if (busy(part) || state.after) state.timer = window.setTimeout(() => read(part, state), busy(part) ? 1500 : often(part));
  if (busy(part)) return;
  state.after = false;
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
    part.replaceChildren(template.content);
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
  const inside = at instanceof HTMLElement && at !== document.body && part.contains(at) && at.matches("input, select, textarea, button, a, summary, article");
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
