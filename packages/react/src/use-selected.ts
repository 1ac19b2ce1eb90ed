import type { SnapshotSource } from "@taskwire/client/board";
import { useRef, useSyncExternalStore } from "react";
import { haveSameParts } from "./same-parts.ts";

interface Held<Snapshot, Selected> {
  readonly store: unknown;
  readonly snapshot: Snapshot;
  readonly select: unknown;
  readonly selected: Selected;
}

/**
 * Subscribes a component to the part of a store that it needs. It is drawn again only if that part
 * changes. `select` may return a new array or object each time: its contents are compared.
 */
export function useSelected<Snapshot, Selected>(
  store: SnapshotSource<Snapshot>,
  select: (snapshot: Snapshot) => Selected,
): Selected {
  const held = useRef<Held<Snapshot, Selected>>(undefined);
  const read = () => {
    const snapshot = store.getSnapshot();
    const last = held.current;
    if (last?.store === store && last.snapshot === snapshot && last.select === select)
      return last.selected;
    const next = select(snapshot);
    const selected = last && haveSameParts(last.selected, next) ? last.selected : next;
    held.current = { store, snapshot, select, selected };
    return selected;
  };
  return useSyncExternalStore(store.subscribe, read, read);
}
