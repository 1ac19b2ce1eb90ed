import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import type { ThreadItem } from "./thread-items.ts";

interface Goal {
  /** The id of a post. */
  readonly post: string;
  readonly align: "auto" | "center";
  readonly isFocused: boolean;
}

/** The events with which a person scrolls. */
const scrollEvents = ["wheel", "touchmove", "pointerdown"] as const;

/**
 * Brings a post into view, and gives it the focus if it is told to. While the post is on its way, older
 * posts can arrive and heights can be measured, and both move the list. So each drawing scrolls again
 * until the post is in view and the list is at rest, or until the person scrolls.
 */
export function useGoal(
  items: readonly ThreadItem[],
  scroller: RefObject<HTMLElement | null>,
  virtual: Virtualizer<HTMLDivElement, HTMLElement>,
) {
  const goal = useRef<Goal>(undefined);
  const latest = useRef(items);
  latest.current = items;

  const follow = useCallback(() => {
    const view = scroller.current;
    if (!goal.current || !view) return;
    const { post, align, isFocused } = goal.current;
    const index = latest.current.findIndex(({ key }) => key === post);
    if (index === -1) return;
    const element = view.querySelector<HTMLElement>(`[data-key="${CSS.escape(post)}"]`);
    if (element && isFocused) {
      element.focus({ preventScroll: true });
      goal.current = { ...goal.current, isFocused: false };
    }
    if (!element || !isInView(element, view)) virtual.scrollToIndex(index, { align });
    else if (!virtual.isScrolling) goal.current = undefined;
  }, [scroller, virtual]);

  // Runs after each drawing: the list may have moved by itself, and the browser has not painted yet.
  useLayoutEffect(follow);

  const forget = useCallback(() => {
    goal.current = undefined;
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    for (const name of scrollEvents) element.addEventListener(name, forget, { passive: true });
    return () => {
      for (const name of scrollEvents) element.removeEventListener(name, forget);
    };
  }, [scroller, forget]);

  return {
    show: useCallback(
      (post: string, { align = "center", isFocused = false }: Partial<Omit<Goal, "post">> = {}) => {
        goal.current = { post, align, isFocused };
        follow();
      },
      [follow],
    ),
    /** Stops scrolling to the post. */
    forget,
    /** Whether the list is still scrolling to a post. */
    isMoving: useCallback(() => goal.current !== undefined, []),
  };
}

/** Browsers round offsets, in px. */
const tolerance = 2;

/** Whether all of the element is in view, or as much of it as fits. */
function isInView(element: HTMLElement, view: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  const frame = view.getBoundingClientRect();
  const isBelowTop = top >= frame.top - tolerance;
  const isAboveBottom = bottom <= frame.bottom + tolerance;
  if (bottom - top <= frame.height) return isBelowTop && isAboveBottom;
  return top < frame.bottom && bottom > frame.top;
}
