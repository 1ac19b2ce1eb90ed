import { type RefObject, useEffect } from "react";

/** The parts that glide: sections, what stands in them, and the entries of lists. */
const parts = "section, section > *, li";

/**
 * Lets the parts of a page glide to their new place when something above them grows or shrinks,
 * for example because another person has voted. Without it, they would jump.
 *
 * @param within an element of the page, or the page itself
 * @param page the selector of the page
 */
export function useGlide(within: RefObject<HTMLElement | null>, page: string): void {
  useEffect(() => {
    const body = within.current?.closest<HTMLElement>(page);
    if (!body) return;
    const tops = new WeakMap<Element, number>();

    function place(isFirst: boolean) {
      for (const part of body?.querySelectorAll<HTMLElement>(parts) ?? []) {
        const top = topOf(part, body);
        const before = tops.get(part);
        tops.set(part, top);
        if (!isFirst && before !== undefined && before !== top) glide(part, before - top);
      }
    }

    place(true);
    // It is called before the browser draws the change.
    const changes = new MutationObserver(() => place(false));
    changes.observe(body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ["class", "hidden", "open"],
    });
    // Another width moves everything at once, which is no change of the contents.
    const sizes = new ResizeObserver(() => place(true));
    sizes.observe(body);
    return () => {
      changes.disconnect();
      sizes.disconnect();
    };
  }, [within, page]);
}

/** Returns the place of a part within the part around it, which may glide itself. In px, without transforms. */
function topOf(part: HTMLElement, body: HTMLElement | null | undefined): number {
  const around = part.parentElement?.closest<HTMLElement>(parts);
  if (!around || !body?.contains(around) || part.offsetParent === around) return part.offsetTop;
  return part.offsetTop - around.offsetTop;
}

function glide(part: HTMLElement, from: number) {
  const ms = Number.parseFloat(getComputedStyle(part).getPropertyValue("--glide"));
  if (ms > 0)
    part.animate([{ transform: `translateY(${from}px)` }, { transform: "none" }], {
      duration: ms,
      easing: "ease-out",
      // A part that glides already goes on from where it is.
      composite: "add",
    });
}
