/** Without a pointer that hovers, nobody knows where a finger is about to press. */
const hover = matchMedia("(hover: hover)");

/** @typedef {ReturnType<typeof createHold>} Hold */

/**
 * Keeps a list still while a person aims at something in it: the pointer is over it, the focus is in
 * it, or the device has no pointer that hovers. If other parts of the page change, the element under
 * the pointer or the focus stays where it is.
 *
 * @param {HTMLElement} region must have no padding of its own
 * @param {() => void} onRelease called when the person doesn't aim at the list any more
 */
export function createHold(region, onRelease) {
  /**
   * The element that the person aims at and its parents, with their places in the scrolled content.
   *
   * @type {{ element: HTMLElement, place: number }[]}
   */
  let aim = [];
  const room = { top: 0, bottom: 0 };

  const isAimedAt = () => region.matches(":hover") || region.contains(aimedFocus());

  /** The element that has the focus. The list must change while a person searches in it. */
  const aimedFocus = () =>
    document.activeElement?.matches("[type=search]") ? null : document.activeElement;

  /** @param {EventTarget | null} target */
  function remember(target) {
    aim = [];
    let element = target instanceof HTMLElement ? target : null;
    for (; element && region.contains(element); element = element.parentElement)
      aim.push({ element, place: placeOf(element) });
  }

  /** @param {HTMLElement} element */
  const placeOf = (element) => element.getBoundingClientRect().top + scrollerOf(region).scrollTop;

  /** Scrolls so that the element that the person aims at is where it was. */
  function stay() {
    if (!isAimedAt() || !region.checkVisibility()) return;
    const anchor = aim.find(({ element }) => element.isConnected && element.checkVisibility());
    if (!anchor) return;
    const shift = placeOf(anchor.element) - anchor.place;
    if (Math.abs(shift) < 1) return;
    scroll(shift);
    remember(anchor.element);
  }

  /** @param {number} distance */
  function scroll(distance) {
    const rest = distance - scrollBy(distance);
    if (Math.abs(rest) < 1) return;
    // The content is too short to be scrolled so far.
    if (rest > 0) room.bottom += rest;
    else room.top -= rest;
    drawRoom();
    if (rest > 0) scrollBy(rest);
  }

  /** Returns how far it scrolled. @param {number} distance */
  function scrollBy(distance) {
    const scroller = scrollerOf(region);
    const before = scroller.scrollTop;
    scroller.scrollBy({ top: distance, behavior: "instant" });
    return scroller.scrollTop - before;
  }

  function drawRoom() {
    region.style.paddingBlock =
      room.top === 0 && room.bottom === 0 ? "" : `${room.top}px ${room.bottom}px`;
  }

  function leave() {
    // The focus is between two elements now.
    setTimeout(() => {
      if (isAimedAt()) return;
      aim = [];
      room.top = room.bottom = 0;
      drawRoom();
      onRelease();
    });
  }

  region.addEventListener("pointermove", ({ target }) => remember(target));
  region.addEventListener("focusin", ({ target }) => remember(target));
  region.addEventListener("pointerleave", leave);
  region.addEventListener("focusout", leave);
  new ResizeObserver(stay).observe(region);

  return {
    /** Call this after each change of the list. */
    stay,

    /** Whether nothing in the list may move now. A list that nobody sees may change. */
    get isHeld() {
      return region.checkVisibility() && (isAimedAt() || !hover.matches);
    },
  };
}

/** @param {HTMLElement} region */
function scrollerOf(region) {
  for (let element = region.parentElement; element; element = element.parentElement)
    if (/auto|scroll/.test(getComputedStyle(element).overflowY)) return element;
  return /** @type {HTMLElement} */ (document.scrollingElement ?? document.documentElement);
}
