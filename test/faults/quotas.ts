import type { Fault } from "./fault.ts";

const places = "packages/core/src/engine/quotas/take-places.ts";
const needs = "packages/core/src/engine/quotas/needs.ts";
const placesTest = "packages/core/test/quotas/places.test.ts";
const notificationsTest = "packages/core/test/quotas/notifications.test.ts";
const ratesTest = "packages/core/test/quotas/rates.test.ts";
const races = "packages/core/test/engine-races.test.ts";

/** Faults in the quotas of what people, boards, rooms and tasks may have. */
export const quotaFaults: readonly Fault[] = [
  {
    number: 450,
    name: "a quota gives one place too many",
    file: places,
    edits: [{ find: "base + count > limit)", replace: "base + count > limit + 1)" }],
    caughtBy: { test: placesTest, title: "the last place is given" },
  },
  {
    number: 451,
    name: "a place of a quota is not free again after its record is deleted or ends",
    file: places,
    edits: [{ find: "found ??= await counted();", replace: "found ??= base;" }],
    caughtBy: { test: placesTest, title: "a place that is given back" },
  },
  {
    number: 464,
    name: "a request that is done still takes a place",
    file: "packages/core/src/model/task.ts",
    edits: [{ find: '["waiting", "working"]', replace: '["waiting", "working", "dropped"]' }],
    caughtBy: {
      test: "packages/core/test/quotas/places.test.ts",
      title: "of requests that are done are free again",
    },
  },
  {
    number: 465,
    name: "a request that is submitted again takes no place of the quota",
    file: needs,
    edits: [
      {
        find: "if (!isOpen(task) || (before && isOpen(before))) continue;",
        replace: "if (!isOpen(task) || before) continue;",
      },
    ],
    caughtBy: { test: placesTest, title: "a request that is submitted again" },
  },
  {
    number: 452,
    name: "the record of a quota is not checked by the commit",
    file: places,
    edits: [
      {
        find: "const [place] = await context.get(quotaPlaces, [id]);",
        replace:
          'const place = (await context.list(quotaPlaces, { index: "board", equals: { boardId }, limit: 200 })).records.find((one) => one.id === id);',
      },
    ],
    caughtBy: { test: races, title: "50 requests at the same moment on the last place" },
  },
  {
    number: 453,
    name: "places of a lease that was ended are still used",
    file: places,
    edits: [
      {
        find: "if (known === undefined) context.remember([fence], [{ id: fence.id, version, fields: null }]);",
        replace: "",
      },
      { find: "if (known === undefined && !isFirst) return false;", replace: "" },
    ],
    caughtBy: {
      test: placesTest,
      title: "the leases of a node end when another node counts the records",
    },
  },
  {
    number: 454,
    name: "the other nodes don't learn how much of a quota a person has used",
    file: "packages/core/src/session/quotas/usage.ts",
    edits: [{ find: ") share(topic);", replace: ") this.#unshared.delete(topic);" }],
    caughtBy: { test: notificationsTest, title: "on one node count on the other" },
  },
  {
    number: 455,
    name: "requests for a decision are not limited",
    file: "packages/core/src/notifications/quota.ts",
    edits: [
      {
        find: "const rule = isAddressed(outcome) && over.get(outcome.userId);",
        replace:
          'const rule = outcome.reason !== "approval.requested" && isAddressed(outcome) && over.get(outcome.userId);',
      },
    ],
    caughtBy: { test: notificationsTest, title: "requests for approval count too" },
  },
  {
    number: 456,
    name: "a person who has written too much can't delete",
    file: "packages/core/src/engine/execute.ts",
    edits: [{ find: " && !context.deletes)", replace: ")" }],
    caughtBy: { test: ratesTest, title: "a person who can't write any more can still delete" },
  },
  {
    number: 457,
    name: "people are refused because of the open requests of others",
    file: needs,
    edits: [{ find: "isRefused: isOwn,", replace: "isRefused: isOwn || true," }],
    caughtBy: { test: placesTest, title: "others may open a finished task again" },
  },
  {
    number: 458,
    name: "a repeated command is refused because of a quota, although it was committed",
    file: "packages/core/src/engine/execute.ts",
    edits: [{ find: "          if (cached) continue;\n", replace: "" }],
    caughtBy: { test: ratesTest, title: "a repeat with the same key" },
  },
  {
    number: 459,
    name: "the rooms of others count for the one who creates a room",
    file: needs,
    edits: [
      {
        find: 'index: "creator", equals: { boardId, createdBy } };',
        replace: "equals: { boardId } };",
      },
    ],
    caughtBy: { test: placesTest, title: "leaves places for the others" },
  },
  {
    number: 460,
    name: "notifications of people who are muted don't count",
    file: "packages/core/src/notifications/quota.ts",
    edits: [
      {
        find: 'const unaddressed: readonly string[] = ["actor", "visibility", "merge", "quota"];',
        replace:
          'const unaddressed: readonly string[] = ["actor", "visibility", "merge", "preference", "mute", "quota"];',
      },
    ],
    caughtBy: { test: notificationsTest, title: "muted people count" },
  },
  {
    number: 461,
    name: "tasks that the app's own code creates take no places",
    file: places,
    edits: [
      {
        find: "if (!need.isLeased || !endLeases) return",
        replace: "if (!need.isLeased || !endLeases || !isRefused) return",
      },
    ],
    caughtBy: { test: placesTest, title: "uses places of the quota, so people have fewer left" },
  },
  {
    number: 462,
    name: "a node believes the record of a quota without counting",
    file: places,
    edits: [
      {
        find: "place && parts.leases.knows(id) ? undefined : await counted()",
        replace: "place ? undefined : await counted()",
      },
    ],
    caughtBy: { test: placesTest, title: "ran without the quota for a while" },
  },
  {
    number: 463,
    name: "the answer doesn't say that a mention is beyond a quota",
    file: "packages/core/src/operations/conversation/post-mentions.ts",
    edits: [{ find: "...(quota ? beyondQuota(", replace: "...(quota === null ? beyondQuota(" }],
    caughtBy: { test: notificationsTest, title: "the author's answer says whom it did not reach" },
  },
  {
    number: 623,
    name: "the verdict on submitting a request again allows one too many",
    file: "packages/core/src/engine/quotas/quota-against.ts",
    edits: [{ find: "found >= limit ?", replace: "found > limit ?" }],
    caughtBy: { test: "packages/core/test/quotas/why.test.ts", title: "can be asked for again" },
  },
  {
    number: 624,
    name: "a person causes one notification more than the quota of one recipient",
    file: "packages/core/src/notifications/quota.ts",
    edits: [{ find: "else if (own < 1)", replace: "else if (own < 0)" }],
    caughtBy: { seeds: 1_500 },
  },
  {
    number: 625,
    name: "the last notification of a sender's quota is left out",
    file: "packages/core/src/notifications/quota.ts",
    edits: [{ find: "if (total < 1)", replace: "if (total < 2)" }],
    caughtBy: { seeds: 1_500 },
  },
  {
    number: 604,
    name: "notifications take no bytes of the quota of their sender",
    file: "packages/core/src/engine/quotas/caused.ts",
    edits: [{ find: "bytes += measured.bytes;", replace: "" }],
    caughtBy: {
      test: "packages/core/test/quotas/caused.test.ts",
      title: "each notification of a command takes bytes of the quota",
    },
  },
  {
    number: 813,
    name: "a repeated command is refused because its own first attempt took the last place",
    file: "packages/core/src/engine/retry.ts",
    edits: [{ find: "if (repeated) return repeated;", replace: "" }],
    caughtBy: {
      test: "packages/core/test/quotas/repeat.test.ts",
      title: "its first attempt took the last place meanwhile",
    },
  },
];
