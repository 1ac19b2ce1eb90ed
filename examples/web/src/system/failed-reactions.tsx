import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { useToast } from "../parts/toasts.tsx";
import type { FailedReaction } from "./use-overview.ts";

interface FailedReactionsProps {
  readonly failed: readonly FailedReaction[];
  readonly hasMore: boolean;
  retry(id: string): Promise<void>;
}

/** The reactions that the server has given up. Each can be tried again. */
export function FailedReactions({ failed, hasMore, retry }: FailedReactionsProps) {
  const { t, dates } = useLanguage();
  const errorText = useErrorText();
  const toast = useToast();

  async function again(id: string) {
    try {
      await retry(id);
      toast({ text: t("system.failed.retried") });
    } catch (error) {
      toast({ text: errorText(error), tone: "error" });
    }
  }

  return (
    <section className="section" aria-labelledby="system-failed">
      <h2 id="system-failed">{t("system.failed")}</h2>
      {failed.length === 0 && <p className="soft">{t("system.failed.none")}</p>}
      <ul>
        {failed.map(({ id, reaction, error, attempts, event }) => (
          <li key={id} className="team-row">
            <span className="team-name">
              <span>
                <code>{reaction}</code> · <code>{event.type}</code>
              </span>
              <span className="soft small">
                {dates.full(event.at)} · {t("system.failed.times", { count: attempts })}
                {error !== null && ` · ${error}`}
              </span>
            </span>
            <Button size="small" onClick={() => void again(id)}>
              {t("again")}
            </Button>
          </li>
        ))}
      </ul>
      {hasMore && <p className="soft small">{t("system.failed.more")}</p>}
    </section>
  );
}
