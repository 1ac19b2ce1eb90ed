/** The controls that act when they are pressed. */
const controls = "button, a, summary, [role=option]";

interface Aim {
  readonly x: number;
  readonly y: number;
  readonly control: Element | null;
  readonly label: string;
}

/**
 * Lets a press of the mouse act only on the control that was under the pointer when the pointer last
 * moved. If the page has changed under the resting pointer, `onMiss` is called, and the next press acts.
 * Returns a function that ends this.
 */
export function guardAim(onMiss: () => void): () => void {
  let aim: Aim | undefined;
  const ending = new AbortController();
  const { signal } = ending;

  const isAtAim = ({ clientX, clientY }: MouseEvent) =>
    aim !== undefined && Math.abs(clientX - aim.x) < 1.5 && Math.abs(clientY - aim.y) < 1.5;

  const aimOf = ({ clientX: x, clientY: y, target }: MouseEvent): Aim => {
    const control = target instanceof Element ? target.closest(controls) : null;
    return { x, y, control, label: labelOf(control) };
  };

  document.addEventListener(
    "pointermove",
    (event) => {
      // The browser also reports a move when the page moves under a resting pointer.
      if (event.pointerType === "mouse" && !isAtAim(event)) aim = aimOf(event);
    },
    { capture: true, passive: true, signal },
  );
  document.addEventListener(
    "click",
    (event) => {
      const isMouse = (event as PointerEvent).pointerType === "mouse";
      if (!event.isTrusted || !isMouse || event.detail === 0 || !isAtAim(event)) return;
      const before = aim;
      aim = aimOf(event);
      if (!aim.control || (aim.control === before?.control && aim.label === before.label)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      // The second click of a double click was meant for what the first one has changed.
      if (event.detail === 1) onMiss();
    },
    { capture: true, signal },
  );
  return () => ending.abort();
}

/** A button keeps its meaning if it only counts or switches. */
const labelOf = (control: Element | null): string =>
  control instanceof HTMLButtonElement && !control.hasAttribute("aria-pressed")
    ? (control.getAttribute("aria-label") ?? control.textContent ?? "")
    : "";
