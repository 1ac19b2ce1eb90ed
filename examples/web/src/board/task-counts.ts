import { boardStore } from "@taskwire/client/board";
import { useClient } from "@taskwire/react";
import { useEffect, useState } from "react";
import { boardId } from "../connection/client.ts";

/** The numbers of requests by their state, as the server counts them. */
export type TaskCounts = ReadonlyMap<
  string,
  { readonly kind: string; readonly text: string; readonly count: number }
>;

/** Changes that come within this time are counted together, in ms. */
const pauseMs = 400;

/** Returns the numbers of requests by their state, up to date. Undefined until there is an answer. */
export function useTaskCounts(): TaskCounts | undefined {
  const client = useClient();
  const [counts, setCounts] = useState<TaskCounts>();

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ending = new AbortController();
    const load = () =>
      client.tasks.counts({ boardId }, { signal: ending.signal }).then(
        (answer) =>
          setCounts(
            new Map(
              answer.counts.map(({ state, kind, count, more }) => [
                state,
                { kind, count, text: more ? `${count}+` : String(count) },
              ]),
            ),
          ),
        // The list is there without its numbers too.
        () => {},
      );
    void load();
    const stop = boardStore(client, boardId).onEvents((events) => {
      if (!events.some(({ type }) => type.startsWith("task.") || type === "hidden")) return;
      clearTimeout(timer);
      timer = setTimeout(() => void load(), pauseMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
      ending.abort();
    };
  }, [client]);

  return counts;
}
