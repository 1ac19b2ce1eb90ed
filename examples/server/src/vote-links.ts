import { fileURLToPath } from "node:url";
import type { Notification } from "@taskwire/core";
import { decisionPage } from "@taskwire/express-adapter";
import express, { Router } from "express";
import type { Hosted } from "./hosted.ts";
import type { Settings } from "./settings.ts";

/** Where the links in mails lead: to the first of the app's origins. Undefined if that is no place for links. */
export function voteUrl({ origins, port }: Pick<Settings, "origins" | "port">): string | undefined {
  const [origin = `http://localhost:${port}`] = origins;
  return /^https:|^http:\/\/localhost(:|$)/.test(origin) ? `${origin}/vote` : undefined;
}

/** The names of the fields of requests, in this app and in the one with several votes. */
const labels = {
  "data.vehicle": { en: "Vehicle", th: "รถยนต์" },
  "data.customer": { en: "Customer", th: "ลูกค้า" },
  "data.tradeIn": { en: "Trade-in", th: "รถแลก" },
  "data.purpose": { en: "What for", th: "ซื้ออะไร" },
  "data.supplier": { en: "Supplier", th: "ผู้ขาย" },
  "data.amount": { en: "Amount (baht)", th: "จำนวนเงิน (บาท)" },
  "data.managerId": { en: "Line manager", th: "หัวหน้างาน" },
};

/** Serves the page of decision links, with the session that the app keeps in the browser. */
export function votePage(): Router {
  const files = fileURLToPath(new URL("../public/vote/", import.meta.url));
  const router = Router();
  router.use(express.static(files, { index: false }));
  const addresses = { session: "/vote/session.js", signIn: "/", task: "/requests/:taskId" };
  router.use(decisionPage({ ...addresses, labels }));
  return router;
}

/** Makes the link for a mail that asks for a decision. Undefined if its person can't decide any more. */
export const linkMaker =
  ({ system }: Hosted) =>
  async ({ boardId, taskId, userId, reason }: Notification): Promise<string | undefined> => {
    if (reason !== "approval.requested" || !boardId || !taskId) return undefined;
    const input = { boardId, taskId, userId, actions: ["approve", "reject"] };
    return system.links.make(input).then(
      ({ url }) => url,
      () => undefined,
    );
  };
