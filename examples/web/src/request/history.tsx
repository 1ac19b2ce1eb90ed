import { useBoardTask } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { eventText } from "./event-text.ts";
import { useHistory } from "./use-history.ts";

/** The events of a request, from the log, the newest first. */
export function History({ taskId }: { readonly taskId: string }) {
  const spoken = useLanguage();
  const { t, dates } = spoken;
  const nameOf = useNameOf();
  const title = useBoardTask(boardId, taskId)?.title ?? "";
  const { events, hasMore, loadMore } = useHistory(taskId);
  return (
    <section className="section" aria-labelledby="history">
      <h2 id="history">{t("request.history")}</h2>
      <ol className="timeline">
        {events.map((event) => (
          <li key={event.number} className={`timeline-item timeline-${event.type.split(".")[1]}`}>
            <p>{eventText(event, { spoken, title, nameOf })}</p>
            {typeof event.data.reason === "string" && event.data.reason !== "" && (
              <blockquote className="timeline-reason">{event.data.reason}</blockquote>
            )}
            <time className="soft small" dateTime={event.at} title={dates.full(event.at)}>
              {dates.short(event.at)}
            </time>
          </li>
        ))}
      </ol>
      {hasMore && (
        <Button size="small" onClick={() => void loadMore()}>
          {t("request.history.more")}
        </Button>
      )}
    </section>
  );
}
