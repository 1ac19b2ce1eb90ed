import { useBoardTask, useClient, type WorkShown } from "@taskwire/react";
import { useState } from "react";
import { Link } from "wouter";
import { useAct } from "../connection/act.tsx";
import { WhyNot } from "../decide/why-not.tsx";
import { useLanguage } from "../language/provider.tsx";
import { useToast } from "../parts/toasts.tsx";
import { Written } from "../parts/written.tsx";
import { boardId } from "../workplace/workplace.ts";

/** One of my steps. It can be done from here, unless another one has to be done first. */
export function WorkStep({
  entry: { subtask, task },
}: {
  readonly entry: WorkShown["steps"][number];
}) {
  const { t, own, dates } = useLanguage();
  const client = useClient();
  const act = useAct();
  const toast = useToast();
  const [isDone, setIsDone] = useState(false);
  const shown = useBoardTask(boardId, task.id);
  const step = shown?.subtasks.find(({ id }) => id === subtask.id);
  // The server decides about a step that the board has not loaded.
  const verdict = step?.available["subtask.complete"];
  const isRefused = verdict?.allowed === false;
  const whyId = `why-${subtask.id}`;

  async function finish() {
    if (isDone || isRefused) return;
    setIsDone(true);
    const ids = { boardId: task.boardId, taskId: task.id, subtaskId: subtask.id };
    const what = t("work.stepDone", { title: own(subtask.title) });
    if (!(await act(what, (signal) => client.subtasks.complete(ids, { signal }))))
      return setIsDone(false);
    // The step is gone from the page. A wrong press must not be.
    const run = () =>
      void act(`${t("undo")}: ${own(subtask.title)}`, (signal) =>
        client.subtasks.reopen(ids, { signal }),
      );
    toast({ text: what, action: { label: t("undo"), run } });
  }

  return (
    <li className="step">
      <label className="step-label">
        <input
          type="checkbox"
          checked={isDone}
          aria-disabled={isRefused || undefined}
          aria-describedby={isRefused ? whyId : undefined}
          onChange={() => void finish()}
        />
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
      {isRefused && shown && step && (
        <WhyNot id={whyId} verdict={verdict} task={shown} subtask={step} />
      )}
    </li>
  );
}
