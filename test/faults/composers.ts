import type { Fault } from "./fault.ts";

const composer = "packages/react/src/composer/use-composer.ts";
const input = "packages/react/src/composer/use-mention-input.ts";
const inChromium = "test/composer.test.ts";

/** Mistakes in the text field with mentions. */
export const composerFaults: readonly Fault[] = [
  {
    number: 540,
    name: "the list opens again after a mention was chosen",
    file: input,
    edits: [{ find: "asked === null || isChosen ||", replace: "asked === null ||" }],
    caughtBy: { test: inChromium, title: "the next Enter sends" },
  },
  {
    number: 541,
    name: "Enter sends while an input method composes a word",
    file: input,
    edits: [
      {
        find: "if (event.nativeEvent.isComposing || isComposing || event.keyCode === 229) return;",
        replace: "",
      },
    ],
    caughtBy: { test: inChromium, title: "neither sends nor chooses" },
  },
  {
    number: 542,
    name: "a draft of one person is shown to the next one",
    file: composer,
    edits: [{ find: "draft:\u0024{userId}:", replace: "draft:" }],
    caughtBy: { test: inChromium, title: "are not another person's" },
  },
  {
    number: 543,
    name: "a chosen mention does not move with the text",
    file: "packages/core/src/mentions/move.ts",
    edits: [{ find: "start: span.start + shift", replace: "start: span.start" }],
    caughtBy: { test: "packages/core/test/mentions/move.test.ts", title: "after any edit" },
  },
];
