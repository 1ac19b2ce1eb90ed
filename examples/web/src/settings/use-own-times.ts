import { useInbox } from "@taskwire/react";
import { useAct } from "../connection/act.tsx";
import { useLanguage } from "../language/provider.tsx";
import { useToast } from "../parts/toasts.tsx";
import type { Weekday } from "./days.tsx";

/** Hours in which nothing is sent. They begin on these days. */
export interface QuietHours {
  readonly days: readonly Weekday[];
  /** The local time, e.g. `20:00`. */
  readonly from: string;
  /** Not later than `from`: on the next day. */
  readonly until: string;
}

/** The time at which everything is sent together. */
export interface Digest {
  readonly days: readonly Weekday[];
  readonly at: string;
}

interface Change {
  readonly quiet?: readonly QuietHours[];
  readonly digest?: Digest | null;
  readonly timeZone?: string;
}

const none: readonly QuietHours[] = [];

/** The time zone of this device, by its IANA name. */
export const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Returns the times at which mail and push may reach me, and a function that changes them. */
export function useOwnTimes() {
  const { t } = useLanguage();
  const act = useAct();
  const toast = useToast();
  const own = useInbox((inbox) => inbox.preferences.me);
  const store = useInbox((inbox) => inbox.store);
  return {
    quiet: own?.quiet ?? none,
    digest: own?.digest ?? null,
    timeZone: own?.timeZone ?? deviceZone,
    /** Saves a change. Resolves with whether it worked, or rejects if no message could ever come. */
    async save(change: Change): Promise<boolean> {
      let isRefused = false;
      const timeZone = own?.timeZone ?? deviceZone;
      const isDone = await act(t("delivery.title"), () =>
        store.prefer("me", { timeZone, ...change }).catch((error) => {
          isRefused = Object(error).code === "invalid";
          if (!isRefused) throw error;
        }),
      );
      if (isRefused) throw new NeverSent();
      if (isDone) toast({ text: t("delivery.saved"), id: "delivery", ms: 3_000 });
      return isDone;
    },
  };
}

/** The quiet hours take up the whole week. */
export class NeverSent extends Error {}
