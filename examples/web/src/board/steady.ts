import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

/** A list that stays as it is while a person aims at something in it. */
export interface Steady {
  /** The ids to show, in their order. */
  readonly shown: readonly string[];
  /** The ids that wait until the person asks for them. */
  readonly waiting: readonly string[];
  /** Shows everything. */
  release(): void;
  /** For the element around the list. */
  readonly region: RefObject<HTMLDivElement | null>;
}

interface Arranged {
  readonly shown: readonly string[];
  readonly waiting: readonly string[];
}

/**
 * Arranges the ids of a list that is held: those that are shown stay, newcomers wait, and older ones
 * that were loaded come at the end. Ids are ordered, and `isOwn` ones are shown at once.
 */
export function arrange(
  shown: readonly string[],
  wanted: readonly string[],
  isOwn: (id: string) => boolean,
): Arranged {
  const known = new Set(shown);
  const last = wanted.findLastIndex((id) => known.has(id));
  const older = last === -1 ? [] : wanted.slice(last + 1);
  const newcomers = wanted.slice(0, last === -1 ? undefined : last).filter((id) => !known.has(id));
  return {
    shown: [...newcomers.filter(isOwn), ...shown, ...older],
    waiting: newcomers.filter((id) => !isOwn(id)),
  };
}

const nobody = () => false;

/**
 * Shows a live list in which nothing moves under the pointer or the focus. While a person aims at it, new
 * ids wait, and ids that don't belong there any more stay.
 *
 * @param wanted the ids that belong to the list
 * @param scope changes if the person asks for another list; then everything is shown at once
 */
export function useSteady(
  wanted: readonly string[],
  scope: string,
  isOwn: (id: string) => boolean = nobody,
): Steady {
  const region = useRef<HTMLDivElement>(null);
  const [arranged, setArranged] = useState<Arranged & { readonly scope: string }>({
    scope,
    shown: wanted,
    waiting: [],
  });
  const latest = useRef({ wanted, isOwn, scope });
  latest.current = { wanted, isOwn, scope };

  const release = useCallback(() => {
    setArranged({ scope: latest.current.scope, shown: latest.current.wanted, waiting: [] });
  }, []);

  useLayoutEffect(() => {
    setArranged((now) => {
      const isFree = now.scope !== scope || now.shown.length === 0 || !isHeld(region.current);
      const next = isFree
        ? { shown: wanted, waiting: [] }
        : arrange(now.shown, wanted, latest.current.isOwn);
      const isSame =
        now.scope === scope && sameIds(now.shown, next.shown) && sameIds(now.waiting, next.waiting);
      return isSame ? now : { scope, ...next };
    });
  }, [wanted, scope]);

  useEffect(() => {
    const element = region.current;
    if (!element) return;
    // The focus is between two elements when this is called.
    const leave = () => setTimeout(() => !isHeld(element) && release());
    element.addEventListener("pointerleave", leave);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("pointerleave", leave);
      element.removeEventListener("focusout", leave);
    };
  }, [release]);

  // A list that was asked for is shown in the same drawing.
  const current = arranged.scope === scope ? arranged : { shown: wanted, waiting: [] };
  return { shown: current.shown, waiting: current.waiting, release, region };
}

/** Whether a person aims at something in a list, so that nothing in it may move. */
function isHeld(region: HTMLElement | null): boolean {
  if (!region?.checkVisibility()) return false;
  const isScrolled = (region.querySelector("[data-scroller]") ?? region).scrollTop > 0;
  // Without a pointer that hovers, nobody knows where a finger is about to press.
  const isTouch = !matchMedia("(hover: hover)").matches;
  return (
    isScrolled || isTouch || region.matches(":hover") || region.contains(document.activeElement)
  );
}

/** Whether two lists have the same ids in the same order. */
export const sameIds = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id, i) => id === b[i]);
