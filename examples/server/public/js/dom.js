/** @typedef {string | Node} Child */
/** @typedef {{ [name: string]: string | number | boolean | undefined | ((event: any) => void) }} Props */

/**
 * Makes an element. `onclick` and the like are listeners, booleans switch attributes, all else is an attribute; text
 * becomes text nodes, so nothing that anybody typed is ever read as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Props} [props]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else setAttribute(element, name, value);
  }
  element.append(...children);
  return element;
}

/**
 * Sets, changes or (undefined, false) removes an attribute, and touches nothing when it is right already.
 *
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | undefined} value
 */
export function setAttribute(element, name, value) {
  if (value === undefined || value === false) return element.removeAttribute(name);
  const text = value === true ? "" : String(value);
  if (element.getAttribute(name) !== text) element.setAttribute(name, text);
}

/**
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * A list whose rows live as long as their items: a row that stays is changed in place and not moved, so focus, a half
 * typed text and an open menu survive whatever arrives.
 *
 * @template Item
 * @param {Element} container
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => { element: HTMLElement, update: (item: Item) => void }} create
 */
export function keyedList(container, keyOf, create) {
  /** @type {Map<string, ReturnType<typeof create>>} */
  const rows = new Map();
  return (/** @type {readonly Item[]} */ items) => {
    const wanted = new Set(items.map(keyOf));
    for (const [key, row] of rows) {
      if (wanted.has(key)) continue;
      row.element.remove();
      rows.delete(key);
    }
    let next = container.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      const row = rows.get(key) ?? create(item);
      rows.set(key, row);
      row.update(item);
      if (row.element === next) next = next.nextElementSibling;
      else container.insertBefore(row.element, next);
    }
  };
}

/**
 * Lets an element move in. Once: without the end of it, it would move in again each time its side is shown.
 *
 * @param {HTMLElement} element
 */
export function moveIn(element) {
  element.classList.add("is-new");
  element.addEventListener("animationend", () => element.classList.remove("is-new"), {
    once: true,
  });
}

/** Whether both sides have room beside each other; the style sheets break at the same width. */
export const isWide = () => matchMedia("(min-width: 56rem)").matches;

let lastId = 0;

/** An id for `aria-describedby` and `for`. */
export const newId = () => `id-${++lastId}`;
