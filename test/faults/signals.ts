import type { Fault } from "./fault.ts";

const session = "packages/core/src/session";

/** Faults in presence and typing. */
export const signalFaults: readonly Fault[] = [
  {
    number: 81,
    name: "a user who no longer follows a topic still gets its presence",
    file: `${session}/signals/signals.ts`,
    edits: [
      {
        find: "this.#topics.get(topic)?.left(follower);",
        replace: "this.#topics.get(topic)?.peopleChanged();",
      },
    ],
    caughtBy: { seeds: 1_000 },
  },
  {
    number: 82,
    name: "users of a dead node stay present forever",
    file: `${session}/signals/presence.ts`,
    edits: [
      {
        find: "else if (now - at >= maxSilenceMs && users.size > 0)",
        replace: "else if (now < at && users.size > 0)",
      },
    ],
    caughtBy: { test: "packages/core/test/presence.test.ts", title: "500 people" },
  },
  {
    number: 83,
    name: "a clock that is set back stops presence updates",
    file: `${session}/signals/topic-signals.ts`,
    edits: [
      {
        find: "now < this.#nextAnnouncementAt && this.#nextAnnouncementAt - now <= announceMs",
        replace: "now < this.#nextAnnouncementAt",
      },
    ],
    caughtBy: {
      test: "packages/core/test/presence.test.ts",
      title: "a node whose clock is set back",
    },
  },
  {
    number: 104,
    name: "after the clock is set back, signals that are sent once a second are late",
    file: `${session}/signals/throttle.ts`,
    edits: [
      {
        find: "Math.min(this.#nextAt - this.#runtime.now(), this.#intervalMs)",
        replace: "this.#nextAt - this.#runtime.now()",
      },
    ],
    caughtBy: {
      test: "packages/core/test/room-heads.test.ts",
      title: "a clock that is set back",
    },
  },
  {
    number: 84,
    name: "typing about a task is shown to users who do not see the task",
    file: `${session}/signals/topic-signals.ts`,
    edits: [{ find: "this.#feed.followers(to))", replace: "this.#feed.followers(to && null))" }],
    caughtBy: { test: "packages/core/test/typing.test.ts", title: "typing a comment" },
  },
  {
    number: 85,
    name: "a new subscriber gets events from before they joined if the node is behind",
    file: `${session}/feed/subscription.ts`,
    edits: [
      {
        find: "if (position.number >= this.#rightsVersion) {",
        replace: "{",
      },
    ],
    caughtBy: {
      test: "packages/core/test/session-races.test.ts",
      title: "a new subscriber gets nothing",
    },
  },
  {
    number: 86,
    name: "a clock that is set back in the first second keeps dead connections",
    file: `${session}/registry.ts`,
    edits: [{ find: "    this.#readClock();\n    const session", replace: "    const session" }],
    caughtBy: {
      test: "packages/core/test/session-limits.test.ts",
      title: "a clock that is set back",
    },
  },
];
