// @ts-check
// What is sent is sent once: a second click before the answer is there would do it again, or be told that it is done already.

const PATIENCE_MS = 10_000; // whoever stopped the page meanwhile may send again after it

/** Last of all, so that what is sent without leaving the page has said so. @returns {void} */
export function once() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || event.defaultPrevented) return;
    if (form.hasAttribute("data-sent")) event.preventDefault();
    else setTimeout(() => form.removeAttribute("data-sent"), PATIENCE_MS);
    form.setAttribute("data-sent", "");
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-sent]")) form.removeAttribute("data-sent"); // who comes back may send again
  });
}
