/** @typedef {string | Node} Child */
/** @typedef {{ [name: string]: string | number | boolean | undefined | ((event: any) => void) }} Props */

/**
 * Creates an element. Functions such as `onclick` become listeners; booleans switch an attribute on
 * or off. Texts become text nodes, so a text that somebody typed is never parsed as HTML.
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
 * Sets an attribute, or removes it if the value is undefined or false. Does nothing if it has this
 * value.
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
 * Sets the text of a node. Does nothing if it has this text.
 *
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Returns a function that draws a list with one element per item. The element of an item that stays
 * is updated in place and not moved, so focus, a half-typed text and an open menu survive every
 * update.
 *
 * @template Item
 * @param {Element} container
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => { element: HTMLElement, update: (item: Item) => void, close?: () => void }} create
 * @param {(item: Item) => readonly unknown[]} [partsOf] returns everything that an element shows; it is
 *   updated only if a part is another one than before. Default: it is always updated.
 */
export function keyedList(container, keyOf, create, partsOf) {
  /** @type {Map<string, ReturnType<typeof create>>} */
  const entries = new Map();
  /** @type {WeakMap<HTMLElement, readonly unknown[] | undefined>} */
  const drawn = new WeakMap();
  return (/** @type {readonly Item[]} */ items) => {
    const keys = new Set(items.map(keyOf));
    for (const [key, entry] of entries) {
      if (keys.has(key)) continue;
      entry.element.remove();
      entry.close?.();
      entries.delete(key);
    }
    let next = container.firstElementChild;
    for (const item of items) {
      const key = keyOf(item);
      const entry = entries.get(key) ?? create(item);
      entries.set(key, entry);
      const parts = partsOf?.(item);
      const before = drawn.get(entry.element);
      if (!before || !parts?.every((part, i) => part === before[i])) entry.update(item);
      drawn.set(entry.element, parts);
      if (entry.element === next) next = next.nextElementSibling;
      else container.insertBefore(entry.element, next);
    }
  };
}

/**
 * Animates a new element. Removes the class afterwards, or the animation would run again each time
 * the element becomes visible.
 *
 * @param {HTMLElement} element
 */
export function animateIn(element) {
  element.classList.add("is-new");
  element.addEventListener("animationend", () => element.classList.remove("is-new"), {
    once: true,
  });
}

/** Whether both sides fit next to each other. The style sheets use the same width. */
export const isWide = () => matchMedia("(min-width: 56rem)").matches;

let lastId = 0;

/** Returns a new id for `aria-describedby` or `for`. */
export const newId = () => `id-${++lastId}`;
