import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { InboxGroup } from "./inbox-group.tsx";
import { grouped, type Notice } from "./notices.ts";

/** Estimated heights in px, used until a group is drawn and measured. */
const headHeight = 44;
const rowHeight = 64;

/** The element that scrolls: see the shell. */
const scroller = () => document.querySelector<HTMLElement>("#content");

/** Notifications by their request or room. Only the groups near the visible ones are drawn. */
export function WindowedGroups({ notices }: { readonly notices: readonly Notice[] }) {
  const list = useRef<HTMLDivElement>(null);
  /** How far below the top of the page the list begins, in px. */
  const [top, setTop] = useState(0);
  /** The group with the focus. It stays drawn, so that the focus is not lost. */
  const [held, setHeld] = useState<number>();
  const groups = grouped(notices);
  const virtual = useVirtualizer({
    count: groups.length,
    getScrollElement: scroller,
    getItemKey: (i) => groups[i]?.[0]?.id ?? i,
    estimateSize: (i) => headHeight + (groups[i]?.length ?? 1) * rowHeight,
    rangeExtractor: useCallback(
      (range: Range) => {
        const drawn = defaultRangeExtractor(range);
        if (held === undefined || held >= range.count || drawn.includes(held)) return drawn;
        return [...drawn, held].sort((a, b) => a - b);
      },
      [held],
    ),
    overscan: 4,
    scrollMargin: top,
  });

  // The lists above may have become longer or shorter.
  useLayoutEffect(() => {
    const frame = scroller();
    if (!list.current || !frame) return;
    const distance = list.current.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    setTop(Math.round(distance + frame.scrollTop));
  });

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only follows the focus of its rows.
    <div
      ref={list}
      className="inbox-groups"
      style={{ height: virtual.getTotalSize() }}
      onFocus={({ target }) => {
        const item = target.closest<HTMLElement>("[data-index]");
        setHeld(item ? Number(item.dataset.index) : undefined);
      }}
      onBlur={() => setHeld(undefined)}
    >
      {virtual.getVirtualItems().map(({ key, index, start }) => (
        <div
          key={key}
          ref={virtual.measureElement}
          data-index={index}
          className="inbox-place"
          style={{ transform: `translateY(${start - top}px)` }}
        >
          <InboxGroup notices={groups[index] ?? []} />
        </div>
      ))}
    </div>
  );
}
