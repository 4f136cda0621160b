() => {
  const found = [];
  const numbers = (text) => (text.match(/[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
  const colour = (text) => {
    const [r, g, b, a = 1] = numbers(text);
    return text.startsWith("color(srgb") ? [255 * r, 255 * g, 255 * b, a] : [r, g, b, a];
  };
  const over = (above, below) => [0, 1, 2].map((at) => above[at] * above[3] + below[at] * (1 - above[3]));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((each) => each / 255).map((each) => (each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ancestors = (element) => (element ? [element, ...ancestors(element.parentElement)] : []);
  const ground = (element) => ancestors(element).reverse().reduce((below, each) => over(colour(getComputedStyle(each).backgroundColor), below), [255, 255, 255]);
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true }) && !element.closest(".unseen, .skip");
  };
  const words = (element) => element.textContent.trim();

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest("option, template") || !shown(element)) continue;
    const style = getComputedStyle(element);
    const ink = colour(element.closest("svg") ? style.fill : style.color);
    const opacity = ancestors(element).reduce((all, each) => all * Number(getComputedStyle(each).opacity), 1);
    const below = ground(element);
    const [light, dark] = [over([...ink.slice(0, 3), ink[3] * opacity], below), below].map(luminance).sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(2)}: ${words(element).slice(0, 60)}`);
  }
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a[href], summary")) {
    if (!shown(control)) continue;
    const labels = [...(control.labels ?? [])].map(words).join(" ");
    const alternative = [...control.querySelectorAll("img[alt]")].map((each) => each.alt).join("");
    if (!(labels || control.getAttribute("aria-label") || words(control) || alternative)) found.push(`no name: ${control.outerHTML.slice(0, 100)}`);
    if (control.tabIndex < 0) found.push(`not reached by keyboard: ${control.outerHTML.slice(0, 100)}`);
  }
  return found;
}
