/** The controls that act when they are pressed. */
const controls = "button, a, summary, [role=option]";

/**
 * Lets a press of the mouse act only on the control that was under the pointer when the pointer last
 * moved. If the page has changed under the resting pointer, the person is told so, and the next
 * press acts.
 *
 * @param {(target: Element) => void} onMiss
 */
export function guardAim(onMiss) {
  /** @type {{ x: number, y: number, control: Element | null, label: string } | undefined} */
  let aim;

  /** @param {MouseEvent} event */
  const isAtAim = ({ clientX, clientY }) =>
    aim !== undefined && Math.abs(clientX - aim.x) < 1.5 && Math.abs(clientY - aim.y) < 1.5;

  /** @param {MouseEvent} event */
  function take(event) {
    const { clientX: x, clientY: y, target } = event;
    const control = target instanceof Element ? target.closest(controls) : null;
    aim = { x, y, control, label: labelOf(control) };
  }

  document.addEventListener(
    "pointermove",
    (event) => {
      // The browser also reports a move when the page moves under a resting pointer.
      if (event.pointerType === "mouse" && !isAtAim(event)) take(event);
    },
    { capture: true, passive: true },
  );
  document.addEventListener(
    "click",
    (event) => {
      const isMouse = /** @type {PointerEvent} */ (event).pointerType === "mouse";
      if (!event.isTrusted || !isMouse || event.detail === 0 || !isAtAim(event)) return;
      const before = aim;
      take(event);
      if (!aim?.control || (aim.control === before?.control && aim.label === before.label)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      // The second click of a double click was meant for what the first one has changed.
      if (event.detail === 1) onMiss(aim.control);
    },
    { capture: true },
  );
}

/** A button keeps its meaning if it only counts or switches. @param {Element | null} control */
const labelOf = (control) =>
  control instanceof HTMLButtonElement && !control.hasAttribute("aria-pressed")
    ? (control.textContent ?? "")
    : "";
