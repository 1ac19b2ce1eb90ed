import { boardStore } from "@taskwire/client/board";
import { client } from "./client.ts";
import { element, textForm } from "./element.ts";
import { words } from "./words.ts";

/** The requests of a board, live. */
export function requests(boardId: string): HTMLElement {
  const store = boardStore(client, boardId);
  const problem = element("p", { role: "alert" });
  const attempt = async (doing: Promise<unknown>) => {
    problem.textContent = "";
    await doing.catch(({ message }: Error) => {
      problem.textContent = message;
    });
  };
  const button = (label: string, run: () => Promise<unknown>) =>
    element("button", { type: "button", click: () => void attempt(run()) }, label);

  type Task = ReturnType<typeof store.getSnapshot>["tasks"][number];
  function card({ id: taskId, title, state, version, subtasks, available }: Task) {
    const on = { boardId, taskId };
    const reject = async () => {
      const reason = prompt(words.whyRejected);
      if (reason) await client.tasks.reject({ ...on, version, reason });
    };
    const steps = subtasks.map(({ id, title, state, available }) =>
      element(
        "li",
        { class: state },
        `${title} `,
        available["subtask.complete"]?.allowed === true &&
          button(words.done, () => client.subtasks.complete({ ...on, subtaskId: id })),
      ),
    );
    return element(
      "article",
      { "aria-label": title },
      element("header", {}, element("strong", {}, title), words[state]),
      element("ol", {}, ...steps),
      element(
        "footer",
        {},
        available["task.approve"]?.allowed === true &&
          button(words.approve, () => client.tasks.approve({ ...on, version })),
        available["task.reject"]?.allowed === true && button(words.reject, reject),
      ),
    );
  }

  const list = element("div", {});
  store.subscribe(() => {
    const { tasks } = store.getSnapshot();
    list.replaceChildren(...(tasks.length > 0 ? tasks.map(card) : [words.none]));
  });
  return element(
    "section",
    {},
    element("h2", {}, words.requests),
    textForm(
      words.request,
      words.ask,
      (title) => void attempt(client.tasks.create({ boardId, title })),
    ),
    problem,
    list,
  );
}
