import { boardStore } from "@taskwire/client/board";
import { useClient, useStatus } from "@taskwire/react";
import { useCallback, useEffect, useState } from "react";
import { boardId } from "../workplace/workplace.ts";

/** An event about a request. */
export interface RequestEvent {
  readonly number: number;
  readonly type: string;
  readonly at: string;
  readonly actor: string;
  readonly data: { readonly [name: string]: unknown };
}

interface Loaded {
  readonly events: readonly RequestEvent[];
  /** Where earlier events begin. Null if there are none. */
  readonly next: string | null;
}

const pageSize = 20;

/** Comments have their own place, and steps of a template come with the decision. */
function isShown({ type, data }: RequestEvent): boolean {
  const { subtask } = data as { readonly subtask?: { readonly part?: string | null } };
  const isFromTemplate = type === "subtask.created" && typeof subtask?.part === "string";
  return !isFromTemplate && !/^comment\.|^approval\.opened$/.test(type);
}

/** Adds events that may be there already. The newest comes first. */
function merge(some: readonly RequestEvent[], others: readonly RequestEvent[]): RequestEvent[] {
  const all = new Map([...some, ...others].map((event) => [event.number, event]));
  return [...all.values()].sort((a, b) => b.number - a.number);
}

/** Returns the events about a request, up to date, the newest first. */
export function useHistory(taskId: string) {
  const client = useClient();
  const isLive = useStatus() === "live";
  const [{ events, next }, setLoaded] = useState<Loaded>({ events: [], next: null });

  const load = useCallback(
    async (before?: string, signal?: AbortSignal) => {
      const page = await client.tasks.history(
        { boardId, taskId, limit: pageSize, ...(before !== undefined && { before }) },
        signal ? { signal } : {},
      );
      const found = (page.events as readonly RequestEvent[]).filter(isShown);
      setLoaded((now) => ({ events: merge(now.events, found), next: page.next }));
    },
    [client, taskId],
  );

  useEffect(() => {
    if (!isLive) return;
    const ending = new AbortController();
    // Without a history, the rest of the page is still right.
    load(undefined, ending.signal).catch(() => {});
    return () => ending.abort();
  }, [load, isLive]);

  useEffect(
    () =>
      boardStore(client, boardId).onEvents((arrived) => {
        const mine = arrived.filter(
          (event) => "data" in event && event.subject === taskId,
        ) as readonly RequestEvent[];
        const shown = mine.filter(isShown);
        if (shown.length > 0) setLoaded((now) => ({ ...now, events: merge(now.events, shown) }));
      }),
    [client, taskId],
  );

  const loadMore = () => (next === null ? undefined : load(next).catch(() => {}));
  return { events, hasMore: next !== null, loadMore };
}
