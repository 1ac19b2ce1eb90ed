import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sqliteStorage } from "@taskwire/sqlite-storage";
import { expect, test } from "vitest";
import { fuzzRest } from "./fuzz/rest/run.ts";
import { playPart } from "./support/parts.ts";

/** Operations for the host app's own code only. No request succeeds. */
const ofTheApp = [
  ...["delegations.checkDue", "links.make", "reactions.failed", "reactions.retry", "users.put"],
  ...["tasks.checkDates", "tasks.checkDue"],
  ...["webhooks.list", "webhooks.put", "webhooks.remove", "webhooks.report", "webhooks.resume"],
];
/** The app has sent no link. Nobody can find one out. */
const ofLinks = ["links.show", "links.use"];
/** The step of this app needs one vote, and ends with it. So there is no open step with a vote. */
const ofSeveralVotes = ["tasks.withdraw"];

test("REST answers 400,000 requests drawn from openapi.json as the document says", {
  timeout: 3_600_000,
}, async () => {
  const { figures } = await playPart({
    name: "fuzz-rest",
    total: 400_000,
    atOnce: 10_000,
    // Every second batch runs on SQLite. The first number of each batch is its seed.
    play: async (first, count) => {
      const folder = mkdtempSync(join(tmpdir(), "taskwire-rest-fuzz-"));
      const isSqlite = Math.floor(first / count) % 2 === 1;
      const storage = isSqlite ? sqliteStorage(join(folder, "app.db")) : undefined;
      const { requests, statuses, operations } = await fuzzRest(first, count, storage);
      rmSync(folder, { recursive: true });
      const byStatus = Object.entries(statuses).map(([status, times]) => [
        `answered ${status}`,
        times,
      ]);
      const worked = Object.entries(operations).map(([name, { 200: times = 0 }]) => [name, times]);
      return { requests, ...Object.fromEntries(byStatus), ...Object.fromEntries(worked) };
    },
  });
  const never = Object.keys(figures).filter((name) => figures[name] === 0);
  expect(never.sort()).toEqual([...ofTheApp, ...ofLinks, ...ofSeveralVotes].sort());
});
