import { useClient } from "@taskwire/react";
import { useContext, useEffect } from "react";
import { usePending } from "../decide/pending.tsx";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { useToast } from "../parts/toasts.tsx";
import { usePerson } from "../session/provider.tsx";
import { OwnsPageContext } from "../shell/title.ts";
import { useOutgoing } from "./act.tsx";

/**
 * Guards changes that wait for a connection. They are sent while the page is open, and never later: a
 * decision from an hour ago may be wrong then. So the browser asks before the page closes, and the next page
 * says what was not sent.
 */
export function useUnsentChanges(): void {
  const { t } = useLanguage();
  const client = useClient();
  const outgoing = useOutgoing();
  const { pending } = usePending();
  const toast = useToast();
  const isOwner = useContext(OwnsPageContext);
  const key = `taskwire.lost.${usePerson()?.id}`;

  useEffect(() => {
    const lost = readStored<readonly string[]>(key) ?? [];
    if (lost.length === 0) return;
    writeStored(key, undefined);
    toast({ text: t("connection.lost", { changes: lost.join(", ") }), tone: "error" });
  }, [key, toast, t]);

  useEffect(() => {
    if (!isOwner) return;
    const waiting = (): readonly string[] => {
      if (client.status === "live" || client.status === "catching up") return [];
      const decided = pending ? [pending.title] : [];
      return [...outgoing.list().map(({ what }) => what), ...decided];
    };
    const ask = (event: BeforeUnloadEvent) => waiting().length > 0 && event.preventDefault();
    const keep = () => {
      const lost = waiting();
      if (lost.length > 0) writeStored(key, lost);
    };
    // The browser has kept the page, so the changes are still on their way.
    const show = ({ persisted }: PageTransitionEvent) => persisted && writeStored(key, undefined);
    addEventListener("beforeunload", ask);
    addEventListener("pagehide", keep);
    addEventListener("pageshow", show);
    return () => {
      removeEventListener("beforeunload", ask);
      removeEventListener("pagehide", keep);
      removeEventListener("pageshow", show);
    };
  }, [client, outgoing, pending, key, isOwner]);
}
