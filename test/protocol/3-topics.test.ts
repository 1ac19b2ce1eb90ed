import { expect } from "vitest";
import { type Approved, eventsOf, section } from "./section.ts";

const doc = section(3);
const { clause, connect, onBoard, raw, submit } = doc;

clause("3.1 a subscription without a cursor begins now", async () => {
  const dao = await connect("dao");
  await submit(dao, "before");
  const subscribed = await dao.subscribe(doc.server.topic);
  expect(subscribed).toEqual({
    type: "subscribed",
    topic: doc.server.topic,
    cursor: expect.any(String),
    number: subscribed.head,
    head: subscribed.number,
  });
  await submit(dao, "after");
  expect(eventsOf(await dao.next("events")).map(({ data }) => data.task)).toMatchObject([
    { title: "after" },
  ]);
});

clause("3.2 a cursor brings the missed events, up to the head", async () => {
  const [dao, lek] = [await connect("dao"), await connect("lek")];
  const { cursor } = await lek.subscribe(doc.server.topic);
  lek.end();
  await submit(dao);
  await doc.server.taskwire
    .as({ userId: "lek" })
    .tasks.create({ boardId: doc.server.boardId, title: "mine" });
  await submit(dao);
  const again = await connect("lek");
  const { number, head } = await again.subscribe(doc.server.topic, cursor as string);
  expect(head).toBe((number as number) + 3);
  const first = await again.next("events");
  expect(eventsOf(first).map(({ data }) => data.task)).toMatchObject([{ title: "mine" }]);
  // The next event was not for Lek. An empty frame says that nothing more will come.
  const reached = first.to === head ? first : await again.next("events");
  expect(reached.to).toBe(head);
});

clause("3.3 frames are contiguous, and an old cursor joins seamlessly", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  let position = (await nok.subscribe(doc.server.topic)).number as number;
  const numbers: number[] = [];
  for (let i = 0; i < 5; i++) {
    await submit(dao);
    const frame = await nok.next("events");
    expect(frame.from).toBe(position + 1);
    position = frame.to as number;
    numbers.push(...eventsOf(frame).map(({ number }) => number));
  }
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] as number) + i));
});

clause("3.4 the events of a command come in one frame, live and later", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  const { cursor } = await nok.subscribe(doc.server.topic);
  const { id: taskId, version } = await submit(dao);
  await nok.next("events");
  await nok.call("tasks.approve", onBoard({ taskId, version }));
  const live = eventsOf(await nok.next("events"));
  expect(live.map(({ type }) => type)).toEqual([
    "task.approved",
    "subtask.created",
    "subtask.created",
  ]);
  expect(new Set(live.map(({ id }) => id.slice(0, id.lastIndexOf(".")))).size).toBe(1);
  const later = await connect("nok");
  await later.subscribe(doc.server.topic, cursor as string);
  expect(eventsOf(await later.next("events")).slice(-3)).toEqual(live);
});

clause("3.5 the versions of records follow from event numbers", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  await nok.subscribe(doc.server.topic);
  const { id: taskId, version } = await submit(dao);
  const [created] = eventsOf(await nok.next("events"));
  expect(created).toMatchObject({ subject: taskId, data: { task: { id: taskId } } });
  expect(created).toMatchObject({ put: { task: "tasks" } });
  expect(created).not.toHaveProperty("drop");
  const { result } = await nok.call("tasks.approve", onBoard({ taskId, version }));
  const { task, subtasks } = result as Approved;
  const [approved, first, second] = eventsOf(await nok.next("events"));
  expect(approved?.data.task).not.toHaveProperty("version");
  expect(subtasks.map(({ version }) => version)).toEqual([first?.number, second?.number]);
  expect([approved, first, second].map((event) => event?.put)).toEqual([
    { task: "tasks" },
    { subtask: "subtasks" },
    { subtask: "subtasks", task: "tasks" },
  ]);
  expect(task.version).toBe(second?.number);
});

clause("3.6 a board is opened with the cursor to follow it from", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  await submit(dao, "one");
  const { result } = await nok.call("boards.open", onBoard());
  const opened = result as { cursor: string; tasks: object[]; members: object[] };
  expect(opened.tasks).toMatchObject([{ title: "one" }]);
  expect(opened.members).toHaveLength(3);
  // The members of a room are in another collection than those of a board.
  const { result: room } = await dao.call("rooms.create", onBoard({ name: "Room" }));
  const { id: roomId } = room as { id: string };
  const opening = (await dao.call("rooms.open", onBoard({ roomId }))).result as {
    [field: string]: never;
  };
  const at = await dao.subscribe(`room:${roomId}`);
  expect(at.cursor).toBe(opening.cursor);
  await dao.call("roomMembers.add", onBoard({ roomId, userId: "nok" }));
  expect(eventsOf(await dao.next("events"))[0]?.put).toMatchObject({ member: "room_members" });
  await submit(dao, "two");
  await nok.subscribe(doc.server.topic, opened.cursor);
  expect(eventsOf(await nok.next("events")).map(({ data }) => data.task)).toMatchObject([
    { title: "two" },
  ]);
});

clause("3.7 a task comes into sight as a whole, and leaves as a hidden event", async () => {
  const [dao, nok, lek] = [await connect("dao"), await connect("nok"), await connect("lek")];
  await lek.subscribe(doc.server.topic);
  const { id: taskId, version } = await submit(dao);
  const { subtasks } = (await nok.call("tasks.approve", onBoard({ taskId, version })))
    .result as Approved;
  const [mine, other] = subtasks.map(({ id }) => id) as [string, string];
  await dao.call("subtasks.assign", onBoard({ taskId, subtaskId: mine, assigneeId: "lek" }));
  const [brought] = eventsOf(await lek.next("events"));
  expect(brought?.data).toMatchObject({
    task: { id: taskId },
    subtask: { id: mine },
    subtasks: [{ id: other, version: expect.any(Number) }],
  });
  expect(brought).toMatchObject({
    put: { task: "tasks", subtask: "subtasks" },
    show: { subtasks: "subtasks" },
  });
  const assign = (assigneeId: string | null) =>
    dao.call("subtasks.assign", onBoard({ taskId, subtaskId: mine, assigneeId }));
  await assign(null);
  expect(eventsOf(await lek.next("events"))).toEqual([
    { number: expect.any(Number), type: "hidden", subject: taskId },
  ]);
  // Unchanged records come back with the versions that they had, and comments don't come.
  await dao.call("comments.post", onBoard({ taskId, text: "Hello" }));
  await assign("lek");
  const [again] = eventsOf(await lek.next("events"));
  expect(again?.data.subtasks).toEqual(brought?.data.subtasks);
  expect(Object.values({ ...again?.put, ...again?.show })).not.toContain("comments");
});

clause("3.8 a subscription that can't continue gets a reload with its reason", async () => {
  const [dao, lek] = [await connect("dao"), await connect("lek")];
  const { cursor } = await lek.subscribe(doc.server.topic);
  lek.send({ type: "unsubscribe", topic: doc.server.topic });
  await lek.next("unsubscribed");
  const reasonFor = async (after: string) => {
    lek.send({ type: "subscribe", topic: doc.server.topic, after });
    return (await lek.next("reload")).reason;
  };
  expect(await reasonFor("nonsense")).toBe("gone");
  expect(await reasonFor((cursor as string).replace(/~.*~/, "~another-log~"))).toBe("gone");
  for (let i = 0; i < 21; i++)
    await doc.server.taskwire
      .as({ userId: "dao" })
      .tasks.create({ boardId: doc.server.boardId, title: "x" });
  expect(await reasonFor(cursor as string)).toBe("too_old");
  const again = (await lek.subscribe(doc.server.topic)).cursor as string;
  await dao.call("members.change", onBoard({ userId: "lek", role: "ADMIN" }));
  expect(await lek.next("reload")).toMatchObject({ reason: "rights" });
  expect(await reasonFor(again)).toBe("rights");
  // A new name ends no subscription. A client that was away meanwhile loads the board again.
  const { cursor: before } = await lek.subscribe(doc.server.topic);
  const { system } = doc.server.taskwire;
  await system.users.put({ id: "lek", name: "Lek Two", role: "ADMIN_LIMITED" });
  for (let name: unknown; name !== "Lek Two"; )
    name = eventsOf(await lek.next("events"))[0]?.data.member?.["name"];
  await submit(lek);
  await lek.next("events");
  const other = await connect("lek");
  other.send({ type: "subscribe", topic: doc.server.topic, after: before });
  expect(await other.next("reload")).toMatchObject({ reason: "rights" });
});

clause("3.9 a missing topic and a forbidden topic look the same", async () => {
  const mia = await connect("mia");
  const answers = new Set<string>();
  for (const topic of [doc.server.topic, "board:nothing", "user:dao", "user:nobody", "nonsense"]) {
    mia.send({ type: "subscribe", topic });
    answers.add(JSON.stringify({ ...(await mia.next("unsubscribed")), topic: "" }));
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toContain("not_found");
});

clause("3.10 no event after a removal is delivered", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  await nok.subscribe(doc.server.topic);
  const system = doc.server.taskwire.system;
  await Promise.all([
    system.members.remove({ boardId: doc.server.boardId, userId: "nok" }),
    ...Array.from({ length: 10 }, () => submit(dao)),
  ]);
  await nok.next("unsubscribed");
  const last = nok.waiting
    .filter(({ type }) => type === "events")
    .flatMap(eventsOf)
    .at(-1);
  expect(last).toMatchObject({ type: "member.removed", subject: "nok" });
  expect((await nok.call("boards.open", onBoard())).error).toMatchObject({ code: "not_found" });
  // A person who comes back later only hears that it has ended.
  const { cursor } = await dao.subscribe(doc.server.topic);
  const later = await connect("nok");
  later.send({ type: "subscribe", topic: doc.server.topic, after: cursor });
  expect(await later.next("unsubscribed")).toMatchObject({ error: { code: "not_found" } });
  expect(later.waiting).toEqual([]);
  await later.subscribe("user:nok");
  await system.members.add({ boardId: doc.server.boardId, userId: "nok" });
  expect(eventsOf(await later.next("events"))[0]).toMatchObject({ type: "user.joined" });
});

clause("3.11 a client can end a subscription", async () => {
  const [dao, nok] = [await connect("dao"), await connect("nok")];
  await nok.subscribe(doc.server.topic);
  nok.send({ type: "unsubscribe", topic: doc.server.topic });
  expect(await nok.next("unsubscribed")).toEqual({ type: "unsubscribed", topic: doc.server.topic });
  await submit(dao);
  await nok.call("users.me", {});
  expect(nok.waiting.filter(({ type }) => type === "events")).toEqual([]);
});

clause("3.12 a topic is followed only once, and the number of topics is limited", async () => {
  const nok = await connect("nok");
  await nok.subscribe(doc.server.topic);
  nok.send({ type: "subscribe", topic: doc.server.topic });
  expect(await nok.next("unsubscribed")).toMatchObject({ error: { code: "refused" } });
  await nok.subscribe("user:nok");
  // Two topics are followed. The third does not exist, but counts until that is known.
  for (const topic of ["board:a", "board:b"]) nok.send({ type: "subscribe", topic });
  const codes = [await nok.next("unsubscribed"), await nok.next("unsubscribed")].map(
    ({ error }) => (error as { code: string }).code,
  );
  expect(codes.sort()).toEqual(["not_found", "rate_limited"]);
  // It is worth trying again.
  nok.send({ type: "unsubscribe", topic: "user:nok" });
  await nok.next("unsubscribed");
  await nok.subscribe("user:nok");
  await submit(nok);
  await nok.next("events");
});

clause("3.13 a disabled account is disconnected", async () => {
  const nok = await connect("nok");
  await doc.server.taskwire.system.users.put({
    id: "nok",
    name: "nok",
    role: "ADMIN",
    disabled: true,
  });
  expect((await nok.closed).code).toBe(4403);
  const again = await raw();
  again.send({ type: "authenticate", token: "nok" });
  expect((await again.closed).code).toBe(4403);
});
