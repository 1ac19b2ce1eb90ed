/** @typedef {import("./post.js").PostView} PostView */
/** @typedef {{ text: string, at: string }} Unsent */

/** The clocks of the browser and the server may differ by this much, in ms. */
const clockDifference = 60_000;

/**
 * Keeps the texts that are on their way, so that they survive a reload or the end of the session.
 *
 * @param {import("./drafts.js").Draft<readonly Unsent[]>} draft
 * @param {(texts: readonly string[]) => void} putBack takes texts that were never posted
 */
export function createUnsent(draft, putBack) {
  let earlier = draft.read() ?? [];

  return {
    /**
     * Call this with each change of the posts.
     *
     * @param {readonly PostView[]} posts
     * @param {boolean} isReady whether these are all newest posts
     */
    update(posts, isReady) {
      const now = posts
        .filter(({ state }) => state !== "sent")
        .map(({ text, createdAt }) => ({ text, at: createdAt }));
      if (isReady && earlier.length > 0) {
        const lost = earlier.filter((one) => !posts.some((post) => isPosted(post, one)));
        earlier = [];
        if (lost.length > 0) putBack(lost.map(({ text }) => text));
      }
      const all = [...earlier, ...now];
      draft.write(all.length > 0 ? all : undefined);
    },
  };
}

/** @param {PostView} post @param {Unsent} unsent */
const isPosted = ({ state, isMine, text, createdAt }, unsent) =>
  state === "sent" &&
  isMine &&
  text.trim() === unsent.text.trim() &&
  Date.parse(createdAt) > Date.parse(unsent.at) - clockDifference;
