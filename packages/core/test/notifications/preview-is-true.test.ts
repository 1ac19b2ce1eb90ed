import fc from "fast-check";
import { expect, test } from "vitest";
import { toErrorBody } from "../../src/errors.ts";
import type { Notification } from "../../src/model/notification.ts";
import { startOffice } from "../support/office.ts";
import { deed, inputOf, nothing, perform } from "../support/office-commands.ts";
import { asSeen } from "../support/seen.ts";

const runs = 100;
const deeds = 100;

const sorted = (lines: readonly string[]) => [...lines].sort();
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => toErrorBody(error),
  );

test(`each of ${runs * deeds} commands notifies exactly the users that its preview named, or fails as its preview did`, {
  timeout: 180_000,
}, async () => {
  let told = 0;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: deeds, maxLength: deeds }), async (all) => {
      const office = await startOffice({ mentions: { groups: { admins: { role: "ADMIN" } } } });
      const made = nothing();
      let rows: string[] = [];
      office.taskwire.on("notification.created", ({ data }) => {
        const { type, about, userId, reasons } = data.notification as Notification;
        for (const reason of reasons) rows.push(`${type} ${about} ${userId} ${reason}`);
      });
      for (const one of all) {
        const input = await asSeen(office.taskwire, one.name, inputOf(one, made, office.boardId));
        rows = [];
        let named: string[] = [];
        const expected = await failureOf(
          office.taskwire.system.notifications
            .preview({ operation: one.name, input, as: one.person })
            .then(({ outcomes }) => {
              const reached = outcomes.filter(({ outcome }) => outcome === "notified");
              named = reached.map(
                ({ type, about, userId, reason }) => `${type} ${about} ${userId} ${reason}`,
              );
            }),
        );
        const failure = await failureOf(perform(office, one, input, made));
        expect(failure).toEqual(expected);
        // A preview can't know the ids of records that it does not create.
        const nameless = (line: string) => line.replace(/ (message|comment|task|room):\S+/, " $1");
        expect(sorted(rows.map(nameless))).toEqual(sorted(named.map(nameless)));
        told += rows.length;
        if (failure) refused++;
        // Jobs would notify people during the next command, which its preview can't know.
        await office.runtime.settle();
      }
      await office.taskwire.close();
    }),
    { numRuns: runs, seed: 5 },
  );
  expect(told).toBeGreaterThan(runs * deeds * 0.2);
  expect(refused).toBeLessThan(runs * deeds * 0.8);
});
