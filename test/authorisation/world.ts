import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import { createClient } from "@taskwire/client";
import {
  approvalRoles,
  approvalWorkflow,
  createTaskwire,
  defineTemplates,
  TaskwireError,
} from "@taskwire/core";
import { expressAdapter } from "@taskwire/express-adapter";
import { wsAdapter } from "@taskwire/ws-adapter";
import express from "express";
import { rewindableStorage } from "../../packages/core/test/support/rewindable-storage.ts";
import { votedRoles, votedTemplates, votedWorkflow } from "../support/voted.ts";
import { principals } from "./table.ts";

const templates = defineTemplates(
  { workflow: approvalWorkflow, roles: approvalRoles },
  {
    work: { version: 1, type: "task", subtasks: { part: { title: "Part", assignee: "creator" } } },
  },
);

/** Tokens are `valid:<user id>` and `expired:<user id>`. */
async function authenticate(token: string): Promise<{ userId: string; expiresAt: number }> {
  const [, state, userId = ""] = /^(valid|expired):(\w+)$/.exec(token) ?? [];
  if (state !== "valid") throw new TaskwireError("unauthenticated", "The token does not hold.");
  return { userId, expiresAt: Date.now() + 3_600_000 };
}

/** A server with all kinds of callers, whose data can be reset after each call. */
export async function startWorld(isVoted = false) {
  const storage = rewindableStorage();
  const limits = { callsPerSecond: 1e6, callBurst: 1e6, connectionsPerUser: 100 };
  // The types are those of the default workflow. Operations on the steps of an approval are called by name.
  const voted = { workflow: votedWorkflow, roles: votedRoles, templates: votedTemplates };
  const more: object = isVoted ? voted : {};
  const taskwire = createTaskwire({ storage, templates, limits, onError() {}, ...more });
  await taskwire.open();
  const { system } = taskwire;
  const as = (userId: string) => taskwire.as({ userId });
  const admins = ["foreignAdmin", "admin", "removed", "downgraded", "disabled"];
  const people = [
    ...principals.filter((name) => name !== "nobody" && name !== "expired"),
    "guest",
    "extra",
  ];
  for (const id of people) {
    await system.users.put({ id, name: id, role: admins.includes(id) ? "ADMIN" : "ADMIN_LIMITED" });
  }
  const place = async (admin: string, worker: string) => {
    const { id: boardId } = await as(admin).boards.create({ name: "Board" });
    for (const userId of people)
      if (
        userId === worker ||
        (admin === "admin" && !["foreignAdmin", "outsider", "extra", "admin"].includes(userId))
      )
        await system.members.add({ boardId, userId });
    const {
      task: { id: taskId, version },
    } = await as(worker).tasks.create({ boardId, title: "Waiting" });
    const {
      task: { id: workId, version: workVersion },
    } = await as(worker).tasks.create({ boardId, title: "Worked on" });
    const { subtasks } = await as(admin).tasks.approve({
      boardId,
      taskId: workId,
      version: workVersion,
    });
    const { id: commentId } = await as(worker).comments.post({
      boardId,
      taskId,
      text: "A comment",
    });
    const memberIds = people.filter((id) =>
      ["admin", "removed", "downgraded", "disabled"].includes(id),
    );
    const { id: roomId } = await as(worker).rooms.create({
      boardId,
      name: "Room",
      memberIds: admin === "admin" ? memberIds : [],
    });
    const { id: messageId } = await as(worker).messages.post({
      boardId,
      roomId,
      text: "A message",
    });
    return {
      boardId,
      taskId,
      version,
      workId,
      subtaskId: String(subtasks[0]?.id),
      commentId,
      roomId,
      messageId,
    };
  };
  const here = await place("admin", "involved");
  const elsewhere = await place("foreignAdmin", "extra");
  await system.members.remove({ boardId: here.boardId, userId: "removed" });
  await system.members.change({
    boardId: here.boardId,
    userId: "downgraded",
    role: "ADMIN_LIMITED",
  });
  await system.users.put({ id: "disabled", name: "disabled", role: "ADMIN", disabled: true });

  const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
  const sockets = wsAdapter({ taskwire, server, origins: [], authenticate });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // A job of the setup that runs later would look like something that a refused call has written.
  const jobs = () => storage.list("jobs", { index: "due", equals: {}, limit: 1 });
  while ((await jobs()).records.length > 0) await setImmediate();
  const began = storage.moment();
  const connect = (token: string) =>
    createClient<typeof taskwire>({ url: `ws://127.0.0.1:${port}/taskwire`, token: () => token });
  // A client whose token is refused keeps its calls for the next login, which never comes here.
  const stopIfSignedOut = (client: ReturnType<typeof connect>) =>
    client.onStatus((status) => status === "signed out" && client.close());
  const clients = new Map<string, ReturnType<typeof connect>>();

  return {
    taskwire,
    here,
    elsewhere,
    http: `http://127.0.0.1:${port}/api`,
    /** The connection for a token, shared by all its calls. */
    clientOf(token: string) {
      const known = clients.get(token);
      if (known) return known;
      const client = connect(token);
      clients.set(token, client);
      stopIfSignedOut(client);
      return client;
    },
    /** Undoes the last call. */
    async undo() {
      // A job of a call that is undone must not write after it.
      while ((await jobs()).records.length > 0) await setImmediate();
      if (storage.moment().length > began.length) await storage.rewind(began);
    },
    hasChanged: () => storage.moment().length > began.length,
    async [Symbol.asyncDispose]() {
      for (const client of clients.values()) client.close();
      await sockets.close({ deadlineMs: 0 });
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await taskwire.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
