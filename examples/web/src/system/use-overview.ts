import { useCallback, useEffect, useState } from "react";
import { request } from "../session/http.ts";
import { useSession } from "../session/provider.tsx";

/** One connection of the server. */
export interface Connection {
  readonly id: string;
  readonly userId: string;
  /** ISO 8601. */
  readonly since: string;
  readonly address?: string;
}

/** A reaction that failed too often. */
export interface FailedReaction {
  readonly id: string;
  readonly reaction: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly event: { readonly type: string; readonly at: string };
}

interface Overview {
  /** The oldest ones. */
  readonly connections: readonly Connection[];
  readonly connectionCount: number;
  readonly failed: readonly FailedReaction[];
  readonly hasMoreFailed: boolean;
  /** The workflow as a diagram of Mermaid. */
  readonly diagram: string;
}

/** The server says nothing by itself here, so it is asked again after this time, in ms. */
const everyMs = 5_000;

/** Returns the state of the server, as long as the page is visible. */
export function useOverview(isWanted: boolean) {
  const session = useSession();
  const [overview, setOverview] = useState<Overview>();
  const [error, setError] = useState<unknown>();

  const load = useCallback(async () => {
    try {
      setOverview(await request<Overview>("/admin", { token: await session.token() }));
      setError(undefined);
    } catch (reason) {
      setError(reason);
    }
  }, [session]);

  const retry = useCallback(
    async (id: string) => {
      const token = await session.token();
      await request("/admin/retry", { method: "POST", body: { id }, token });
      await load();
    },
    [session, load],
  );

  useEffect(() => {
    if (!isWanted) return;
    void load();
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void load();
    }, everyMs);
    return () => clearInterval(timer);
  }, [load, isWanted]);
  return { overview, error, load, retry };
}
