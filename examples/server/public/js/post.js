import { renderParts } from "/client/mentions/index.js";
import { h, setAttribute, setText } from "./dom.js";
import { errorText } from "./error-text.js";
import { excerptOf } from "./excerpt.js";
import { t, when } from "./i18n.js";

/** @typedef {import("@taskwire/client/room").MessageView | import("@taskwire/client/comments").CommentView} PostView */

/**
 * @typedef {object} PostContext
 * @property {(userId: string) => string | undefined} nameOf returns a person's current name
 * @property {() => string | undefined} me
 * @property {(id: string) => PostView | undefined} find returns a post of the conversation
 * @property {(post: PostView) => void} reply
 * @property {(post: PostView) => void} edit
 * @property {(post: PostView) => void} remove
 * @property {(post: PostView, confirm?: number) => void} retry
 * @property {(post: PostView) => void} discard
 * @property {((post: PostView) => void) | undefined} [toggleResolved] resolves or reopens a thread of comments
 */

/**
 * Creates one message or comment. A text that somebody typed is only put into text nodes.
 *
 * @param {PostContext} context
 */
export function createPost(context) {
  /** @type {PostView | undefined} */
  let post;
  const onClick = (/** @type {(post: PostView) => void} */ act) => () => post && act(post);
  const author = h("span", { class: "post-author" });
  const time = h("time");
  const editedMark = h("span", { class: "post-mark" });
  const repliedTo = h("p", { class: "post-replied-to" });
  const words = h("div", { class: "post-words" });
  const unreached = h("p", { class: "post-unreached" });
  const problem = h("p", { class: "problem" });
  /** @param {string} className @param {(post: PostView) => void} act */
  const buttonFor = (className, act) =>
    h("button", { type: "button", tabindex: -1, class: className, onclick: onClick(act) });
  const buttons = {
    reply: buttonFor("quiet small", context.reply),
    edit: buttonFor("quiet small", context.edit),
    remove: buttonFor("quiet small", context.remove),
    resolve: buttonFor("quiet small", (clicked) => context.toggleResolved?.(clicked)),
    retry: buttonFor("small", (clicked) => context.retry(clicked, audienceToConfirm(clicked))),
    discard: buttonFor("quiet small", context.discard),
  };
  const element = h(
    "li",
    { class: "post", tabindex: -1 },
    h("p", { class: "post-head" }, author, time, editedMark),
    repliedTo,
    words,
    unreached,
    problem,
    h("div", { class: "post-buttons" }, ...Object.values(buttons)),
  );

  /** @param {PostView} next */
  function update(next) {
    post = next;
    const { state, isMine, deletedAt, editedAt } = next;
    setAttribute(element, "data-state", state);
    setAttribute(element, "data-post", next.id);
    setAttribute(element, "data-mine", isMine);
    setAttribute(element, "data-deleted", deletedAt !== null);
    setText(author, next.author ?? t("member.unknown"));
    setText(time, state === "sending" ? t("post.sending") : when(next.createdAt));
    setText(editedMark, deletedAt === null && editedAt !== null ? t("post.edited") : "");
    drawRepliedTo(next);
    if (deletedAt === null) words.replaceChildren(...(next.text === "" ? [] : partsOf(next)));
    else words.replaceChildren(h("em", {}, t("post.deleted")));
    // Only the author can put it right.
    unreached.hidden = !isMine || next.unreached.length === 0;
    setText(unreached, unreached.hidden ? "" : unreachedText(next));
    problem.hidden = state !== "failed" || !next.error;
    setText(problem, next.error ? problemText(next) : "");
    const isOnServer = state === "sent" && deletedAt === null;
    const [edit, remove] = verdictsOf(next);
    buttons.reply.hidden = !isOnServer;
    buttons.edit.hidden = !isOnServer || edit?.allowed !== true;
    buttons.remove.hidden = !isOnServer || remove?.allowed !== true;
    buttons.resolve.hidden = !isOnServer || !context.toggleResolved || next.replyTo !== null;
    buttons.retry.hidden = buttons.discard.hidden = state !== "failed";
    setText(buttons.reply, t("post.reply"));
    setText(buttons.edit, t("post.edit"));
    setText(buttons.remove, t("post.delete"));
    setText(
      buttons.resolve,
      "resolvedAt" in next && next.resolvedAt ? t("comments.reopen") : t("comments.resolve"),
    );
    const count = audienceToConfirm(next);
    setText(buttons.retry, count === undefined ? t("post.retry") : t("post.confirm", { count }));
    setText(buttons.discard, t("post.discard"));
    setAttribute(element, "data-resolved", "resolvedAt" in next && next.resolvedAt !== null);
  }

  /** @param {PostView} next */
  function drawRepliedTo({ replyTo }) {
    const original = replyTo === null ? undefined : context.find(replyTo);
    repliedTo.hidden = replyTo === null;
    if (replyTo === null) return;
    const text = original?.deletedAt === null ? original.text : t("post.deleted");
    const words = `${original?.author ?? t("member.unknown")}: ${excerptOf(text)}`;
    setText(repliedTo, original ? words : "…");
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
            {
              href: part.href,
              target: "_blank",
              rel: "noopener noreferrer nofollow",
              tabindex: -1,
            },
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

/**
 * Returns how many people a post would notify, if the server asks the author to confirm that.
 *
 * @param {PostView} post
 */
function audienceToConfirm({ error }) {
  return error?.details?.rule === "confirm"
    ? /** @type {number} */ (error.details.count)
    : undefined;
}

/** Says which mentions of a post reach nobody. @param {PostView} post */
const unreachedText = ({ text, unreached }) =>
  unreached
    .map(({ start, end, why }) => t(`unreached.${why}`, { name: text.slice(start, end) }))
    .join(" ");

/** @param {PostView} post */
function problemText(post) {
  const count = audienceToConfirm(post);
  return count === undefined ? errorText(post.error) : t("post.notifies", { count });
}

/** Returns the verdicts on editing and deleting a message or a comment. @param {PostView} post */
function verdictsOf(post) {
  return "roomId" in post
    ? [post.available["message.edit"], post.available["message.delete"]]
    : [post.available["comment.edit"], post.available["comment.delete"]];
}
