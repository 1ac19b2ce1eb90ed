import type { SnapshotSource } from "@taskwire/client/board";
import { useMemo } from "react";
import { type AnyClient, useAnyClient } from "./provider.ts";
import { useSelected } from "./use-selected.ts";

type Snapshot<Store> = Store extends SnapshotSource<infer S> ? S : never;

/** The methods of a store, except those that the hooks call themselves. */
export type Actions<Store> = Omit<Store, "subscribe" | "getSnapshot" | "close">;

/** The result of a hook: the fields of a snapshot, and the methods of the store. */
export type Shown<Store> = Snapshot<Store> & { readonly store: Actions<Store> };

const shownOf = new WeakMap<object, object>();

/** Adds its store to a snapshot. Returns the same object as long as the snapshot is the same. */
function withStore<Store extends SnapshotSource<object>>(store: Store): Shown<Store> {
  const snapshot = store.getSnapshot();
  const shown = shownOf.get(snapshot) ?? { ...snapshot, store };
  shownOf.set(snapshot, shown);
  return shown as Shown<Store>;
}

const identity = <Value>(value: Value): unknown => value;

/**
 * Uses a store of the client in a component, and returns the part that the component selects.
 * `make` makes the store with these ids.
 */
export function useStore<Store extends SnapshotSource<object>>(
  make: (client: AnyClient, ...ids: readonly string[]) => Store,
  ids: readonly string[],
  select: (shown: Shown<Store>) => unknown = identity,
): unknown {
  const client = useAnyClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a hook always passes the same number of ids.
  const store = useMemo(() => {
    const made = make(client, ...ids);
    return { subscribe: made.subscribe, getSnapshot: () => withStore(made) };
  }, [client, make, ...ids]);
  return useSelected(store, select);
}
