import { type TaskShown, useBoardTask, useCommentCount } from "@taskwire/react";
import { CalendarClock, ListChecks, MessageSquare } from "lucide-react";
import { memo } from "react";
import { Link } from "wouter";
import { useLanguage } from "../language/provider.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";
import { nextDue } from "./due.ts";
import { useOpenParts } from "./open-parts.ts";
import { StateChip } from "./state-chip.tsx";

/** A request, as far as a row shows it. */
export type RowTask = Omit<TaskShown, "subtasks" | "progress" | "available">;

interface RequestRowProps {
  readonly id: string;
  readonly href: string;
  readonly isCurrent: boolean;
  /** Whether it is the stop of the Tab key in its list. */
  readonly isStop: boolean;
  readonly showState: boolean;
  /** Shown if the board has not loaded the request. */
  readonly fallback: RowTask | undefined;
  /** Stands after the name of the requester. */
  readonly note?: string | undefined;
}

/** One request in a list: title, person and time, state, steps, comments, due date. */
export const RequestRow = memo(function RequestRow({
  id,
  href,
  isCurrent,
  isStop,
  showState,
  fallback,
  note,
}: RequestRowProps) {
  const { t, dates } = useLanguage();
  const openParts = useOpenParts();
  const loaded = useBoardTask(boardId, id);
  const task: RowTask | undefined = loaded ?? fallback;
  const nameOf = useNameOf();
  const { comments, unread } = useCommentCount({ boardId, taskId: id });
  if (!task)
    return (
      <p className="row row-gone soft" data-id={id}>
        {t("board.row.gone")}
      </p>
    );
  const { title, state, kind, requesterId, createdAt, done, total } = task;
  const due = loaded && nextDue(loaded);
  const isOverdue = due !== undefined && Date.parse(due) < Date.now();

  return (
    <Link
      href={href}
      className="row"
      aria-current={isCurrent ? "page" : undefined}
      tabIndex={isStop ? 0 : -1}
      data-id={id}
    >
      <span className="row-line">
        <Written className="row-title clamp-1">{title}</Written>
        <time className="row-time soft small" dateTime={createdAt} title={dates.full(createdAt)}>
          {dates.short(createdAt)}
        </time>
      </span>
      <span className="row-line small">
        {showState && <StateChip state={state} kind={kind} />}
        <span className="row-name soft clamp-1">
          {[nameOf(requesterId), ...openParts(task), ...(note ? [note] : [])].join(" · ")}
        </span>
        <span className="row-facts soft">
          {due !== undefined && (
            <span className={isOverdue ? "row-fact row-overdue" : "row-fact"}>
              <CalendarClock aria-hidden="true" />
              <span className="visually-hidden">
                {isOverdue
                  ? t("board.row.overdue", { date: dates.day(due) })
                  : t("board.row.due", { date: dates.day(due) })}
              </span>
              <span aria-hidden="true">{dates.short(due)}</span>
            </span>
          )}
          {total > 0 && (
            <span className="row-fact">
              <ListChecks aria-hidden="true" />
              <span className="visually-hidden">{t("board.row.steps", { done, total })}</span>
              <span aria-hidden="true">
                {done}/{total}
              </span>
            </span>
          )}
          {comments > 0 && (
            <span className={unread > 0 ? "row-fact row-unread" : "row-fact"}>
              <MessageSquare aria-hidden="true" />
              <span className="visually-hidden">
                {t("board.row.comments", { count: comments, unread })}
              </span>
              <span aria-hidden="true">{comments}</span>
            </span>
          )}
        </span>
      </span>
    </Link>
  );
});
