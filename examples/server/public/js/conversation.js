import { createComposer } from "./composer.js";
import { askFirst } from "./dialog.js";
import { h, keyedList, setAttribute, setText } from "./dom.js";
import { excerptOf } from "./excerpt.js";
import { createHold } from "./hold.js";
import { language, t } from "./i18n.js";
import { once } from "./once.js";
import { createPost } from "./post.js";
import { createRoving } from "./roving.js";
import { createUnsent } from "./unsent.js";

/** @typedef {import("./post.js").PostView} PostView */

/**
 * The post that a text answers or replaces, with its words, because it may not be loaded.
 *
 * @typedef {{ verb: "reply" | "edit", id: string, author: string, text: string }} Target
 */

/** Closer than this to an end, in px, counts as being at the end. */
const edgeDistance = 48;

/**
 * Creates a list of posts with a field to write one: the messages of a room or the comments of a
 * task.
 *
 * @param {object} options
 * @param {string} options.place the name of this conversation's drafts
 * @param {import("./drafts.js").Drafts} options.drafts
 * @param {import("@taskwire/client/room").RoomStore | import("@taskwire/client/comments").CommentsStore} options.store
 * @param {import("./error-banner.js").ErrorBanner} options.errors
 * @param {Parameters<typeof createComposer>[0]["mentionable"]} options.mentionable
 * @param {Parameters<typeof createComposer>[0]["placeholder"]} options.placeholder
 * @param {"chat.empty" | "comments.empty"} options.emptyText
 * @param {"views.chat" | "comments.title"} options.label
 * @param {(userId: string) => string | undefined} options.nameOf
 * @param {() => readonly unknown[]} options.members the members whose names `nameOf` returns
 * @param {HTMLElement} [options.belowPosts] an element between the posts and the field
 * @param {() => void} [options.onTyping]
 * @param {(post: PostView) => Promise<unknown>} [options.toggleResolved]
 */
export function createConversation({
  place,
  drafts,
  store,
  errors,
  mentionable,
  placeholder,
  emptyText,
  label,
  nameOf,
  members,
  belowPosts,
  onTyping,
  toggleResolved,
}) {
  /** @type {readonly PostView[]} */
  let posts = [];
  /** @type {import("./drafts.js").Draft<Target>} */
  const targetDraft = drafts.at(`${place}.target`);
  /** The post that is being replied to or edited. */
  let target = targetDraft.read();
  let isLoadingOlder = false;

  const empty = h("p", { class: "empty" });
  const list = h("ol", { class: "posts" });
  const roving = createRoving(list);
  const hold = createHold(list, () => {});
  /** The number of posts of others that came while the end was out of view. */
  let newCount = 0;
  const newButton = h("button", {
    type: "button",
    class: "primary small newcomers",
    hidden: true,
    onclick: scrollToEnd,
  });
  const composer = createComposer({
    draft: drafts.at(place),
    errors,
    send,
    onSent: () => setTarget(undefined),
    mentionable,
    placeholder,
    ...(onTyping && { onTyping }),
  });
  const scroller = h(
    "div",
    { class: "posts-scroller", role: "log", onscroll: onScroll },
    empty,
    list,
  );
  const element = h(
    "div",
    { class: "conversation", tabindex: -1 },
    h("div", { class: "posts-frame" }, scroller, newButton),
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
        reply: (post) => answer("reply", post),
        edit: (post) => answer("edit", post),
        remove,
        retry,
        discard,
        toggleResolved:
          toggleResolved && once((post) => errors.attempt(() => toggleResolved(post))),
      }),
    (post) => [post, post.replyTo && find(post.replyTo), members(), language()],
  );

  const unsent = createUnsent(drafts.at(`${place}.unsent`), composer.putBack);

  /** @param {string} text @param {readonly import("@taskwire/core/mentions").MentionSpan[]} spans */
  async function send(text, spans) {
    if (target?.verb === "edit" && !isDeleted(target)) {
      await store.edit(target.id, text, { spans });
    } else {
      const replyTo = target?.verb === "reply" && !isDeleted(target) ? target.id : undefined;
      store.post(text, { spans, ...(replyTo !== undefined && { replyTo }) });
    }
    scrollToEnd();
  }

  /** @param {Target} target */
  const isDeleted = ({ id }) => (find(id)?.deletedAt ?? null) !== null;

  /** @param {"reply" | "edit"} verb @param {PostView} post */
  function answer(verb, { id, author = "", text, mentions }) {
    setTarget({ verb, id, author, text: excerptOf(text) });
    if (verb === "edit")
      composer.show(editDraft(id), { text, spans: mentions.map(({ silent: _, ...span }) => span) });
    composer.focus();
  }

  /** @param {string} id @returns {import("./drafts.js").Draft<import("./composer.js").Typed>} */
  const editDraft = (id) => drafts.at(`${place}.edit.${id}`);

  /** @param {Target | undefined} next */
  function setTarget(next) {
    if (target?.verb === "edit") composer.show();
    target = next;
    targetDraft.write(next);
    drawTarget();
  }

  function drawTarget() {
    const word =
      target && (isDeleted(target) ? `post.${target.verb}.gone` : `post.${target.verb}.to`);
    const words =
      word &&
      t(/** @type {import("./i18n.js").Word} */ (word), {
        name: target?.author ?? "",
        text: target?.text ?? "",
      });
    composer.showTarget(words, () => {
      if (target?.verb === "edit") editDraft(target.id).write(undefined);
      setTarget(undefined);
      composer.focus();
    });
  }

  /** @param {PostView} post */
  function remove({ id }) {
    askFirst({
      title: t("post.delete.ask"),
      submit: t("post.delete"),
      run: () => store.delete(id),
    });
  }

  /** @param {PostView} post */
  function discard({ id, text }) {
    store.discard(id);
    composer.putBack([text]);
  }

  const retry = (/** @type {PostView} */ { id }, /** @type {number | undefined} */ confirm) =>
    store.retry(id, confirm === undefined ? undefined : { confirm });

  const isAtEnd = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < edgeDistance;

  /** Whether something that can be pressed is under the pointer or has the focus. */
  const isAimedAt = () =>
    list.contains(document.activeElement) || list.querySelector(":is(button, a):hover") !== null;

  /** Scrolls to the newest post. The view has to be visible. */
  function scrollToEnd() {
    scroller.scrollTop = scroller.scrollHeight;
    newCount = 0;
    drawNew();
  }

  function drawNew() {
    newButton.hidden = newCount === 0;
    setText(newButton, t("list.new", { count: newCount }));
  }

  function onScroll() {
    if (isAtEnd()) {
      newCount = 0;
      // After a long way back, the newest posts were left out.
      if (store.getSnapshot().hasNewer) store.loadNewest();
    }
    drawNew();
    if (scroller.scrollTop < edgeDistance) void loadOlder();
  }

  // Keeps the visible posts in place when older ones are inserted above them.
  async function loadOlder() {
    if (isLoadingOlder || !store.getSnapshot().hasOlder) return;
    isLoadingOlder = true;
    const first = /** @type {HTMLElement | null} */ (list.firstElementChild);
    const offset = () => first?.offsetTop ?? 0;
    const top = scroller.scrollTop - offset();
    await errors.attempt(store.loadOlder);
    scroller.scrollTop = top + offset();
    isLoadingOlder = false;
  }

  // After a reload, an edit goes on if something was typed.
  if (target?.verb === "edit") {
    const edited = editDraft(target.id);
    if (edited.read()) composer.show(edited);
    else setTarget(undefined);
  }

  return {
    element,
    isAtEnd,

    /** Draws the posts. A view at the end stays at the end. @param {readonly PostView[]} next */
    draw(next) {
      const isFirst = posts.length === 0;
      const followsEnd = isFirst || (isAtEnd() && !isAimedAt());
      const newest = posts.at(-1)?.id ?? "";
      const { status } = store.getSnapshot();
      posts = next;
      if (status !== "gone") unsent.update(posts, status === "ready");
      drawPosts(posts);
      roving.draw();
      setAttribute(scroller, "aria-label", t(label));
      empty.hidden = posts.length > 0;
      setText(empty, status === "loading" ? t("list.loading") : t(emptyText));
      composer.draw();
      drawTarget();
      if (followsEnd && !isLoadingOlder) return scrollToEnd();
      newCount += posts.filter(
        ({ id, isMine, state }) => id > newest && !isMine && state === "sent",
      ).length;
      hold.stay();
      drawNew();
    },

    scrollToEnd,
  };
}
