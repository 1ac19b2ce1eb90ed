import { useLayoutEffect, useRef } from "react";

/** Whether a person is typing, so that a letter is only a letter. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select"));

/**
 * Calls functions when keys are pressed anywhere on the page. The keys are those of the keyboard, so they
 * are the same in a Thai layout. They do nothing while a person types, or in front of a dialog.
 */
export function useKeys(keys: { readonly [code: string]: () => unknown }, isOn = true): void {
  const latest = useRef(keys);
  latest.current = keys;
  // Before the browser paints: a person may press a key as soon as they see what it does.
  useLayoutEffect(() => {
    if (!isOn) return;
    function onKey(event: KeyboardEvent) {
      const { code, ctrlKey, metaKey, altKey, shiftKey, repeat, target } = event;
      if (ctrlKey || metaKey || altKey || shiftKey || repeat || event.isComposing) return;
      if (isTyping(target) || document.querySelector("dialog[open], [popover]:popover-open"))
        return;
      const run = latest.current[code];
      if (!run) return;
      event.preventDefault();
      run();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isOn]);
}
