/**
 * Knows which version of a request a person has seen, for decisions. An edit that arrives while the
 * pointer or the focus rests on the request counts as seen when the pointer moves or the focus
 * changes. So a click that was already on its way is sent with the old version, and the server
 * refuses it.
 *
 * @param {HTMLElement} element
 * @param {import("./explain.js").TaskView} initial
 */
export function createSeenVersion(element, initial) {
  let current = initial;
  /** Undefined if the person has seen the current words. */
  let seen = /** @type {number | undefined} */ (undefined);
  let pointer = "";

  function look() {
    seen = undefined;
  }

  element.addEventListener("pointermove", ({ clientX, clientY }) => {
    // The browser also reports a move when the page moves under a resting pointer.
    if (pointer !== `${clientX} ${clientY}`) look();
    pointer = `${clientX} ${clientY}`;
  });
  // A press with the pointer moves the focus too, but the person has not looked again.
  element.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.matches(":focus-visible")) look();
  });

  return {
    get version() {
      return seen ?? current.version;
    },

    /** The person was told that it has changed. */
    look,

    /** @param {import("./explain.js").TaskView} next */
    update(next) {
      const isAimedAt = element.matches(":hover") || element.contains(document.activeElement);
      if (isAimedAt && wordsOf(next) !== wordsOf(current)) seen ??= current.version;
      current = next;
    },
  };
}

/** @param {import("./explain.js").TaskView} task */
const wordsOf = ({ title, description, data }) => JSON.stringify([title, description, data]);
