import type { EngineParts } from "../../engine/attempt.ts";
import { channelItems } from "../../model/channel-item.ts";
import { decisionLinks } from "../../model/decision-link.ts";
import { fanOuts } from "../../model/fan-out.ts";
import { jobs } from "../../model/job.ts";
import { webhookFailures } from "../../model/webhook.ts";
import { eachPage, untilKept } from "../deletion/pages.ts";

const pageSize = 100;

/** Deletes the recorded outcomes of old events, and of notifications that channels have sent or dropped. */
export async function* expireOutcomes(
  before: string | undefined,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  if (before === undefined) return;
  yield* untilKept(
    fanOuts,
    { index: "age", equals: {}, limit: pageSize },
    (found, context) => {
      const old = found.filter(({ createdAt }) => createdAt < before);
      for (const { id } of old) context.derive({ collection: fanOuts.name, id, kind: "delete" });
      return old.length;
    },
    parts,
  );
  for (const state of ["sent", "dropped"])
    yield* untilKept(
      channelItems,
      { index: "age", equals: { state }, limit: pageSize },
      (found, context) => {
        const old = found.filter(({ createdAt }) => createdAt < before);
        for (const { id } of old)
          context.derive({ collection: channelItems.name, id, kind: "delete" });
        return old.length;
      },
      parts,
    );
}

/** Deletes decision links that ended long ago. A repeat of their use has no effect later either. */
export async function* expireLinks(
  before: string | undefined,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  if (before === undefined) return;
  yield* untilKept(
    decisionLinks,
    { index: "end", equals: {}, limit: pageSize },
    (found, context) => {
      const old = found.filter(({ expiresAt }) => expiresAt < before);
      for (const { id } of old)
        context.derive({ collection: decisionLinks.name, id, kind: "delete" });
      return old.length;
    },
    parts,
  );
}

/** Deletes the jobs of reactions that failed long ago, and the events that webhooks skipped long ago. */
export async function* expireFailedReactions(
  before: string | undefined,
  parts: EngineParts,
): AsyncGenerator<void, void, undefined> {
  if (before === undefined) return;
  yield* untilKept(
    webhookFailures,
    { index: "age", equals: {}, limit: pageSize },
    (found, context) => {
      const old = found.filter(({ at }) => at < before);
      for (const { id } of old)
        context.derive({ collection: webhookFailures.name, id, kind: "delete" });
      return old.length;
    },
    parts,
  );
  yield* eachPage(
    jobs,
    { index: "due", equals: { status: "failed" }, limit: pageSize },
    (found, context) => {
      for (const { id, runAt } of found)
        if (runAt < before) context.derive({ collection: jobs.name, id, kind: "delete" });
    },
    parts,
  );
}
