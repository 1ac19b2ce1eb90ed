/**
 * @template T
 * @typedef {object} Draft
 * @property {() => T | undefined} read
 * @property {(value: T | undefined) => void} write undefined: there is nothing to keep any more
 */

/** @typedef {ReturnType<typeof createDrafts>} Drafts */

/**
 * Keeps the texts that a person typed and has not sent, each under the name of its place. They are
 * in this tab's `sessionStorage`, so they are still there after a reload, and when the same person
 * logs in again after the session has ended. Nobody else gets to see them.
 *
 * @param {string} owner the side and the person
 */
export function createDrafts(owner) {
  return {
    /**
     * Returns the draft of one place.
     *
     * @template T
     * @param {string} place
     * @returns {Draft<T>}
     */
    at(place) {
      const key = `draft.${owner}.${place}`;
      return {
        read: () => JSON.parse(sessionStorage.getItem(key) ?? "null") ?? undefined,
        write(value) {
          if (value === undefined) return sessionStorage.removeItem(key);
          try {
            sessionStorage.setItem(key, JSON.stringify(value));
          } catch {
            // The tab's storage is full. The text is still in its field.
          }
        },
      };
    },
  };
}
