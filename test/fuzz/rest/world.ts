import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createTaskwire, defineTemplates, TaskwireError } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { expressAdapter } from "@taskwire/express-adapter";
import express from "express";
import { z } from "zod";
import { noQuotas } from "../../no-quotas.ts";
import { votedRolesFor, votedWorkflowFor } from "../../support/voted.ts";

// The operations on the steps of approvals are drawn too.
const workflow = votedWorkflowFor({
  task: { data: z.null() },
  sale: {
    data: z.strictObject({ car: z.string().max(50), price: z.int().min(0).max(10_000_000) }),
  },
});

const roles = votedRolesFor(workflow);
const templates = defineTemplates(
  { workflow, roles },
  {
    sale: {
      version: 1,
      type: "sale",
      subtasks: {
        verify: { title: "Verify the customer", assignee: "creator" },
        register: { title: "Register the vehicle", assignee: "creator", after: ["verify"] },
      },
    },
  },
);

/** The people on the boards, with ids as apps have them. */
export const workers = ["ada", "bob", "lim@example.com", "auth0|1"] as const;

/** All of them. `eve` is on no board, and `dis` is disabled. */
export const people = [...workers, "eve", "dis"] as const;

async function authenticate(token: string): Promise<{ userId: string }> {
  if (!token.startsWith("valid:"))
    throw new TaskwireError("unauthenticated", "There is no such token.");
  return { userId: decodeURIComponent(token.slice(6)) };
}

/** A REST server with people of several rights and a few boards, as a fuzzer meets it. */
export async function startWorld(storage?: Storage) {
  const errors: unknown[] = [];
  const taskwire = createTaskwire({
    workflow,
    roles,
    templates,
    limits: { callsPerSecond: 1e9, callBurst: 1e9, failuresPerSecond: 1e9, failureBurst: 1e9 },
    quotas: noQuotas,
    onError: (error) => void errors.push(error),
    ...(storage && { storage }),
  });
  await taskwire.open();
  for (const id of people)
    await taskwire.system.users.put({
      id,
      name: id,
      handle: id.replace(/\W.*/, ""),
      role: id === "ada" || id === "bob" ? "ADMIN" : "ADMIN_LIMITED",
      disabled: id === "dis",
    });
  const server = createServer(express().use("/api", expressAdapter({ taskwire, authenticate })));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    taskwire,
    errors,
    /** Makes a board with something of each kind, and calls `learn` with all that was made. */
    async plant(learn: (operation: string, by: string, record: object) => void) {
      const as = (userId: string) => taskwire.as({ userId });
      const [ada, bob, lim] = workers;
      const board = await as(ada).boards.create({ name: "Sales" });
      const boardId = board.id;
      learn("boards.create", ada, board);
      for (const userId of workers.slice(1)) await as(ada).members.add({ boardId, userId });
      for (const action of ["approve", "reject", undefined] as const) {
        const data = { car: "CR-V", price: 1 };
        const made = await as(lim).tasks.create({ boardId, type: "sale", title: "Sell", data });
        learn("tasks.create", lim, made);
        const { id: taskId, version } = made.task;
        learn("comments.post", lim, await as(lim).comments.post({ boardId, taskId, text: "So" }));
        if (!action) continue;
        const input = { boardId, taskId, version, reason: "So" };
        learn(`tasks.${action}`, bob, await as(bob).tasks[action](input));
      }
      const room = await as(lim).rooms.create({ boardId, name: "Room", memberIds: [ada, bob] });
      learn("rooms.create", lim, room);
      const message = await as(bob).messages.post({ boardId, roomId: room.id, text: "@ada hello" });
      learn("messages.post", bob, message);
    },
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await taskwire.close();
    },
  };
}

export const tokenOf = (person: string): string => `valid:${encodeURIComponent(person)}`;
