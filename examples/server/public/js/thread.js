import { createComposer } from "./composer.js";
import { h, keyedList, setText } from "./dom.js";
import { t } from "./i18n.js";
import { createPost } from "./post.js";

/** @typedef {import("./post.js").PostView} PostView */

/** Nearer to an end than this counts as being there, in px. */
const near = 48;

/**
 * What was said in one place, and a field to say something: a room's messages, a task's comments.
 *
 * @param {object} options
 * @param {import("@taskwire/client/room").RoomStore | import("@taskwire/client/comments").CommentsStore} options.store
 * @param {import("./notice.js").Notice} options.notice
 * @param {Parameters<typeof createComposer>[0]["people"]} options.people
 * @param {Parameters<typeof createComposer>[0]["placeholder"]} options.placeholder
 * @param {"chat.empty" | "comments.empty"} options.emptyWord
 * @param {(userId: string) => string | undefined} options.nameOf
 * @param {HTMLElement} [options.aside] stands between what was said and the field
 * @param {() => void} [options.onTyping]
 * @param {(post: PostView) => void} [options.settle]
 */
export function createThread({
  store,
  notice,
  people,
  placeholder,
  emptyWord,
  nameOf,
  aside,
  onTyping,
  settle,
}) {
  /** @type {readonly PostView[]} */
  let posts = [];
  /** @type {{ verb: "reply" | "edit", post: PostView } | undefined} */
  let about;
  let isLoadingOlder = false;

  const empty = h("p", { class: "empty" });
  const list = h("ol", { class: "posts", role: "log" });
  const composer = createComposer({ send, people, placeholder, ...(onTyping && { onTyping }) });
  const scroller = h(
    "div",
    { class: "posts-scroller", tabindex: 0, onscroll: onScroll },
    empty,
    list,
  );
  const element = h(
    "div",
    { class: "thread" },
    scroller,
    ...(aside ? [aside] : []),
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
        settle,
      }),
  );

  /** @param {string} text @param {readonly import("@taskwire/core/mentions").MentionSpan[]} spans */
  function send(text, spans) {
    const { verb, post } = about ?? {};
    attend(undefined);
    if (verb === "edit" && post) store.edit(post.id, text, { spans }).catch(notice.showError);
    else store.post(text, { spans, ...(post && { replyTo: post.id }) });
    scroller.scrollTop = scroller.scrollHeight;
  }

  /** @param {typeof about} next */
  function attend(next) {
    about = next;
    drawAbout();
  }

  function drawAbout() {
    const words =
      about && t(`post.${about.verb}.to`, { name: about.post.author ?? "", text: about.post.text });
    composer.about(words, () => {
      if (about?.verb === "edit") composer.write("");
      attend(undefined);
    });
  }

  /** @param {PostView} post */
  function reply(post) {
    attend({ verb: "reply", post });
    composer.focus();
  }

  /** @param {PostView} post */
  function edit(post) {
    attend({ verb: "edit", post });
    composer.write(
      post.text,
      post.mentions.map(({ silent: _, ...span }) => span),
    );
    composer.focus();
  }

  const remove = (/** @type {PostView} */ { id }) => void store.delete(id).catch(notice.showError);
  const discard = (/** @type {PostView} */ { id }) => store.discard(id);
  const retry = (/** @type {PostView} */ { id }, /** @type {number | undefined} */ confirm) =>
    store.retry(id, confirm === undefined ? undefined : { confirm });

  const isAtEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < near;

  function onScroll() {
    if (scroller.scrollTop < near) void loadOlder();
  }

  // What is read must not jump when older posts come in above it.
  async function loadOlder() {
    if (isLoadingOlder || !store.getSnapshot().hasOlder) return;
    isLoadingOlder = true;
    const height = scroller.scrollHeight;
    const top = scroller.scrollTop;
    await store.loadOlder().catch(notice.showError);
    scroller.scrollTop = top + scroller.scrollHeight - height;
    isLoadingOlder = false;
  }

  return {
    element,
    isAtEnd,

    /** @param {readonly PostView[]} next */
    draw(next) {
      const wasAtEnd = posts.length === 0 || isAtEnd();
      posts = next;
      drawPosts(posts);
      empty.hidden = posts.length > 0;
      setText(empty, store.getSnapshot().status === "loading" ? t("list.loading") : t(emptyWord));
      composer.draw();
      drawAbout();
      if (wasAtEnd && !isLoadingOlder) scroller.scrollTop = scroller.scrollHeight;
    },

    /** To where the newest is, once it is on the page. */
    showEnd() {
      scroller.scrollTop = scroller.scrollHeight;
    },
  };
}
