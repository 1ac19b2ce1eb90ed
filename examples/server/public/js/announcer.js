import { h, setText } from "./dom.js";

/** Texts that come within this time are read together, in ms. */
const pause = 300;

/** A text is removed after this time, so that nobody finds it when reading the page, in ms. */
const lifetime = 5_000;

/** Creates a region that screen readers read aloud, for what arrives while a person does other things. */
export function createAnnouncer() {
  const element = h("p", { class: "visually-hidden", role: "status" });
  /** @type {string[]} */
  let waiting = [];
  let timer = 0;

  function flush() {
    setText(element, waiting.slice(-3).join(" · "));
    waiting = [];
    timer = window.setTimeout(() => setText(element, ""), lifetime);
  }

  return {
    element,

    /** @param {string} text */
    say(text) {
      waiting.push(text);
      clearTimeout(timer);
      timer = window.setTimeout(flush, pause);
    },
  };
}
