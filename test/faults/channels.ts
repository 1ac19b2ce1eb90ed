import type { Fault } from "./fault.ts";

const channels = "packages/core/src/channels";
const test = "packages/core/test/channels/channels.test.ts";
const times = "packages/core/test/channels/times.test.ts";

/** Faults in channels: quiet hours, digests, and messages that are sent once. */
export const channelFaults: readonly Fault[] = [
  {
    number: 1070,
    name: "a message has the notifications as they were when they were created",
    file: `${channels}/read-now.ts`,
    edits: [{ find: 'if (one.state !== "open") return "read";', replace: "return undefined;" }],
    caughtBy: { test, title: "nothing is sent if the notification is read, hidden or deleted" },
  },
  {
    number: 1071,
    name: "a request that is resolved at night is sent in the morning",
    file: `${channels}/read-now.ts`,
    edits: [
      { find: 'if (one.state === "resolved") return "resolved";', replace: "" },
      { find: 'if (one.state !== "open")', replace: 'if (one.state === "read")' },
    ],
    caughtBy: { test, title: "a request that is decided at night is not sent in the morning" },
  },
  {
    number: 1072,
    name: "quiet hours are in the time zone of the server",
    file: `${channels}/due.ts`,
    edits: [{ find: 'isTimeZone(zone) ? zone : "UTC"', replace: '"UTC"' }],
    caughtBy: { test, title: "a change of the time zone moves the timer" },
  },
  {
    number: 1073,
    name: "quiet hours are counted in hours, also in a night in which clocks change",
    file: "packages/core/src/calendar/delivery-times.ts",
    edits: [
      {
        find: "return fromWall(until, timeZone);",
        replace: "return fromWall(start + begin * minuteMs, timeZone) + (end - begin) * minuteMs;",
      },
    ],
    caughtBy: { test: times, title: "over a night that is an hour short" },
  },
  {
    number: 1074,
    name: "a change of the settings does not move the timer",
    file: `${channels}/add-channel.ts`,
    edits: [
      {
        find: 'subject === preferenceId(topic.slice("user:".length), ownTarget)',
        replace: 'subject === "" && preferenceId(topic, ownTarget) === ""',
      },
    ],
    caughtBy: { test, title: "a change of the time zone moves the timer" },
  },
  {
    number: 1075,
    name: "a message that fails is sent again in quiet hours",
    file: `${channels}/send.ts`,
    edits: [{ find: "if (allowed > now && !urgent)", replace: "if (allowed < now && !urgent)" }],
    caughtBy: { test, title: "a message that fails is sent again with the same id" },
  },
  {
    number: 1076,
    name: "quiet hours hold urgent notifications",
    file: `${channels}/note.ts`,
    edits: [
      {
        find: 'state: isUrgent ? "urgent" : "waiting"',
        replace: 'state: isUrgent ? "waiting" : "waiting"',
      },
    ],
    caughtBy: { test, title: "an urgent reason passes quiet hours" },
  },
  {
    number: 1077,
    name: "a message has what was resolved since its first attempt",
    file: `${channels}/send.ts`,
    edits: [
      { find: "notification && !because ? notification : []", replace: "notification ?? []" },
    ],
    caughtBy: { test, title: "a notification that is resolved between two tries" },
  },
  {
    number: 1078,
    name: "a digest is sent twice in a night in which an hour exists twice",
    file: "packages/core/src/calendar/delivery-times.ts",
    edits: [{ find: "if (at > instant) return at;", replace: "if (at >= instant) return at;" }],
    caughtBy: { test: times, title: "comes once in a double hour" },
  },
  {
    number: 1219,
    name: "the end of quiet hours is worked out for each notification that waits",
    file: `${channels}/due.ts`,
    edits: [
      {
        find: "const [urgent, other] = [oldest(true), oldest(false)];",
        replace:
          "for (const one of items) allowedFrom(Date.parse(one.createdAt), timing);\n  const [urgent, other] = [oldest(true), oldest(false)];",
      },
    ],
    caughtBy: { test: times, title: "cost little, however many there are" },
  },
];
