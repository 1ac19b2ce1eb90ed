import { createClient } from "@taskwire/client";
import {
  TaskwireProvider,
  useBoard,
  useBoardTask,
  useCan,
  useClient,
  useCommentCount,
  useInbox,
  useMyWork,
  usePresence,
  useRoom,
  useStatus,
  useTaskCounts,
} from "@taskwire/react";
import { useComposer } from "@taskwire/react/composer";
import { createElement as h, StrictMode, version } from "react";
import { createRoot } from "react-dom/client";

// The page of test/react-versions.test.ts: most hooks, in StrictMode. The address says who looks at which board.
const {
  boardId = "",
  roomId = "",
  me = "",
} = Object.fromEntries(new URLSearchParams(location.search));
const client = createClient({
  url: `${location.origin.replace("http", "ws")}/taskwire`,
  token: () => me,
});
/** The ids of the cards that were drawn. */
const drawn: string[] = [];
Object.assign(globalThis, { drawn });

function Card({ id }: { readonly id: string }) {
  const { call } = useClient();
  const task = useBoardTask(boardId, id);
  const canApprove = useCan(task, "task.approve");
  const { comments } = useCommentCount({ boardId, taskId: id });
  drawn.push(id);
  const approve = () => call("tasks.approve", { boardId, taskId: id, version: task?.version ?? 0 });
  const text = `${task?.title}: ${task?.state}, ${comments} comments`;
  return h(
    "li",
    null,
    text,
    h("button", { type: "button", disabled: !canApprove, onClick: approve }, "Approve"),
  );
}

function Cards() {
  const ids = useBoard(boardId, ({ tasks }) => tasks.map(({ id }) => id));
  return h(
    "ul",
    { "aria-label": "Tasks" },
    ids.map((id) => h(Card, { key: id, id })),
  );
}

function Numbers() {
  const status = useStatus();
  const waiting = useMyWork(({ decide }) => decide.length);
  const unread = useInbox((inbox) => inbox.unread);
  const { count } = usePresence(`board:${boardId}`);
  const { counts } = useTaskCounts(boardId);
  const states = counts.map((one) => `${one.state} ${one.count}`).join();
  const text = `React ${version}, ${status}, ${waiting} waiting, ${unread} unread, ${count} here, ${states}`;
  return h("p", { id: "numbers" }, text);
}

function Chat() {
  const { messages } = useRoom({ boardId, roomId });
  const composer = useComposer({ boardId, roomId });
  return h(
    "form",
    composer.formProps,
    h(
      "ol",
      { "aria-label": "Messages" },
      messages.map(({ id, text, mentions }) =>
        h("li", { key: id }, `${text} [${mentions.map((one) => one.id).join()}]`),
      ),
    ),
    h("textarea", { ...composer.fieldProps, "aria-label": "Message" }),
    h(
      "ul",
      { ...composer.listProps, "aria-label": "People" },
      composer.suggestions.map((one, i) =>
        h("li", { key: one.id, ...composer.optionProps(i) }, one.names[0]),
      ),
    ),
    h("p", composer.statusProps),
  );
}

const root = createRoot(document.body.appendChild(document.createElement("div")));
const page = h("main", null, h(Numbers), h(Cards), h(Chat));
root.render(h(StrictMode, null, h(TaskwireProvider, { client }, page)));
