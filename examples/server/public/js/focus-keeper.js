/**
 * Keeps the focus near its place when the element that has it goes away. Otherwise it would fall to
 * the body, and a person at the keyboard would start from the top of the page again. The focus moves
 * to the nearest parent that has a `tabindex`.
 */
export function keepFocus() {
  /**
   * The element that has the focus and its parents. If it is in a dialog, those of the element that
   * had the focus before come in between.
   *
   * @type {readonly Element[]}
   */
  let path = [];

  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Element)) return;
    const all = withParents(target);
    const outside = path.filter((element) => !element.closest("dialog"));
    const inDialog = all.filter((element) => element.closest("dialog"));
    // When the dialog closes, the person is back at the place where it was opened.
    path = inDialog.length > 0 ? [...new Set([...inDialog, ...outside, ...all])] : all;
  });

  new MutationObserver(() => {
    const { activeElement } = document;
    const [last] = path;
    if (!last || isShown(last)) return;
    if (activeElement && activeElement !== document.body && isShown(activeElement)) return;
    const next = nearest(path);
    next?.focus({ preventScroll: true });
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["hidden", "open", "data-side"],
  });
}

/** @param {Element} element */
const isShown = (element) => element.isConnected && element.checkVisibility();

/** @param {Element} element */
function withParents(element) {
  /** @type {Element[]} */
  const all = [];
  for (let one = /** @type {Element | null} */ (element); one; one = one.parentElement)
    all.push(one);
  return all;
}

/** @param {readonly Element[]} path */
function nearest(path) {
  for (const element of path)
    if (element instanceof HTMLElement && element.hasAttribute("tabindex") && isShown(element))
      return element;
  return undefined;
}
