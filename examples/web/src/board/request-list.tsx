import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useLanguage } from "../language/provider.tsx";
import { RequestRow, type RowTask } from "./request-row.tsx";
import { useSteady } from "./steady.ts";

interface RequestListProps {
  readonly label: string;
  /** The ids that belong to the list. */
  readonly ids: readonly string[];
  /** Changes if the person asks for another list. */
  readonly scope: string;
  readonly current: string | undefined;
  hrefOf(id: string): string;
  isOwn?(id: string): boolean;
  readonly showState?: boolean;
  /** Requests that the board may not have loaded. */
  readonly fallbacks?: ReadonlyMap<string, RowTask>;
  /** Further words of a row, by the id of its request. */
  readonly notes?: ReadonlyMap<string, string>;
  /** Stands below the rows. */
  readonly footer?: ReactNode;
  /** Stands in place of the rows, if there are none. */
  readonly empty: ReactNode;
}

/** The height of a row, in px. */
export const rowHeight = 64;

/**
 * A live list of requests. Only the visible rows are drawn. It is one stop of the Tab key; the arrow keys
 * move in it. While a person aims at it, nothing in it moves.
 */
export function RequestList({
  label,
  ids,
  scope,
  current,
  hrefOf,
  isOwn,
  showState = true,
  fallbacks,
  notes,
  footer,
  empty,
}: RequestListProps) {
  const { t } = useLanguage();
  const { shown, waiting, release, region } = useSteady(ids, scope, isOwn);
  const scroller = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState<string>();
  const next = useRef<string>(undefined);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (i) => shown[i] ?? i,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const at = [stop, current, shown[0]].find((id) => id !== undefined && shown.includes(id));

  // The row may not be drawn before it is scrolled to.
  useEffect(() => {
    if (next.current === undefined) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-id="${next.current}"]`);
    if (!row) return;
    next.current = undefined;
    row.focus({ preventScroll: true });
  });

  function moveTo(i: number) {
    const id = shown[Math.max(0, Math.min(shown.length - 1, i))];
    if (id === undefined) return;
    next.current = id;
    setStop(id);
    virtual.scrollToIndex(shown.indexOf(id));
  }

  function onKeyDown(event: KeyboardEvent) {
    const i = at === undefined ? 0 : shown.indexOf(at);
    const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    moveTo(to);
  }

  return (
    <div className="list" ref={region}>
      <div className="list-scroller" data-scroller ref={scroller}>
        {shown.length === 0 && empty}
        <ul
          aria-label={label}
          className="list-rows"
          style={{ height: virtual.getTotalSize() }}
          onKeyDown={onKeyDown}
          hidden={shown.length === 0}
        >
          {items.map(({ index, start }) => {
            const id = shown[index] ?? "";
            return (
              <li
                key={id}
                className="list-item"
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={shown.length}
                aria-posinset={index + 1}
                onFocus={() => setStop(id)}
              >
                <RequestRow
                  id={id}
                  href={hrefOf(id)}
                  isCurrent={id === current}
                  isStop={id === at}
                  showState={showState}
                  fallback={fallbacks?.get(id)}
                  note={notes?.get(id)}
                />
              </li>
            );
          })}
        </ul>
        {footer}
      </div>
      {waiting.length > 0 && (
        <button
          type="button"
          className="list-new"
          onClick={() => {
            const [first] = waiting;
            release();
            next.current = first;
            setStop(first);
            scroller.current?.scrollTo({ top: 0 });
          }}
        >
          {t("showNew", { count: waiting.length })} ↑
        </button>
      )}
    </div>
  );
}
