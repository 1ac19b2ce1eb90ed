import { type TaskShown, useClient } from "@taskwire/react";
import { CalendarClock, Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useAct } from "../connection/act.tsx";
import { WhyNot } from "../decide/why-not.tsx";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Field } from "../parts/field.tsx";
import { Written } from "../parts/written.tsx";
import { useNameOf } from "../shell/names.ts";

type SubtaskShown = TaskShown["subtasks"][number];

/** The steps of a request, as checkboxes. */
export function StepList({ task }: { readonly task: TaskShown }) {
  const { t } = useLanguage();
  const { subtasks, progress, kind } = task;
  return (
    <section className="section" aria-labelledby="steps">
      <header className="section-head">
        <h2 id="steps">{t("request.steps")}</h2>
        {progress.total > 0 && (
          <p className="soft small" role="status">
            {t("board.row.steps", progress)}
          </p>
        )}
      </header>
      {progress.total > 0 && (
        <progress
          className="progress"
          value={progress.done}
          max={progress.total}
          aria-labelledby="steps"
        />
      )}
      {subtasks.length === 0 && (
        <p className="soft">
          {kind === "waiting" ? t("request.steps.none") : t("request.steps.nothing")}
        </p>
      )}
      <ol className="steps">
        {subtasks.map((subtask) => (
          <Step key={subtask.id} task={task} subtask={subtask} />
        ))}
      </ol>
      {task.available["subtask.create"]?.allowed === true && <AddStep task={task} />}
    </section>
  );
}

function Step({ task, subtask }: { readonly task: TaskShown; readonly subtask: SubtaskShown }) {
  const { t, own, dates } = useLanguage();
  const client = useClient();
  const act = useAct();
  const nameOf = useNameOf();
  // The choice is shown before the answer is there.
  const [wanted, setWanted] = useState<boolean>();
  const { id, title, state, assigneeId, dueAt, completedBy, completedAt } = subtask;
  const isDone = wanted ?? state === "done";
  const name = state === "done" ? "subtask.reopen" : "subtask.complete";
  const verdict = subtask.available[name];
  const canToggle = verdict.allowed === true;
  const whyId = `why-${id}`;

  async function toggle() {
    if (!canToggle || wanted !== undefined) return;
    const ids = { boardId: task.boardId, taskId: task.id, subtaskId: id };
    const next = state !== "done";
    setWanted(next);
    await act(`${t(`action.${name}`)}: ${own(title)}`, (signal) =>
      next ? client.subtasks.complete(ids, { signal }) : client.subtasks.reopen(ids, { signal }),
    );
    setWanted(undefined);
  }

  const isOverdue = state === "open" && dueAt !== null && Date.parse(dueAt) < Date.now();
  return (
    <li className={`step step-${state}`} data-step={id}>
      <label className="step-label">
        <input
          type="checkbox"
          checked={isDone}
          aria-disabled={!canToggle || undefined}
          aria-describedby={canToggle ? undefined : whyId}
          disabled={state === "cancelled"}
          onChange={() => void toggle()}
        />
        <span className="step-title">
          <Written>{title}</Written>
        </span>
      </label>
      <p className="step-meta soft small">
        {(completedBy === null || completedBy !== assigneeId) && (
          <span>{assigneeId === null ? t("request.step.nobody") : nameOf(assigneeId)}</span>
        )}
        {state === "cancelled" && <span>{t("subtask.cancelled")}</span>}
        {state === "open" && dueAt !== null && (
          <span className={isOverdue ? "step-due row-overdue" : "step-due"}>
            <CalendarClock aria-hidden="true" />
            {isOverdue
              ? t("request.step.overdue", { date: dates.day(dueAt) })
              : t("request.step.due", { date: dates.day(dueAt) })}
          </span>
        )}
        {completedBy !== null && completedAt !== null && (
          <span>
            {t("request.step.doneBy", {
              name: nameOf(completedBy),
              time: dates.short(completedAt),
            })}
          </span>
        )}
      </p>
      {verdict.allowed === false && state === "open" && (
        <WhyNot id={whyId} verdict={verdict} task={task} subtask={subtask} />
      )}
    </li>
  );
}

function AddStep({ task }: { readonly task: TaskShown }) {
  const { t } = useLanguage();
  const client = useClient();
  const act = useAct();
  const [isOpen, setIsOpen] = useState(false);
  const [title, setTitle] = useState("");

  async function submit(event: FormEvent) {
    event.preventDefault();
    const text = title.trim();
    if (text === "") return;
    const ids = { boardId: task.boardId, taskId: task.id };
    const input = { ...ids, title: text, assigneeId: task.requesterId };
    const isDone = await act(t("request.step.add"), (signal) =>
      client.subtasks.create(input, { signal }),
    );
    if (!isDone) return;
    setTitle("");
    setIsOpen(false);
  }

  if (!isOpen)
    return (
      <Button
        tone="quiet"
        size="small"
        icon={<Plus aria-hidden="true" />}
        onClick={() => setIsOpen(true)}
      >
        {t("request.step.add")}
      </Button>
    );
  return (
    <form className="step-new" onSubmit={(event) => void submit(event)}>
      <Field
        label={t("request.step.title")}
        value={title}
        maxLength={200}
        autoFocus
        onChange={({ target }) => setTitle(target.value)}
      />
      <Button submits tone="primary">
        {t("request.step.add")}
      </Button>
      <Button onClick={() => setIsOpen(false)}>{t("cancel")}</Button>
    </form>
  );
}
