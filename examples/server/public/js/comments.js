import { commentsStore } from "/client/comments/index.js";
import { createConversation } from "./conversation.js";
import { h, setText } from "./dom.js";
import { nameOf } from "./explain.js";
import { t } from "./i18n.js";

/**
 * Creates the comments of one request. They are loaded when the person opens them.
 *
 * @param {import("./card.js").CardContext} page
 */
export function createComments({ client, drafts, errors, taskContext }) {
  const place = `comments.${taskContext().task.id}`;
  const title = h("summary");
  const element = h("details", { class: "comments", ontoggle: toggle }, title);
  /** @type {{ store: import("@taskwire/client/comments").CommentsStore, conversation: ReturnType<typeof createConversation> } | undefined} */
  let open;

  function toggle() {
    if (element.open && !open) open = start();
    else if (!element.open && open) {
      open.store.close();
      open.conversation.element.remove();
      open = undefined;
    }
    draw();
  }

  function start() {
    const { boardId, id: taskId } = taskContext().task;
    const store = commentsStore(client, { boardId, taskId });
    const conversation = createConversation({
      place,
      drafts,
      store,
      errors,
      mentionable,
      placeholder: "comments.placeholder",
      emptyText: "comments.empty",
      label: "comments.title",
      nameOf: (userId) => nameOf(userId, taskContext().snapshot),
      members: () => taskContext().snapshot.members,
      toggleResolved(post) {
        const isResolved = "resolvedAt" in post && post.resolvedAt !== null;
        return isResolved ? store.reopen(post.id) : store.resolve(post.id);
      },
    });
    element.append(conversation.element);
    store.subscribe(draw);
    return { store, conversation };
  }

  /** Returns the people who can be mentioned: those who can see the request. */
  function mentionable() {
    const { snapshot, task } = taskContext();
    const { roles, mentions = {} } = client.welcome ?? {};
    const seesAll = (/** @type {string} */ role) => roles?.roles[role]?.["task.read"] === true;
    const entries = snapshot.members
      .filter(
        ({ userId, role, disabled }) =>
          !disabled && (seesAll(role) || task.involved.includes(userId)),
      )
      .map(({ userId, name, handle }) => ({ id: userId, handle, names: [name] }));
    return { entries, ...(mentions.aliases && { aliases: mentions.aliases }), groups: [] };
  }

  function draw() {
    const hasDraft = drafts.at(place).read() ?? drafts.at(`${place}.unsent`).read();
    setText(title, t(!open && hasDraft ? "comments.title.draft" : "comments.title"));
    if (open) open.conversation.draw(open.store.getSnapshot().comments);
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
