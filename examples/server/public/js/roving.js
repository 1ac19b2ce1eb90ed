/**
 * Makes a long list one stop of the Tab key. The arrow keys move between its items, and only the
 * controls of the current item are stops too. Items and their controls are created with
 * `tabindex="-1"`.
 *
 * @param {HTMLElement} list
 */
export function createRoving(list) {
  /** @type {Element | undefined} */
  let current;

  /** @param {Element | null | undefined} item @param {0 | -1} tabIndex */
  function set(item, tabIndex) {
    if (!(item instanceof HTMLElement)) return;
    item.tabIndex = tabIndex;
    for (const control of item.querySelectorAll("button, a"))
      if (control instanceof HTMLElement) control.tabIndex = tabIndex;
  }

  /** @param {Element | null | undefined} item */
  function move(item) {
    if (!item) return;
    if (current !== item) set(current, -1);
    current = item;
    set(current, 0);
  }

  list.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) move(target.closest("li"));
  });
  list.addEventListener("keydown", (event) => {
    const next = {
      ArrowUp: current?.previousElementSibling,
      ArrowDown: current?.nextElementSibling,
      Home: list.firstElementChild,
      End: list.lastElementChild,
    }[event.key];
    if (!(next instanceof HTMLElement)) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });

  return {
    /** Call this after each change of the list. */
    draw() {
      move(current?.isConnected ? current : list.lastElementChild);
    },
  };
}
