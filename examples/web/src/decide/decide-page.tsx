import { useBoard, useMyWork } from "@taskwire/react";
import { useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { useArrivals } from "../board/arrivals.ts";
import { RequestList } from "../board/request-list.tsx";
import { useAct } from "../connection/act.tsx";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { phone, useMedia } from "../page/media.ts";
import { Button } from "../parts/button.tsx";
import { EmptyState, ErrorState, LoadingRows, NoRightState } from "../parts/states.tsx";
import { NoRequest } from "../request/no-request.tsx";
import { RequestPage } from "../request/request-page.tsx";
import { useDecides, useMe } from "../shell/me.ts";
import { useNameOf } from "../shell/names.ts";
import { usePageName } from "../shell/title.ts";
import { boardId } from "../workplace/workplace.ts";
import { useDecisions } from "./decisions.ts";
import { usePending } from "./pending.tsx";

/** The requests that wait for my decision, the oldest first. After a decision, the next one opens. */
export function DecidePage({ taskId }: { readonly taskId: string | undefined }) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const [, go] = useLocation();
  const isPhone = useMedia(phone);
  const me = useMe();
  const decides = useDecides();
  const members = useBoard(boardId, (board) => board.members);
  const { status, error, entries, ids: open, tasks, hasMore, count } = useDecisions();
  const nameOf = useNameOf();
  const notes = new Map(
    entries.flatMap(({ task, for: others }) =>
      others.length > 0
        ? [
            [
              task.id,
              t("decide.for", { names: others.map((one) => nameOf(one.userId)).join(", ") }),
            ],
          ]
        : [],
    ),
  );
  const store = useMyWork((work) => work.store);
  const act = useAct();
  const { pending } = usePending();
  usePageName(t("decide.title"));
  useArrivals();

  // On a wide page, the first one is open from the start.
  const first = open[0];
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current || isPhone || first === undefined) return;
    isFirst.current = false;
    if (taskId === undefined) go(`/decide/${first}`, { replace: true });
  }, [taskId, first, isPhone, go]);

  function next() {
    const at = open.indexOf(taskId ?? "");
    const others = open.filter((id) => id !== taskId);
    const id = others[at] ?? others[at - 1] ?? others[0];
    go(id === undefined ? "/decide" : `/decide/${id}`);
  }

  // A person who decides nothing themselves may vote for somebody who is away.
  if (me && !decides(me.role) && entries.length === 0) {
    const deciders = members.filter(({ role, disabled }) => decides(role) && !disabled);
    const names = deciders
      .map(({ name }) => name)
      .sort((a, z) => a.localeCompare(z))
      .join(", ");
    return (
      <NoRightState
        isPage
        title={t("decide.noRight.title")}
        text={t("decide.noRight.text", { names: names === "" ? "…" : names })}
      >
        <Link href="/requests" className="button">
          {t("board.title")}
        </Link>
      </NoRightState>
    );
  }

  return (
    <div className={taskId === undefined ? "board" : "board board-open"}>
      <section className="board-side" aria-labelledby="decide-title">
        <header className="board-head">
          <h1 id="decide-title">{t("decide.title")}</h1>
          <p className="soft small">{open.length > 0 ? t("decide.count", { count }) : "\u00a0"}</p>
        </header>
        {status === "loading" ? (
          error ? (
            <ErrorState text={errorText(error)} />
          ) : (
            <LoadingRows />
          )
        ) : (
          <RequestList
            label={t("decide.title")}
            ids={open}
            scope={pending?.taskId ?? ""}
            current={taskId}
            hrefOf={(id) => `/decide/${id}`}
            showState={false}
            fallbacks={tasks}
            notes={notes}
            footer={
              hasMore && (
                <div className="older">
                  <Button
                    size="small"
                    onClick={() => void act(t("work.more"), () => store.loadMore("decide"))}
                  >
                    {t("work.more")}
                  </Button>
                </div>
              )
            }
            empty={<EmptyState title={t("decide.none.title")} text={t("decide.none.text")} />}
          />
        )}
      </section>
      {taskId !== undefined ? (
        <RequestPage key={taskId} taskId={taskId} back="/decide" onDecided={next} />
      ) : (
        !isPhone && <NoRequest />
      )}
    </div>
  );
}
