import { expect, test } from "vitest";
import { memoryStorage } from "../../src/storage/memory.ts";
import { startPurchase } from "./purchase.ts";

const approval = { steps: { line: { by: { role: "FINANCE" }, required: 2, against: 2 } } } as const;

test("an erasure removes the reasons of a person's votes, and the task keeps its other votes", async () => {
  const { taskwire, on, now, approve, as, refuse, steps } = await startPurchase({ approval });
  await approve("fin");
  await refuse("fay");
  await as("fay").tasks.withdraw({ ...on, step: "line" });
  const { version } = await now();
  await as("fay").tasks.reject({ ...on, version, reason: "A secret reason" });
  await taskwire.users.erase("fay", { texts: "delete" });
  const { events } = await as("flo").tasks.history({ ...on, limit: 100 });
  expect(JSON.stringify(events)).not.toContain("A secret reason");
  expect(events[0]?.data).toMatchObject({ task: { approval: { votes: [{ seat: "fin" }] } } });
  expect(await steps()).toBe("line open");
  expect((await approve("flo")).task.state).toBe("ordered");
});

test("an erasure removes a person's name from the reasons of other people's votes", async () => {
  const { taskwire, on, now, as } = await startPurchase({ approval });
  const { version } = await now();
  await as("fin").tasks.approve({ ...on, version, reason: "As fay has told me" });
  await taskwire.users.erase("fay", { everywhere: true });
  const history = JSON.stringify(await as("flo").tasks.history({ ...on, limit: 100 }));
  expect(history).not.toContain("As fay has");
});

test("an erasure removes names from the texts of the data, and changes no numbers (H15)", async () => {
  const { taskwire, on, now, as } = await startPurchase({ approval });
  await taskwire.system.users.put({ id: "gus", name: "5", role: "FINANCE" });
  const { version, data } = await now();
  const given = { ...data, amount: 5, supplier: "5 of 5" };
  await as("ann").tasks.edit({ ...on, version, data: given });
  await taskwire.users.erase("gus", { everywhere: true, as: 'A "former" one' });
  expect((await now()).data).toEqual({
    ...given,
    supplier: 'A "former" one of A "former" one',
  });
});

test("an erasure leaves the history of tasks alone in which the person has given no reason", async () => {
  const { taskwire, approve, events } = await startPurchase();
  await approve("max");
  const before = await events();
  await taskwire.users.erase("fay", { texts: "delete", everywhere: true });
  expect((await events()).slice(0, before.length)).toEqual(before);
});

test("an erasure ends a person's delegations, and an export has them", async () => {
  const { taskwire, away, approveFor, as, told } = await startPurchase({ approval });
  await away("fay", ["leo"], { reason: "A secret illness" });
  const exported: object[] = [];
  for await (const { collection, record } of taskwire.users.export("fay"))
    if (collection === "delegations") exported.push(record);
  expect(exported).toMatchObject([{ to: ["leo"], reason: "A secret illness" }]);
  await taskwire.users.erase("fay");
  expect((await as("leo").delegations.list({})).delegations).toEqual([]);
  await expect(approveFor("leo", "fay")).rejects.toMatchObject({ details: { rule: "delegation" } });
  expect(await told("leo")).toContain("delegation.set: delegation");
  const after: object[] = [];
  for (const userId of ["fay", "leo"])
    for await (const one of taskwire.users.export(userId)) after.push(one);
  expect(JSON.stringify(after)).not.toContain("secret illness");
});

test("an export has a person's votes with their reasons", async () => {
  const { taskwire, on, now, as, approve } = await startPurchase({ approval });
  await approve("fin");
  const { version } = await now();
  await as("fay").tasks.reject({ ...on, version, reason: "Too expensive" });
  const votes: object[] = [];
  for await (const { collection, record } of taskwire.users.export("fay"))
    if (collection === "votes") votes.push(record);
  expect(votes).toMatchObject([
    { taskId: on.taskId, by: "fay", vote: "against", reason: "Too expensive" },
  ]);
});

test("an export has the reasons that a person gave for other changes of an approval", async () => {
  const { taskwire, on, as, approve } = await startPurchase({ approval });
  await approve("fin");
  await as("cho").tasks.withdraw({ ...on, step: "line", seat: "fin", reason: "Fin is on leave" });
  const records: object[] = [];
  for await (const { collection, record } of taskwire.users.export("cho"))
    if (collection === "votes") records.push(record);
  expect(records).toMatchObject([{ taskId: on.taskId, by: "cho", reason: "Fin is on leave" }]);
  await taskwire.users.erase("cho", { texts: "delete" });
  const history = JSON.stringify(await as("flo").tasks.history({ ...on, limit: 100 }));
  expect(history).not.toContain("Fin is on leave");
});

test("a key keeps no text that a person wrote, and a repeat has it again (H5)", async () => {
  const storage = memoryStorage();
  const results: string[] = [];
  const { on, boardId, runtime, now, as, system } = await startPurchase({
    approval,
    storage: {
      ...storage,
      commit(commit) {
        results.push(commit.result);
        return storage.commit(commit);
      },
    },
  });
  const [from, until] = [0, 86_400_000].map((ms) => new Date(runtime.now() + ms).toISOString());
  const absence = { to: ["leo"], boardId, from: String(from), until: String(until) };
  const delegation = { ...absence, reason: "A secret illness" };
  const set = () => as("fay").delegations.set(delegation, { key: "key-00000001" });
  const first = await set();
  expect(first.delegation.reason).toBe("A secret illness");
  expect(await set()).toEqual(first);
  const reason = "A secret reason";
  const { version } = await now();
  await as("fin").tasks.approve({ ...on, version, reason });
  await as("fin").tasks.withdraw({ ...on, step: "line", reason });
  await as("cho").tasks.force({ ...on, version, reason });
  await system.comments.post({ ...on, text: "A secret for @nobody" });
  const task = { boardId, type: "purchase" as const, title: "secret", description: "secret" };
  await as("ann").tasks.create({
    ...task,
    data: { amount: 1, supplier: "secret", managerId: "max" },
  });
  expect(results.filter((result) => result.includes("secret"))).toEqual([]);
});

test("an edit voids only the votes about what it changes, also after an erasure has changed the title", async () => {
  const { taskwire, on, now, approve, as, steps } = await startPurchase({
    approval: { steps: { line: { by: { role: "FINANCE" }, required: 2, covers: ["title"] } } },
  });
  await as("ann").tasks.edit({ ...on, title: "A printer for leo" });
  await approve("fin");
  await taskwire.users.erase("leo", { everywhere: true });
  expect((await now()).title).not.toContain("leo");
  await as("ann").tasks.edit({ ...on, description: "A colour one" });
  expect((await now()).approval?.votes).toMatchObject([{ seat: "fin" }]);
  await as("ann").tasks.edit({ ...on, title: "A desk" });
  expect((await now()).approval?.votes).toEqual([]);
  expect(await steps()).toBe("line open");
});
