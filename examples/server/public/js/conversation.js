import { createComposer } from "./composer.js";
import { h, keyedList, setText } from "./dom.js";
import { t } from "./i18n.js";
import { createPost } from "./post.js";

/** @typedef {import("./post.js").PostView} PostView */

/** Closer than this to an end, in px, counts as being at the end. */
const edgeDistance = 48;

/**
 * Creates a list of posts with a field to write one: the messages of a room or the comments of a
 * task.
 *
 * @param {object} options
 * @param {import("@taskwire/client/room").RoomStore | import("@taskwire/client/comments").CommentsStore} options.store
 * @param {import("./error-banner.js").ErrorBanner} options.errors
 * @param {Parameters<typeof createComposer>[0]["mentionable"]} options.mentionable
 * @param {Parameters<typeof createComposer>[0]["placeholder"]} options.placeholder
 * @param {"chat.empty" | "comments.empty"} options.emptyText
 * @param {(userId: string) => string | undefined} options.nameOf
 * @param {HTMLElement} [options.belowPosts] an element between the posts and the field
 * @param {() => void} [options.onTyping]
 * @param {(post: PostView) => void} [options.toggleResolved]
 */
export function createConversation({
  store,
  errors,
  mentionable,
  placeholder,
  emptyText,
  nameOf,
  belowPosts,
  onTyping,
  toggleResolved,
}) {
  /** @type {readonly PostView[]} */
  let posts = [];
  /**
   * The post that is being replied to or edited.
   *
   * @type {{ verb: "reply" | "edit", post: PostView } | undefined}
   */
  let target;
  let isLoadingOlder = false;

  const empty = h("p", { class: "empty" });
  const list = h("ol", { class: "posts", role: "log" });
  const composer = createComposer({
    send,
    mentionable,
    placeholder,
    ...(onTyping && { onTyping }),
  });
  const scroller = h(
    "div",
    { class: "posts-scroller", tabindex: 0, onscroll: onScroll },
    empty,
    list,
  );
  const element = h(
    "div",
    { class: "conversation" },
    scroller,
    ...(belowPosts ? [belowPosts] : []),
    composer.element,
  );

  const find = (/** @type {string} */ id) => posts.find((post) => post.id === id);
  const drawPosts = keyedList(
    list,
    (/** @type {PostView} */ { id }) => id,
    () =>
      createPost({
        nameOf,
        me: () => store.getSnapshot().me?.id,
        find,
        reply,
        edit,
        remove,
        retry,
        discard,
        toggleResolved,
      }),
  );

  /** @param {string} text @param {readonly import("@taskwire/core/mentions").MentionSpan[]} spans */
  function send(text, spans) {
    const { verb, post } = target ?? {};
    setTarget(undefined);
    if (verb === "edit" && post) store.edit(post.id, text, { spans }).catch(errors.showError);
    else store.post(text, { spans, ...(post && { replyTo: post.id }) });
    scroller.scrollTop = scroller.scrollHeight;
  }

  /** @param {typeof target} next */
  function setTarget(next) {
    target = next;
    drawTarget();
  }

  function drawTarget() {
    const label =
      target &&
      t(`post.${target.verb}.to`, { name: target.post.author ?? "", text: target.post.text });
    composer.showTarget(label, () => {
      if (target?.verb === "edit") composer.write("");
      setTarget(undefined);
    });
  }

  /** @param {PostView} post */
  function reply(post) {
    setTarget({ verb: "reply", post });
    composer.focus();
  }

  /** @param {PostView} post */
  function edit(post) {
    setTarget({ verb: "edit", post });
    composer.write(
      post.text,
      post.mentions.map(({ silent: _, ...span }) => span),
    );
    composer.focus();
  }

  const remove = (/** @type {PostView} */ { id }) => void store.delete(id).catch(errors.showError);
  const discard = (/** @type {PostView} */ { id }) => store.discard(id);
  const retry = (/** @type {PostView} */ { id }, /** @type {number | undefined} */ confirm) =>
    store.retry(id, confirm === undefined ? undefined : { confirm });

  const isAtEnd = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < edgeDistance;

  function onScroll() {
    if (scroller.scrollTop < edgeDistance) void loadOlder();
  }

  // Keeps the visible posts in place when older ones are inserted above them.
  async function loadOlder() {
    if (isLoadingOlder || !store.getSnapshot().hasOlder) return;
    isLoadingOlder = true;
    const height = scroller.scrollHeight;
    const top = scroller.scrollTop;
    await store.loadOlder().catch(errors.showError);
    scroller.scrollTop = top + scroller.scrollHeight - height;
    isLoadingOlder = false;
  }

  return {
    element,
    isAtEnd,

    /** Draws the posts. A view at the end stays at the end. @param {readonly PostView[]} next */
    draw(next) {
      const wasAtEnd = posts.length === 0 || isAtEnd();
      posts = next;
      drawPosts(posts);
      empty.hidden = posts.length > 0;
      setText(empty, store.getSnapshot().status === "loading" ? t("list.loading") : t(emptyText));
      composer.draw();
      drawTarget();
      if (wasAtEnd && !isLoadingOlder) scroller.scrollTop = scroller.scrollHeight;
    },

    /** Scrolls to the newest post. The view has to be visible. */
    scrollToEnd() {
      scroller.scrollTop = scroller.scrollHeight;
    },
  };
}
