import { useBoard, useBoardTask, useCan, useClient } from "@taskwire/react";
import { useState } from "react";
import { TextForm } from "./text-form.tsx";
import { words } from "./words.ts";

type Attempt = (doing: Promise<unknown>) => Promise<void>;

/** The requests of a board, live. */
export function Requests({ boardId }: { boardId: string }) {
  const client = useClient();
  const ids = useBoard(boardId, ({ tasks }) => tasks.map(({ id }) => id));
  const [problem, setProblem] = useState("");
  const attempt: Attempt = (doing) =>
    doing.then(
      () => setProblem(""),
      ({ message }: Error) => setProblem(message),
    );
  return (
    <section>
      <h2>{words.requests}</h2>
      <TextForm
        label={words.request}
        button={words.ask}
        send={(title) => attempt(client.tasks.create({ boardId, title }))}
      />
      <p role="alert">{problem}</p>
      {ids.length === 0 && words.none}
      {ids.map((taskId) => (
        <Request key={taskId} {...{ boardId, taskId, attempt }} />
      ))}
    </section>
  );
}

function Request({
  boardId,
  taskId,
  attempt,
}: {
  boardId: string;
  taskId: string;
  attempt: Attempt;
}) {
  const client = useClient();
  const task = useBoardTask(boardId, taskId);
  const [canApprove, canReject] = [useCan(task, "task.approve"), useCan(task, "task.reject")];
  if (!task) return null;
  const { title, state, version, subtasks } = task;
  const on = { boardId, taskId };
  const reject = () => {
    const reason = prompt(words.whyRejected);
    if (reason) void attempt(client.tasks.reject({ ...on, version, reason }));
  };
  return (
    <article aria-label={title}>
      <header>
        <strong>{title}</strong> {words[state]}
      </header>
      <ol>
        {subtasks.map(({ id, title, state, available }) => (
          <li key={id} className={state}>
            {title}{" "}
            {available["subtask.complete"]?.allowed === true && (
              <button
                type="button"
                onClick={() => attempt(client.subtasks.complete({ ...on, subtaskId: id }))}
              >
                {words.done}
              </button>
            )}
          </li>
        ))}
      </ol>
      <footer>
        {canApprove && (
          <button type="button" onClick={() => attempt(client.tasks.approve({ ...on, version }))}>
            {words.approve}
          </button>
        )}
        {canReject && (
          <button type="button" onClick={reject}>
            {words.reject}
          </button>
        )}
      </footer>
    </article>
  );
}
