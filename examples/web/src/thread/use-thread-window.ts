import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { estimatedHeight, type ThreadItem } from "./thread-items.ts";
import type { ThreadMethods } from "./thread-post.ts";
import { useGoal } from "./use-goal.ts";

interface WindowOptions {
  readonly items: readonly ThreadItem[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
  readonly store: Pick<ThreadMethods, "loadOlder">;
  readonly loadNewer: (() => Promise<unknown>) | undefined;
  /** The post that a link leads to. */
  readonly target: string | undefined;
}

export type ThreadWindow = ReturnType<typeof useThreadWindow>;

/** The distance from the end within which a conversation stays at its end, in px. */
const nearEnd = 48;
/** The next page is loaded when so little is left in the direction of scrolling, in px. */
const loadWithin = 900;
/** The height above the first post, in px. It is the same with older posts and without. */
const topHeight = 48;

/** Draws only the part of a conversation that is near the visible one, and loads more on the way. */
export function useThreadWindow({
  items,
  hasOlder,
  hasNewer,
  store,
  loadNewer,
  target,
}: WindowOptions) {
  const scroller = useRef<HTMLDivElement>(null);
  /** The post with the focus. It stays drawn, so that the focus is not lost. */
  const [held, setHeld] = useState<string>();
  const [isLoading, setIsLoading] = useState(false);
  const hasFailed = useRef(false);
  const follows = useRef(target === undefined);
  const last = items.at(-1);
  const isSending = last?.kind === "post" && last.post.state === "sending";

  const indexOf = (key: string | undefined) =>
    key === undefined ? -1 : items.findIndex((item) => item.key === key);
  const heldAt = indexOf(held);
  const virtual = useVirtualizer<HTMLDivElement, HTMLElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: (i) => items[i]?.key ?? i,
    estimateSize: (i) => estimatedHeight(items[i] as ThreadItem),
    rangeExtractor: useCallback(
      (range: Range) => {
        const drawn = defaultRangeExtractor(range);
        if (heldAt === -1 || drawn.includes(heldAt)) return drawn;
        return [...drawn, heldAt].sort((a, b) => a - b);
      },
      [heldAt],
    ),
    gap: 2,
    overscan: 8,
    scrollMargin: topHeight,
    // A page of older posts moves nothing, and the end stays in view while the person is there.
    anchorTo: "end",
    followOnAppend: !hasNewer,
    scrollEndThreshold: nearEnd,
    initialOffset: () => {
      const at = target === undefined ? items.length : indexOf(target);
      return items.slice(0, at).reduce((sum, item) => sum + estimatedHeight(item) + 2, 0);
    },
  });

  const isAtEnd = () => !hasNewer && virtual.isAtEnd(nearEnd);
  const { show, forget, isMoving } = useGoal(items, scroller, virtual);
  const toEnd = useCallback(() => {
    forget();
    virtual.scrollToEnd();
  }, [virtual, forget]);

  // Before the browser paints, so that nothing jumps.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the last item says that there are new ones.
  useLayoutEffect(() => {
    if (hasNewer || !(follows.current || isSending)) return;
    follows.current = false;
    toEnd();
  }, [last?.key, isSending, hasNewer, toEnd]);

  // A link can name a message. It is shown once, when the link is opened.
  useLayoutEffect(() => {
    if (target !== undefined) show(target);
  }, [target, show]);

  // A phone's keyboard, or a longer text in the field, makes the conversation shorter.
  useEffect(() => {
    if (!scroller.current) return;
    let wasAtEnd = true;
    const element = scroller.current;
    const scrolled = () => {
      wasAtEnd = virtual.isAtEnd(nearEnd);
    };
    const watch = new ResizeObserver(() => wasAtEnd && !hasNewer && !isMoving() && toEnd());
    element.addEventListener("scroll", scrolled, { passive: true });
    scrolled();
    watch.observe(element);
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", scrolled);
    };
  }, [virtual, toEnd, hasNewer, isMoving]);

  const load = async (page: () => Promise<unknown>) => {
    if (isLoading) return;
    setIsLoading(true);
    try {
      await page();
      hasFailed.current = false;
    } catch {
      // The buttons stay, and say what is wrong when they are pressed.
      hasFailed.current = true;
    } finally {
      setIsLoading(false);
    }
  };

  // After each drawing: the next page is loaded before the person is at its edge.
  useEffect(() => {
    if (isLoading || hasFailed.current || items.length === 0) return;
    const isFilled = virtual.getTotalSize() > (virtual.scrollRect?.height ?? 0);
    const { scrollDirection: direction, scrollOffset } = virtual;
    const isNearTop = direction === "backward" && (scrollOffset ?? 0) < loadWithin;
    const isNearBottom = direction === "forward" && virtual.getDistanceFromEnd() < loadWithin;
    if (hasOlder && (isNearTop || !isFilled)) void load(store.loadOlder);
    else if (hasNewer && loadNewer && isNearBottom) void load(loadNewer);
  });

  return {
    scroller,
    virtual,
    isAtEnd,
    toEnd,
    isLoading,
    loadOlder: () => void load(store.loadOlder),
    /** The newest posts will be there soon, and the person wants to see them. */
    followEnd() {
      follows.current = true;
    },
    hold: setHeld,
    show,
  };
}
