/**
 * Keeps the focus near its place when the element that has it goes away. Otherwise it would fall to
 * the body, and a person at the keyboard would start from the top of the page again. The focus moves
 * to the nearest parent that has a `tabindex`.
 */
export function keepFocus(): void {
  /** The element that has the focus, and its parents. */
  let path: readonly Element[] = [];

  document.addEventListener("focusin", ({ target }) => {
    if (!(target instanceof Element)) return;
    const all = withParents(target);
    const outside = path.filter((element) => !element.closest("dialog"));
    const inDialog = all.filter((element) => element.closest("dialog"));
    // When the dialog closes, the person is back at the place where it was opened.
    path = inDialog.length > 0 ? [...new Set([...inDialog, ...outside, ...all])] : all;
  });

  new MutationObserver((changes) => {
    const { activeElement } = document;
    const [last] = path;
    // Only an attribute hides an element that is still there. To ask for that costs a layout.
    const mayBeHidden = changes.some(({ type }) => type === "attributes");
    if (!last || (last.isConnected && !(mayBeHidden && !last.checkVisibility()))) return;
    if (activeElement && activeElement !== document.body && isShown(activeElement)) return;
    nearest(path)?.focus({ preventScroll: true });
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["hidden", "open"],
  });
}

const isShown = (element: Element) => element.isConnected && element.checkVisibility();

function withParents(element: Element): Element[] {
  const all: Element[] = [];
  for (let one: Element | null = element; one; one = one.parentElement) all.push(one);
  return all;
}

const nearest = (path: readonly Element[]): HTMLElement | undefined =>
  path.find(
    (element): element is HTMLElement =>
      element instanceof HTMLElement && element.hasAttribute("tabindex") && isShown(element),
  ) ??
  document.querySelector<HTMLElement>("main[tabindex]") ??
  undefined;
