import { commentsStore } from "/client/comments/index.js";
import { h, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { t } from "./i18n.js";
import { createThread } from "./thread.js";

/**
 * The comments on one request. They are asked for when somebody opens them.
 *
 * @param {{ client: import("./live.js").Live["client"], notice: import("./notice.js").Notice, scene: () => import("./explain.js").Scene }} page
 */
export function createComments({ client, notice, scene }) {
  const title = h("summary");
  const element = h("details", { class: "comments", ontoggle: toggle }, title);
  /** @type {{ store: import("@taskwire/client/comments").CommentsStore, thread: ReturnType<typeof createThread> } | undefined} */
  let open;

  function toggle() {
    if (element.open && !open) open = start();
    else if (!element.open && open) {
      open.store.close();
      open.thread.element.remove();
      open = undefined;
    }
    draw();
  }

  function start() {
    const { boardId, id: taskId } = scene().task;
    const store = commentsStore(client, { boardId, taskId });
    const thread = createThread({
      store,
      notice,
      people,
      placeholder: "comments.placeholder",
      emptyWord: "comments.empty",
      nameOf: (userId) => nameOf(userId, scene().snapshot),
      settle(post) {
        const isSettled = "resolvedAt" in post && post.resolvedAt !== null;
        (isSettled ? store.reopen(post.id) : store.resolve(post.id)).catch(notice.showError);
      },
    });
    element.append(thread.element);
    store.subscribe(draw);
    return { store, thread };
  }

  /** Who sees the request: only they can be mentioned. */
  function people() {
    const { snapshot, task } = scene();
    const { roles, mentions = {} } = client.welcome ?? {};
    const seesAll = (/** @type {string} */ role) => roles?.roles[role]?.["task.read"] === true;
    const entries = snapshot.members
      .filter(({ userId, role }) => seesAll(role) || task.involved.includes(userId))
      .map(({ userId, name, handle }) =>
        handle === null ? { id: userId, handle: name } : { id: userId, handle, names: [name] },
      );
    return { entries, ...(mentions.aliases && { aliases: mentions.aliases }), groups: [] };
  }

  function draw() {
    setText(title, t("comments.title"));
    if (open) open.thread.draw(open.store.getSnapshot().comments);
  }

  return {
    element,
    draw,
    open() {
      element.open = true;
      element.scrollIntoView({ block: "nearest" });
    },
    close() {
      open?.store.close();
      open = undefined;
    },
  };
}
