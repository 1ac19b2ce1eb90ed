import { useClient, useStatus } from "@taskwire/react";
import { WifiOff } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { useLanguage } from "../language/provider.tsx";
import { useNow } from "../page/now.ts";
import { Button } from "../parts/button.tsx";
import { useToast } from "../parts/toasts.tsx";
import { useOutgoing } from "./act.tsx";

/** A loss of the connection that ends sooner is not mentioned, in ms. */
const unnoticedMs = 1_500;
/** On a slow network or device, the first connection takes longer. That is no loss, in ms. */
const slowStartMs = 5_000;

/** Says in words that there is no connection, since when, and what waits. */
export function ConnectionBanner({ savedAt }: { readonly savedAt: string | undefined }) {
  const { t, dates } = useLanguage();
  const client = useClient();
  const status = useStatus();
  const toast = useToast();
  const outgoing = useOutgoing();
  const waiting = useSyncExternalStore(outgoing.subscribe, outgoing.list);
  const isLive = status === "live" || status === "catching up";
  const [lostAt, setLostAt] = useState<number>();
  const now = useNow(1_000, lostAt !== undefined);
  const wasShown = useRef(false);
  const [hasConnected, setHasConnected] = useState(false);

  useEffect(() => {
    if (!isLive) return setLostAt((at) => at ?? Date.now());
    setLostAt(undefined);
    setHasConnected(true);
    if (wasShown.current) toast({ id: "connection", text: t("connection.back"), ms: 3_000 });
    wasShown.current = false;
  }, [isLive, toast, t]);

  const ms = lostAt === undefined ? 0 : now - lostAt;
  const patienceMs = hasConnected || !navigator.onLine ? unnoticedMs : slowStartMs;
  const isShown = ms > patienceMs && status !== "signed out";
  useEffect(() => {
    if (isShown) wasShown.current = true;
  }, [isShown]);

  const seconds = Math.round(ms / 1_000);
  const text =
    seconds < 90
      ? t("connection.offline", { seconds })
      : t("connection.offline.minutes", { minutes: Math.round(seconds / 60) });
  // Before the first connection, all that is shown was saved.
  const isSaved = savedAt !== undefined && !hasConnected;
  return (
    <>
      <p className="visually-hidden" role="status">
        {isShown ? t("connection.offline", { seconds: 2 }) : ""}
      </p>
      {isShown && (
        <section className="connection" aria-label={t("connection.retry")}>
          <WifiOff className="connection-icon" aria-hidden="true" />
          <p className="connection-text">
            {text} {isSaved && t("connection.saved", { at: dates.full(savedAt) })}{" "}
            {waiting.length === 1 && t("connection.waiting.one")}
            {waiting.length > 1 && t("connection.waiting", { count: waiting.length })}
          </p>
          {waiting.map(({ id, what, takeBack }) => (
            <Button key={id} size="small" onClick={takeBack}>
              {t("connection.takeBack")}: {what}
            </Button>
          ))}
          <Button size="small" onClick={() => client.reconnect()}>
            {t("connection.retry")}
          </Button>
        </section>
      )}
    </>
  );
}
