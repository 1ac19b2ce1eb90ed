import { useClient, useStatus } from "@taskwire/react";
import { useCallback, useEffect, useState } from "react";
import { useCall } from "../connection/use-call.ts";
import { boardId } from "../workplace/workplace.ts";

/** Somebody is away for some time, and others vote for them. */
export interface Delegation {
  readonly id: string;
  readonly principalId: string;
  readonly to: readonly string[];
  /** ISO 8601. */
  readonly from: string;
  /** It no longer counts from this moment on, ISO 8601. */
  readonly until: string;
  readonly reason: string | null;
}

interface Delegations {
  /** Those that I have given and got. */
  readonly own: readonly Delegation[];
  /** Those of all members of the board. */
  readonly all: readonly Delegation[];
  readonly status: "loading" | "ready";
  load(): Promise<void>;
}

const none: readonly Delegation[] = [];

/** Returns the absences on the board. It reads them again when one begins, ends or is changed. */
export function useDelegations(): Delegations {
  const client = useClient();
  const call = useCall();
  const isLive = useStatus() === "live";
  const [lists, setLists] = useState<Pick<Delegations, "own" | "all">>();
  const load = useCallback(async () => {
    const list = async (input: object) =>
      ((await call("delegations.list", input)) as { readonly delegations: readonly Delegation[] })
        .delegations;
    const [own, all] = await Promise.all([list({}), list({ boardId })]);
    setLists({ own, all });
  }, [call]);

  useEffect(() => {
    // Without the list, the rest of the page is still right.
    const attempt = () => void load().catch(() => {});
    if (isLive) attempt();
    return client.onFrame("events", ({ events }) => {
      if (events.some(({ type }) => type.startsWith("delegation."))) attempt();
    });
  }, [client, load, isLive]);

  const { own = none, all = none } = lists ?? {};
  return { own, all, status: lists ? "ready" : "loading", load };
}

/** Returns whether a delegation counts at a time, in ms. */
export const isNow = ({ from, until }: Delegation, now: number): boolean =>
  Date.parse(from) <= now && now < Date.parse(until);
