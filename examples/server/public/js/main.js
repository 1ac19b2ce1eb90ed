import { guardAim } from "./aim.js";
import { h, setAttribute, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { keepFocus } from "./focus-keeper.js";
import { language, languages, onLanguage, setLanguage, t } from "./i18n.js";
import { createSidePanel } from "./side-panel.js";

/** @typedef {"left" | "right"} Side */

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const [sidesSwitch, languageSwitch] = document.querySelectorAll(".segments");

/** @type {readonly Side[]} */
const sides = ["left", "right"];
const panels = sides.map((side) => createSidePanel(side, { onEvents: () => countEvents(side) }));
main.append(...panels.map((panel) => panel.element));

/**
 * The number of updates on the side that isn't visible. A narrow screen shows one side at a time.
 *
 * @type {Record<Side, number>}
 */
const unseen = { left: 0, right: 0 };
const sideButtons = sides.map((side) =>
  h("button", { type: "button", onclick: () => showSide(side) }),
);
sidesSwitch?.append(...sideButtons);

const languageButtons = languages.map(({ id, name }) =>
  h("button", { type: "button", lang: id, onclick: () => setLanguage(id) }, name),
);
languageSwitch?.append(...languageButtons);

/** @param {Side} side */
function showSide(side) {
  document.body.dataset.side = side;
  unseen[side] = 0;
  drawSides();
}

/** @param {Side} side */
function countEvents(side) {
  if (document.body.dataset.side === side) return;
  unseen[side] += 1;
  drawSides();
}

function drawSides() {
  sides.forEach((side, i) => {
    const button = sideButtons[i];
    if (!button) return;
    setAttribute(button, "aria-pressed", String(document.body.dataset.side === side));
    setText(button, t(`side.${side}`));
    if (unseen[side] > 0)
      button.append(" ", h("span", { class: "badge" }, t("side.unseen", { count: unseen[side] })));
  });
}

function draw() {
  for (const element of document.querySelectorAll("[data-text]")) {
    setText(
      element,
      t(/** @type {import("./i18n.js").Word} */ (element.getAttribute("data-text"))),
    );
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    const word = /** @type {import("./i18n.js").Word} */ (element.getAttribute("data-label"));
    setAttribute(element, "aria-label", t(word));
  }
  languages.forEach(({ id }, i) => {
    const button = languageButtons[i];
    if (button) setAttribute(button, "aria-pressed", String(id === language()));
  });
  drawSides();
  for (const panel of panels) panel.draw();
}

onLanguage(draw);
draw();

/** Shows words on the side of an element. @param {Element | null} element @param {() => string} words */
function showOn(element, words) {
  const panel = panels.find((one) => one.element.contains(element)) ?? panels[0];
  panel?.errors.show(words);
}

keepFocus();
guardAim((target) => showOn(target, () => t("press.again")));
// No error is swallowed, not even one that nobody has thought of.
addEventListener("unhandledrejection", ({ reason }) =>
  showOn(document.activeElement, () => errorText(reason)),
);

// The bars of the lists stick below the top bar where that sticks.
const top = document.querySelector(".top");
if (top) {
  new ResizeObserver(() =>
    document.documentElement.style.setProperty("--top-height", `${top.clientHeight}px`),
  ).observe(top);
}
