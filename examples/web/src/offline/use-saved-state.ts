import { useEffect, useState } from "react";
import { type DealerClient, renewClient } from "../connection/client.ts";
import { useSession } from "../session/provider.tsx";
import { readSaved, writeSaved } from "./saved-state.ts";

/** If there is no connection after this time, though the browser is online, the saved state is shown, in ms. */
const patienceMs = 6_000;
/** The state is saved so long after the start, or later if there is no connection yet, and again after each interval, in ms. */
const firstSaveMs = 4_000;
const saveEveryMs = 5 * 60_000;

interface Shown {
  /** Its stores begin with the saved state. */
  readonly client: DealerClient;
  /** The client without the saved state. */
  readonly base: DealerClient;
  /** When the state that is shown was saved, ISO 8601. */
  readonly at: string;
}

/** Saves what the person sees, and shows it if the app starts without a connection. */
export function useSavedState(client: DealerClient, personId: string): Shown | undefined {
  const session = useSession();
  const [shown, setShown] = useState<Shown>();

  useEffect(() => {
    let hasEnded = false;
    const show = async () => {
      const [saved, { offlineClient }] = await Promise.all([
        readSaved(personId),
        import("./offline-client.ts"),
      ]);
      if (!saved || client.welcome || hasEnded) return;
      // The stores of the client before would follow the same logs.
      const base = renewClient(session, personId);
      setShown({ client: offlineClient(base, saved), base, at: saved.at });
    };
    const timer = setTimeout(
      () => void (client.welcome ? undefined : show().catch(() => {})),
      navigator.onLine ? patienceMs : 0,
    );
    return () => {
      hasEnded = true;
      clearTimeout(timer);
    };
  }, [client, personId, session]);

  const connecting = shown?.base ?? client;
  useEffect(() => {
    const isSignedIn = () => session.person?.id === personId;
    const mayRead = () => connecting.status === "live" && document.visibilityState !== "hidden";
    const save = async () => {
      const { takeState } = await import("./take-state.ts");
      const at = new Date().toISOString();
      const state = await takeState(connecting);
      if (state) await writeSaved({ ...state, personId, at }, isSignedIn);
    };
    let timer: ReturnType<typeof setTimeout>;
    const attempt = () => {
      const isTime = mayRead();
      timer = setTimeout(attempt, isTime ? saveEveryMs : firstSaveMs);
      // A failure means that the connection is gone. The state that was saved before is kept.
      if (isTime) save().catch(() => {});
    };
    timer = setTimeout(attempt, firstSaveMs);
    return () => clearTimeout(timer);
  }, [connecting, personId, session]);

  return shown;
}
