import { boardStore } from "@taskwire/client/board";
import { useClient } from "@taskwire/react";
import { useEffect, useRef, useState } from "react";
import { boardId } from "../connection/client.ts";

/** The number of comments on a request. */
export interface CommentCount {
  readonly count: number;
  readonly unread: number;
}

/** Ids that come within this time are asked for together, in ms. */
const pauseMs = 200;
const maxIds = 50;

/** Returns the numbers of comments on the requests that a list shows, by their ids, up to date. */
export function useCommentCounts(ids: readonly string[]): ReadonlyMap<string, CommentCount> {
  const client = useClient();
  const [counts, setCounts] = useState<ReadonlyMap<string, CommentCount>>(new Map());
  const asked = useRef(new Set<string>());
  const shown = useRef(ids);
  shown.current = ids;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = ids.join(" ");

  useEffect(() => {
    const ask = () => void load();
    async function load() {
      const taskIds = shown.current.filter((id) => !asked.current.has(id)).slice(0, maxIds);
      if (taskIds.length === 0) return;
      for (const id of taskIds) asked.current.add(id);
      try {
        const answer = await client.comments.counts({ boardId, taskIds });
        setCounts((now) => {
          const next = new Map(now);
          for (const { taskId, comments: count, unread } of answer.counts)
            next.set(taskId, { count, unread });
          return next;
        });
      } catch {
        for (const id of taskIds) asked.current.delete(id);
      }
    }
    const soon = () => {
      clearTimeout(timer.current);
      timer.current = setTimeout(ask, pauseMs);
    };
    if (key !== "") soon();
    const stop = boardStore(client, boardId).onEvents((events) => {
      const changed = events.filter(({ type }) => type.startsWith("comment."));
      for (const { subject } of changed) asked.current.delete(subject);
      if (changed.length > 0) soon();
    });
    return () => {
      stop();
      clearTimeout(timer.current);
    };
  }, [client, key]);

  return counts;
}
