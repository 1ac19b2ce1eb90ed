import { renderParts } from "/client/mentions/index.js";
import { h, setAttribute, setText } from "./dom.js";
import { t, tOr, when } from "./i18n.js";
import { errorText } from "./notice.js";

/** @typedef {import("@taskwire/client/room").MessageView | import("@taskwire/client/comments").CommentView} PostView */

/**
 * @typedef {object} PostContext
 * @property {(userId: string) => string | undefined} nameOf the name that somebody has now
 * @property {() => string | undefined} me
 * @property {(id: string) => PostView | undefined} find what a post answers
 * @property {(post: PostView) => void} reply
 * @property {(post: PostView) => void} edit
 * @property {(post: PostView) => void} remove
 * @property {(post: PostView, confirm?: number) => void} retry
 * @property {(post: PostView) => void} discard
 * @property {((post: PostView) => void) | undefined} [settle]
 */

/**
 * One message or comment. What somebody typed only ever goes into text nodes.
 *
 * @param {PostContext} context
 */
export function createPost(context) {
  /** @type {PostView | undefined} */
  let post;
  const on = (/** @type {(post: PostView) => void} */ act) => () => post && act(post);
  const author = h("span", { class: "post-author" });
  const time = h("time");
  const mark = h("span", { class: "post-mark" });
  const answered = h("p", { class: "post-answered" });
  const words = h("div", { class: "post-words" });
  const problem = h("p", { class: "problem" });
  const buttons = {
    reply: h("button", { type: "button", class: "quiet small", onclick: on(context.reply) }),
    edit: h("button", { type: "button", class: "quiet small", onclick: on(context.edit) }),
    remove: h("button", { type: "button", class: "quiet small", onclick: on(context.remove) }),
    settle: h("button", {
      type: "button",
      class: "quiet small",
      onclick: on((it) => context.settle?.(it)),
    }),
    retry: h("button", {
      type: "button",
      class: "small",
      onclick: on((it) => context.retry(it, countOf(it))),
    }),
    discard: h("button", { type: "button", class: "quiet small", onclick: on(context.discard) }),
  };
  const element = h(
    "li",
    { class: "post" },
    h("p", { class: "post-head" }, author, time, mark),
    answered,
    words,
    problem,
    h("div", { class: "post-buttons" }, ...Object.values(buttons)),
  );

  /** @param {PostView} next */
  function update(next) {
    post = next;
    const { state, isMine, deletedAt, editedAt, available } = next;
    setAttribute(element, "data-state", state);
    setAttribute(element, "data-post", next.id);
    setAttribute(element, "data-mine", isMine);
    setAttribute(element, "data-deleted", deletedAt !== null);
    setText(author, next.author ?? t("member.unknown"));
    setText(time, state === "sending" ? t("post.sending") : when(next.createdAt));
    setText(mark, deletedAt === null && editedAt !== null ? t("post.edited") : "");
    drawAnswered(next);
    if (deletedAt === null) words.replaceChildren(...(next.text === "" ? [] : partsOf(next)));
    else words.replaceChildren(h("em", {}, t("post.deleted")));
    problem.hidden = state !== "failed" || !next.error;
    setText(problem, next.error ? failureText(next) : "");
    const name = next.id.length > 0 && "roomId" in next ? "message" : "comment";
    const isThere = state === "sent" && deletedAt === null;
    buttons.reply.hidden = !isThere;
    buttons.edit.hidden = !isThere || available[`${name}.edit`]?.allowed !== true;
    buttons.remove.hidden = !isThere || available[`${name}.delete`]?.allowed !== true;
    buttons.settle.hidden = !isThere || !context.settle || next.replyTo !== null;
    buttons.retry.hidden = buttons.discard.hidden = state !== "failed";
    setText(buttons.reply, t("post.reply"));
    setText(buttons.edit, t("post.edit"));
    setText(buttons.remove, t("post.delete"));
    setText(
      buttons.settle,
      "resolvedAt" in next && next.resolvedAt ? t("comments.reopen") : t("comments.resolve"),
    );
    const count = countOf(next);
    setText(buttons.retry, count === undefined ? t("post.retry") : t("post.confirm", { count }));
    setText(buttons.discard, t("post.discard"));
    setAttribute(element, "data-resolved", "resolvedAt" in next && next.resolvedAt !== null);
  }

  /** @param {PostView} next */
  function drawAnswered({ replyTo }) {
    const root = replyTo === null ? undefined : context.find(replyTo);
    answered.hidden = replyTo === null;
    if (replyTo === null) return;
    const text = root?.deletedAt === null ? root.text : t("post.deleted");
    setText(answered, root ? `${root.author ?? t("member.unknown")}: ${text}` : "…");
  }

  /** @param {PostView} next */
  function partsOf({ text, mentions }) {
    return renderParts(text, mentions).map((part) => {
      switch (part.type) {
        case "mention": {
          const isGroup = part.kind === "group";
          const name = isGroup ? part.text : `@${context.nameOf(part.id) ?? part.text.slice(1)}`;
          const isMe = part.id === context.me() || isGroup;
          return h("span", { class: "mention", "data-me": isMe }, name);
        }
        case "link":
          return h(
            "a",
            { href: part.href, target: "_blank", rel: "noopener noreferrer nofollow" },
            part.text,
          );
        case "code":
          return h(part.block ? "pre" : "code", {}, part.text);
        default:
          return part.text;
      }
    });
  }

  return { element, update };
}

/** How many people a text would call, when it was held back for that. @param {PostView} post */
function countOf({ error }) {
  return error?.details?.rule === "confirm"
    ? /** @type {number} */ (error.details.count)
    : undefined;
}

/** @param {PostView} post */
function failureText(post) {
  const count = countOf(post);
  if (count !== undefined) return t("post.calls", { count });
  return tOr(`refused.${post.error?.details?.rule}`, errorText(post.error));
}
