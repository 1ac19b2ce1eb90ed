import { useTask } from "@taskwire/react";
import { ArrowLeft, MessageSquare, PanelRightClose } from "lucide-react";
import { useState } from "react";
import { Link, useSearchParams } from "wouter";
import { StateChip } from "../board/state-chip.tsx";
import { DecisionBar } from "../decide/decision-bar.tsx";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { useMedia, wide } from "../page/media.ts";
import { IconButton } from "../parts/button.tsx";
import { Segments } from "../parts/segments.tsx";
import { ErrorState, GoneState, LoadingRows } from "../parts/states.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";
import { usePageName } from "../shell/title.ts";
import { boardId, workplace } from "../workplace/workplace.ts";
import { Comments } from "./comments.tsx";
import { Facts } from "./facts.tsx";
import { History } from "./history.tsx";
import { RequestMenu } from "./request-menu.tsx";
import { StepList } from "./step-list.tsx";

interface RequestPageProps {
  readonly taskId: string;
  /** The address of the list that it belongs to. */
  readonly back: string;
  /** Called after a decision, with which the person goes on to the next request. */
  onDecided?(): void;
}

const foldKey = "taskwire.comments.folded";

/** One request: its facts, steps and history, the decision, and its comments beside it or in a tab. */
export function RequestPage({ taskId, back, onDecided }: RequestPageProps) {
  const { t } = useLanguage();
  const errorText = useErrorText();
  const { status, task, error } = useTask({ boardId, taskId });
  const nameOf = useNameOf();
  const isWide = useMedia(wide);
  const [params, setParams] = useSearchParams();
  const [isFolded, setIsFolded] = useState(
    () => localStorage.getItem(foldKey) === "yes" && !params.has("comment"),
  );
  usePageName(task?.title ?? t("board.title"));

  function fold(next: boolean) {
    setIsFolded(next);
    localStorage.setItem(foldKey, next ? "yes" : "no");
  }

  const backLink = (
    <Link href={back} className="icon-button detail-back" aria-label={t("request.back")}>
      <ArrowLeft aria-hidden="true" />
    </Link>
  );
  if (status === "gone")
    return (
      <article className="detail" tabIndex={-1}>
        {backLink}
        <GoneState title={t("request.gone")} text={t("request.gone.why")}>
          <Link href={back} className="button">
            {t("request.back")}
          </Link>
        </GoneState>
      </article>
    );
  if (!task)
    return (
      <article className="detail" tabIndex={-1}>
        {backLink}
        {error ? <ErrorState text={errorText(error)} /> : <LoadingRows rows={5} />}
      </article>
    );

  // A request without an approval needs one decision.
  const Approval = task.approval ? workplace().approval : undefined;
  const Bar = Approval?.Bar ?? DecisionBar;
  // In an approval with several votes, the work begins when it has ended.
  const hasSteps = !Approval || task.total > 0 || task.kind === "working";
  const tab = params.get("tab") === "comments" ? "comments" : "request";
  const hasTalk = isWide && !isFolded;
  const showsRequest = isWide || tab === "request";
  return (
    <div className={hasTalk ? "detail-frame detail-with-talk" : "detail-frame"}>
      <article className="detail" aria-labelledby="request-title" tabIndex={-1}>
        <header className="detail-head">
          {backLink}
          <div className="detail-titles">
            <h1 id="request-title">
              <Written>{task.title}</Written>
            </h1>
            <p className="detail-meta soft small">
              <StateChip state={task.state} kind={task.kind} />
              <span>{nameOf(task.requesterId)}</span>
            </p>
          </div>
          {isWide && isFolded && (
            <IconButton label={t("request.comments.show")} onClick={() => fold(false)}>
              <MessageSquare />
            </IconButton>
          )}
          <RequestMenu task={task} />
        </header>
        {!isWide && (
          <Segments
            label={t("board.view")}
            value={tab}
            options={[
              { value: "request", name: t("request.tab.request") },
              { value: "comments", name: t("request.comments") },
            ]}
            onChange={(next) => setParams({ tab: next }, { replace: true })}
          />
        )}
        {showsRequest ? (
          <>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: people without a mouse scroll it with the arrow keys. */}
            <section className="detail-body" aria-labelledby="request-title" tabIndex={0}>
              <Facts task={task} />
              {Approval && <Approval.Steps task={task} />}
              {hasSteps && <StepList task={task} />}
              <History taskId={taskId} />
            </section>
            <Bar task={task} onDecided={onDecided} />
          </>
        ) : (
          <Comments taskId={taskId} />
        )}
      </article>
      {hasTalk && (
        <aside className="talk" aria-labelledby="talk-title">
          <header className="talk-head">
            <h2 id="talk-title">{t("request.comments")}</h2>
            <IconButton label={t("request.comments.hide")} onClick={() => fold(true)}>
              <PanelRightClose />
            </IconButton>
          </header>
          <Comments taskId={taskId} />
        </aside>
      )}
    </div>
  );
}
