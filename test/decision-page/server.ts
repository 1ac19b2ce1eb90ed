import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  approvalWorkflowFor,
  createTaskwire,
  defaultLimits,
  memoryStorage,
  TaskwireError,
} from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { decisionPage, expressAdapter } from "@taskwire/express-adapter";
import express from "express";
import { z } from "zod";

const workflow = approvalWorkflowFor({
  task: { data: z.strictObject({ amount: z.number() }) },
});

const authenticate = async (token: string) => {
  if (token.startsWith("token-of-")) return { userId: token.slice(9) };
  throw new TaskwireError("unauthenticated", "There is no such token.");
};

/** The session of a person is their id in the storage of the browser. */
const sessionModule = `export const accessToken = async () => {
  const person = localStorage.getItem("person");
  return person === null ? undefined : "token-of-" + person;
};`;

/** A server with the page for decision links, on which Lek asks and Dao decides. */
export async function startDecisionPage(storage: Storage = memoryStorage()) {
  const seen: { readonly method: string; readonly url: string; readonly referrer: string }[] = [];
  const app = express();
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const limits = { ...defaultLimits, callsPerSecond: 100_000, callBurst: 100_000 };
  const links = { url: `${origin}/vote` };
  const taskwire = createTaskwire({ storage, workflow, links, limits });
  await taskwire.open();
  app.use((request, _response, next) => {
    const { method, originalUrl: url, headers } = request;
    seen.push({ method, url, referrer: headers.referer ?? "" });
    next();
  });
  app.get("/session.js", (_request, response) => void response.type("js").send(sessionModule));
  app.use("/api", expressAdapter({ taskwire, authenticate }));
  const labels = { "data.amount": { en: "Amount", th: "จำนวนเงิน" } };
  const addresses = { session: "/session.js", signIn: "/sign-in", task: "/tasks/:taskId" };
  app.use("/vote", decisionPage({ ...addresses, labels }));
  const { users, boards, members } = taskwire.system;
  await users.put({ id: "dao", name: "Dao", role: "ADMIN" });
  await users.put({ id: "lek", name: "Lek", role: "ADMIN_LIMITED" });
  const { id: boardId } = await boards.create({ name: "Sales" });
  for (const userId of ["dao", "lek"]) await members.add({ boardId, userId });
  const lek = taskwire.as({ userId: "lek" });
  /** Lek asks, and Dao gets a mail. */
  async function mail(how: "signIn" | "bearer") {
    const data = { amount: 1200 };
    const { task } = await lek.tasks.create({ boardId, title: "Sell <b>it</b>", data });
    const on = { boardId, taskId: task.id };
    const { url, code = "" } = await taskwire.system.links.make({
      ...{ ...on, userId: "dao", actions: ["approve", "reject"], mode: how },
      ...(how === "bearer" && { confirm: "code" as const }),
    });
    const now = async () => (await taskwire.system.tasks.get(on)).task;
    return { url, code, wrong: code === "007" ? "008" : "007", on, now };
  }
  return {
    origin,
    seen,
    taskwire,
    lek,
    mail,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await taskwire.close();
    },
  };
}

export type DecisionPageServer = Awaited<ReturnType<typeof startDecisionPage>>;
