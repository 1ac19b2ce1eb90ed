import { useClient, useStatus } from "@taskwire/react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { Link } from "wouter";
import { StateChip } from "../board/state-chip.tsx";
import { useAct } from "../connection/act.tsx";
import type { DealerClient } from "../connection/client.ts";
import { useErrorText } from "../language/error-text.ts";
import { useLanguage } from "../language/provider.tsx";
import { ErrorState, LoadingRows } from "../parts/states.tsx";
import { Written } from "../parts/written.tsx";
import { usePageName } from "../shell/title.ts";

type Work = Awaited<ReturnType<DealerClient["work"]["open"]>>;
type StepEntry = Work["steps"][number];

/** Changes that come within this time are read together, in ms. */
const pauseMs = 300;

/** Returns my work on all boards. It is read again after each event that concerns me. */
function useWork() {
  const client = useClient();
  const isLive = useStatus() === "live";
  const [work, setWork] = useState<Work>();
  const [error, setError] = useState<unknown>();

  const load = useCallback(
    () =>
      client.work.open({}).then(
        (next) => {
          setWork(next);
          setError(undefined);
        },
        (reason: unknown) => setError(reason),
      ),
    [client],
  );

  useEffect(() => {
    if (!isLive) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    void load();
    const stop = client.onFrame("events", () => {
      clearTimeout(timer);
      timer = setTimeout(() => void load(), pauseMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, isLive, load]);
  return { work, error, load };
}

/** My open steps by due date, what I asked for, and mentions that I have not answered. */
export function WorkPage() {
  const { t, dates } = useLanguage();
  const errorText = useErrorText();
  const { work, error, load } = useWork();
  usePageName(t("work.title"));

  if (!work)
    return (
      <div className="page">
        <h1>{t("work.title")}</h1>
        {error ? <ErrorState text={errorText(error)} retry={() => void load()} /> : <LoadingRows />}
      </div>
    );
  return (
    <div className="page">
      <h1>{t("work.title")}</h1>
      <Section title={t("work.steps")} empty={work.steps.length === 0 && t("work.steps.none")}>
        {groups.map((group) => {
          const steps = work.steps.filter((entry) => groupOf(entry) === group);
          if (steps.length === 0) return null;
          return (
            <section key={group} aria-labelledby={`work-${group}`}>
              <h3 id={`work-${group}`} className={`work-group work-group-${group}`}>
                {t(`work.${group}`)}
              </h3>
              <ul className="work-steps">
                {steps.map((entry) => (
                  <WorkStep key={entry.subtask.id} entry={entry} />
                ))}
              </ul>
            </section>
          );
        })}
      </Section>
      <Section title={t("work.asked")} empty={work.asked.length === 0 && t("work.asked.none")}>
        <ul className="cards">
          {work.asked.map(({ task }) => (
            <li key={task.id}>
              <Link href={`/requests/${task.id}`} className="card">
                <Written className="card-title">{task.title}</Written>
                <span className="card-facts small">
                  <StateChip state={task.state} kind={task.kind} />
                  {task.total > 0 && (
                    <span className="soft">
                      {t("board.row.steps", { done: task.done, total: task.total })}
                    </span>
                  )}
                  <time className="soft" dateTime={task.createdAt}>
                    {dates.short(task.createdAt)}
                  </time>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Section>
      <Section
        title={t("work.mentions")}
        empty={work.mentions.length === 0 && t("work.mentions.none")}
      >
        <ul className="cards">
          {work.mentions.map(
            ({ id, actorName, excerpt, taskTitle, taskId, roomId, messageId, createdAt }) => (
              <li key={id}>
                <Link
                  href={
                    taskId === null
                      ? `/rooms/${roomId}/${messageId ?? ""}`
                      : `/requests/${taskId}?tab=comments`
                  }
                  className="card"
                >
                  <span>{t("work.mention", { name: actorName ?? t("somebody") })}</span>
                  <Written className="soft clamp-2">{excerpt ?? taskTitle ?? ""}</Written>
                  <time className="soft small" dateTime={createdAt}>
                    {dates.short(createdAt)}
                  </time>
                </Link>
              </li>
            ),
          )}
        </ul>
      </Section>
    </div>
  );
}

interface SectionProps {
  readonly title: string;
  /** The words if there is nothing; false otherwise. */
  readonly empty: string | false;
  readonly children: ReactNode;
}

const Section = ({ title, empty, children }: SectionProps) => (
  <section className="section" aria-label={title}>
    <h2>{title}</h2>
    {empty === false ? children : <p className="soft">{empty}</p>}
  </section>
);

const groups = ["overdue", "today", "week", "later", "undated"] as const;
const dayMs = 24 * 60 * 60_000;

function groupOf({ subtask: { dueAt } }: StepEntry): (typeof groups)[number] {
  if (dueAt === null) return "undated";
  const due = new Date(dueAt);
  const now = new Date();
  if (due < now) return "overdue";
  if (due.toDateString() === now.toDateString()) return "today";
  return due.getTime() - now.getTime() < 7 * dayMs ? "week" : "later";
}

/** One of my steps. It can be done from here. */
function WorkStep({ entry: { subtask, task } }: { readonly entry: StepEntry }) {
  const { t, own, dates } = useLanguage();
  const client = useClient();
  const act = useAct();
  const [isDone, setIsDone] = useState(false);

  async function finish() {
    if (isDone) return;
    setIsDone(true);
    const ids = { boardId: task.boardId, taskId: task.id, subtaskId: subtask.id };
    const what = t("work.stepDone", { title: own(subtask.title) });
    if (!(await act(what, (signal) => client.subtasks.complete(ids, { signal })))) setIsDone(false);
  }

  return (
    <li className="work-step">
      <label className="step-label">
        <input type="checkbox" checked={isDone} onChange={() => void finish()} />
        <span className="step-title">
          <Written>{subtask.title}</Written>
        </span>
      </label>
      <p className="step-meta soft small">
        <Link href={`/requests/${task.id}`}>
          <Written>{task.title}</Written>
        </Link>
        {subtask.dueAt !== null && <span>{dates.day(subtask.dueAt)}</span>}
      </p>
    </li>
  );
}
