import type { Fault } from "./fault.ts";

const src = "examples/web/src";
const words = "examples/web/test/words.test.ts";
const size = "examples/web/test/size.test.ts";
const items = "examples/web/test/thread-items.test.ts";
const saved = "examples/web/test/saved-state.test.ts";
const stay = "items that stay have the same key";
const kept = "files with a hash in their name";

/** Mistakes in the example app, and in how its server gives it out. */
export const webAppFaults: readonly Fault[] = [
  {
    number: 700,
    name: "a new request moves the rows of a list that a person aims at",
    file: `${src}/board/steady.ts`,
    edits: [
      {
        find: "shown: [...newcomers.filter(isOwn), ...shown, ...older]",
        replace: "shown: [...newcomers, ...shown, ...older]",
      },
    ],
    caughtBy: { test: "examples/web/test/steady.test.ts", title: "newcomers wait" },
  },
  {
    number: 701,
    name: "a request leaves a list that a person aims at",
    file: `${src}/board/steady.ts`,
    edits: [
      {
        find: "...shown, ...older]",
        replace: "...shown.filter((id) => wanted.includes(id)), ...older]",
      },
    ],
    caughtBy: { test: "examples/web/test/steady.test.ts", title: "don't belong there" },
  },
  {
    number: 702,
    name: "Thai dates are in the common year",
    file: `${src}/language/dates.ts`,
    edits: [{ find: 'th: "th-TH"', replace: 'th: "th-TH-u-ca-gregory"' }],
    caughtBy: { test: words, title: "Buddhist year" },
  },
  {
    number: 703,
    name: "of a bilingual title the other language is shown",
    file: `${src}/language/bilingual.ts`,
    edits: [{ find: 'language === "th") ? second', replace: 'language === "en") ? second' }],
    caughtBy: { test: words, title: "of a bilingual title" },
  },
  {
    number: 704,
    name: "the page is kept by the browser, so a new version is not seen",
    file: "examples/server/src/app.ts",
    edits: [{ find: '"Cache-Control", "no-cache"', replace: '"Cache-Control", "max-age=3600"' }],
    caughtBy: { test: size, title: kept },
  },
  {
    number: 705,
    name: "programs that ask for an address that is not there get the page",
    file: "examples/server/src/app.ts",
    edits: [{ find: '.accepts(["json", "html"])', replace: '.accepts(["html", "json"])' }],
    caughtBy: { test: size, title: kept },
  },
  {
    number: 885,
    name: "an older page changes the look of the post that was the first",
    file: `${src}/thread/thread-items.ts`,
    edits: [{ find: "&& !heads.has(key) &&", replace: "&&" }],
    caughtBy: { test: items, title: stay },
  },
  {
    number: 886,
    name: "a day that may have begun earlier stands above the first post",
    file: `${src}/thread/thread-items.ts`,
    edits: [{ find: ": !hasOlder;", replace: ": true;" }],
    caughtBy: { test: items, title: stay },
  },
  {
    number: 887,
    name: "a state that is saved while a person signs out stays for the next one",
    file: `${src}/offline/saved-state.ts`,
    edits: [{ find: "if (!isSignedIn()) await caches.delete(cacheName);", replace: "" }],
    caughtBy: { test: saved, title: "while the person signs out" },
  },
  {
    number: 888,
    name: "a person gets the state that another one has left",
    file: `${src}/offline/saved-state.ts`,
    edits: [{ find: "state?.personId === personId ? state : undefined", replace: "state" }],
    caughtBy: { test: saved, title: "while the person signs out" },
  },
  {
    number: 889,
    name: "drafts stay when their writer signs out",
    file: `${src}/offline/saved-state.ts`,
    edits: [
      {
        find: "for (const storage of [localStorage, sessionStorage])",
        replace: "for (const storage of [sessionStorage])",
      },
    ],
    caughtBy: { test: saved, title: "drafts of a person go" },
  },
  {
    number: 1300,
    name: "a decision was made in some seconds, if the page's clock is behind",
    file: `${src}/language/dates.ts`,
    edits: [{ find: "Math.max(now, Date.parse(at))", replace: "now" }],
    caughtBy: { test: words, title: "in the reader's own words" },
  },
];
