import { changedSince, checkReceipt, type Receipt, receiptHash } from "@taskwire/core/approvals";
import { expect } from "vitest";
import { decide } from "../../packages/core/src/testing/decide.ts";
import type { startPurchase } from "../../packages/core/test/approvals/purchase.ts";
import type { Row } from "./rows.ts";

type World = Awaited<ReturnType<typeof startPurchase>>;

const finance = { steps: { line: { by: { role: "FINANCE" }, required: 2 } } } as const;

/** The receipts in the task's log, the oldest first, each with its event. */
const receiptsOf = async ({ system, on }: World) =>
  (await system.tasks.history({ ...on, limit: 100 })).events
    .flatMap((event) => {
      const { receipt } = event.data as { readonly receipt?: Receipt };
      return receipt ? [{ event, receipt }] : [];
    })
    .reverse();

/** The rows of the table of corner cases about receipts. */
export const receiptRows: readonly Row[] = [
  {
    row: 4,
    what: "the receipt of a requester who may vote on their own task says so",
    options: { requester: "fay", selfApproval: "allow", approval: finance },
    async run(world) {
      await world.approve("fin");
      await world.approve("fay");
      const receipts = (await receiptsOf(world)).map(({ receipt }) => receipt);
      expect(receipts.map(({ kind, by, self }) => [kind, by, self])).toEqual([
        ["vote", "fin", undefined],
        ["vote", "fay", true],
        ["decision", "fay", true],
      ]);
    },
  },
  {
    row: 27,
    what: "an edit after the decision is refused, and one of the host shows on the receipt",
    async run(world) {
      const { approve, edit, as, on, now, system } = world;
      for (const one of ["max", "fay", "lea", "fin"] as const) await approve(one);
      await expect(edit({ amount: 1 })).rejects.toMatchObject({ code: "refused" });
      const { receipt } = await as("fay").receipts.get(on);
      expect(changedSince(receipt, await now())).toEqual([]);
      await system.purchases.correct({ ...on, amount: 501 });
      const after = await as("fay").receipts.get(on);
      expect(after.receipt).toEqual(receipt);
      expect(changedSince(after.receipt, await now())).toEqual(["data", "data.amount"]);
      expect(after.content["data.amount"]).toBe(500);
      expect(checkReceipt(after)).toEqual([]);
    },
  },
  {
    row: "5.11",
    what: "each vote and decision has a receipt that names its event, and a decision names its votes",
    async run(world) {
      const { approve, as, on, now } = world;
      for (const one of ["max", "fay", "lea", "fin"] as const) await approve(one);
      const all = await receiptsOf(world);
      for (const { event, receipt } of all)
        expect(receipt).toMatchObject({
          v: 1,
          app: "taskwire",
          event: event.id,
          at: event.at,
          by: event.actor,
          via: "app",
          round: 1,
          type: "purchase",
          action: "approve",
          statedVersion: true,
          workflow: { name: "purchase", version: 1 },
        });
      const votes = all.filter(({ receipt }) => receipt.kind === "vote");
      const decision = all.at(-1)?.receipt;
      expect(votes.map(({ receipt }) => [receipt.by, receipt.step])).toEqual([
        ["max", "line"],
        ["fay", "check"],
        ["lea", "check"],
        ["fin", "check"],
      ]);
      const hashes = votes.map(({ receipt }) => receiptHash(receipt));
      expect([...(decision?.votes ?? [])].sort()).toEqual([...hashes].sort());
      expect((await now()).approval?.votes.map((one) => one.receipt)).toEqual(hashes);
      expect(votes[1]?.receipt.covers).toEqual(["data.amount", "data.managerId", "data.supplier"]);
      expect(decision?.covers).toEqual([
        "data",
        "data.amount",
        "data.managerId",
        "data.supplier",
        "description",
        "title",
      ]);
      const file = await as("fay").receipts.get(on);
      expect(file.receipt).toEqual(decision);
      expect(file.votes.map(({ receipt }) => receipt)).toEqual(votes.map((one) => one.receipt));
      expect(checkReceipt(file)).toEqual([]);
      expect(file).not.toHaveProperty("signature");
    },
  },
  {
    row: "5.11",
    what: "a rejection, a return and an override have receipts, and a reason is salted",
    options: { approval: { ...finance, steps: { line: { ...finance.steps.line, against: 2 } } } },
    async run(world) {
      const { approve, refuse, as, on, now } = world;
      await approve("flo");
      await refuse("fay");
      await refuse("fin");
      const rejected = await as("cho").receipts.get(on);
      expect(rejected).toMatchObject({ reason: "Because", receipt: { action: "reject" } });
      expect(rejected.votes.map(({ receipt, reason }) => [receipt.by, reason])).toEqual([
        ["fay", "Because"],
        ["fin", "Because"],
      ]);
      const reasons = rejected.votes.map(({ receipt }) => receipt.reason);
      expect(new Set([...reasons, rejected.receipt.reason]).size).toBe(3);
      expect(checkReceipt(rejected)).toEqual([]);
      await as("ann").tasks.resubmit(on);
      await refuse("fay", "revise");
      const returned = await as("cho").receipts.get(on);
      expect(returned).toMatchObject({
        receipt: { action: "revise", round: 2, covers: ["data", "description", "title"] },
        votes: [],
      });
      await as("ann").tasks.resubmit(on);
      const { version } = await now();
      await as("cho").tasks.force({ ...on, version, reason: "Urgent" });
      const forced = await as("cho").receipts.get(on);
      expect(forced).toMatchObject({
        receipt: { action: "force", by: "cho", override: true },
        votes: [],
      });
      expect(checkReceipt(forced)).toEqual([]);
    },
  },
  {
    row: "5.11",
    what: "a delegate's receipt names both people, and only people who see the task get it",
    options: { approval: { steps: { line: { by: { role: "DIRECTOR" } } } } },
    async run({ away, approveFor, as, on, system, boardId }) {
      await away("dan", ["leo"]);
      await approveFor("leo", "dan");
      const { receipt, votes } = await as("ann").receipts.get(on);
      expect(receipt).toMatchObject({ kind: "decision", by: "leo", for: "dan" });
      const vote = { ...on, eventId: votes[0]?.receipt.event ?? "" };
      expect((await as("ann").receipts.get(vote)).receipt).toMatchObject({
        kind: "vote",
        by: "leo",
        for: "dan",
      });
      await system.users.put({ id: "eve", name: "eve", role: "STAFF" });
      await system.members.add({ boardId, userId: "eve" });
      const eve = "eve" as "ann";
      await expect(as(eve).receipts.get(on)).rejects.toMatchObject({ code: "not_found" });
      await expect(as("ann").receipts.get({ ...on, eventId: "no.0" })).rejects.toMatchObject({
        code: "not_found",
      });
    },
  },
  {
    row: "5.11",
    what: "votes that carry over keep their receipts, and a decision names those of both rounds",
    options: {
      approval: {
        carryOver: "unchanged",
        steps: {
          line: { by: { role: "MANAGER" } },
          check: { after: ["line"], by: { role: "LEGAL" } },
        },
      },
    },
    async run(world) {
      const { approve, refuse, as, on } = world;
      await approve("max");
      await refuse("lea", "revise");
      await as("ann").tasks.resubmit(on);
      await approve("leo");
      const file = await as("max").receipts.get(on);
      expect(file.votes.map(({ receipt }) => [receipt.by, receipt.round])).toEqual([
        ["max", 1],
        ["leo", 2],
      ]);
      expect(checkReceipt(file)).toEqual([]);
    },
  },
  {
    row: "5.11",
    what: "an erasure leaves the receipts of all votes, and removes a reason with its salt",
    options: {
      approval: { steps: { ...finance.steps, end: { after: ["line"], by: { role: "LEGAL" } } } },
    },
    async run(world) {
      const { approve, as, on, system, taskwire } = world;
      await decide(as("fay"), "approve", { ...on, reason: "Cheap" });
      await decide(as("fin"), "approve", { ...on, reason: "Needed" });
      await taskwire.users.erase("fay", { texts: "delete" });
      await decide(as("lea"), "approve", { ...on, reason: "Legal" });
      const before = await as("ann").receipts.get(on);
      expect(before.votes.map(({ receipt, reason }) => [receipt.by, reason])).toEqual([
        ["fay", undefined],
        ["fin", "Needed"],
        ["lea", "Legal"],
      ]);
      expect(before.votes[0]).not.toHaveProperty("salt");
      expect(checkReceipt(before)).toEqual([]);
      await taskwire.users.erase("lea", { texts: "delete" });
      const { reason: _, salt: __, ...after } = before;
      const votes = before.votes.map((one, i) => (i === 2 ? { receipt: one.receipt } : one));
      expect(await as("ann").receipts.get(on)).toEqual({ ...after, votes });
      const one = { ...on, eventId: before.votes[1]?.receipt.event ?? "" };
      expect(checkReceipt(await as("ann").receipts.get(one))).toEqual([]);
      const { events } = await system.tasks.history({ ...on, limit: 100 });
      expect(JSON.stringify(events)).not.toMatch(/Cheap|Legal/);
      await expect(approve("leo")).rejects.toMatchObject({ code: "refused" });
    },
  },
  {
    row: "5.11",
    what: "an erasure of all names leaves the receipts, and says which content has changed",
    options: { approval: finance },
    async run(world) {
      const { as, on, system, taskwire, now } = world;
      await as("ann").tasks.edit({ ...on, title: "A printer for fay, not for dan" });
      await world.approve("fin");
      await as("ann").tasks.edit({ ...on, title: "A printer for fay" });
      await decide(as("fin"), "approve", { ...on, reason: "As fay has told me" });
      await decide(as("flo"), "approve", { ...on, reason: "Needed" });
      const before = await as("ann").receipts.get(on);
      await taskwire.users.erase("lea", { everywhere: true, texts: "delete" });
      expect(await as("ann").receipts.get(on)).toEqual(before);
      await taskwire.users.erase("fay", { everywhere: true });
      const after = await as("ann").receipts.get(on);
      expect(after.receipt).toEqual(before.receipt);
      expect(after.votes.map(({ receipt, reason }) => [receipt.by, reason])).toEqual([
        ["fin", undefined],
        ["flo", "Needed"],
      ]);
      expect(checkReceipt(after)).toEqual(["The value of title is another one"]);
      expect(changedSince(after.receipt, await now())).toEqual(["title"]);
      // A second erasure finds the names in what the first one has left.
      await taskwire.users.erase("dan", { everywhere: true });
      const { events } = await system.tasks.history({ ...on, limit: 100 });
      expect(JSON.stringify(events)).not.toMatch(/for (fay|dan)|As fay/);
    },
  },
];
