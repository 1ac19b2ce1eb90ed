import { randomUUID } from "node:crypto";
import type { Storage } from "@taskwire/core/adapter";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { logOf, markOf, openAt } from "./counting.ts";

export interface CutCounts {
  cuts: number;
  /** Commits whose outcome was reported although the connection broke. */
  known: number;
  unknown: number;
  /** Commits with unknown outcome that were kept. */
  unknownKept: number;
}

/**
 * Breaks the connection during commits: after 0 bytes, after `step` bytes, and so on, in both
 * directions. Returns what went wrong.
 */
export async function cutEverywhere(
  url: string,
  step: number,
): Promise<{ problems: string[]; counts: CutCounts }> {
  const schema = `cut_${randomUUID().replaceAll("-", "")}`;
  const direct = await openAt(url, { schema });
  await using proxy = await TcpProxy.to(Number(new URL(url).port));
  const through = new URL(url);
  through.port = String(proxy.port);
  const storage = await openAt(through.href, { schema, connections: 2 });
  const counts: CutCounts = { cuts: 0, known: 0, unknown: 0, unknownKept: 0 };
  const problems: string[] = [];
  try {
    // The bytes of one commit, measured once on an established connection.
    await storage.heads(["board:none"]);
    const before = { ...proxy.passed };
    await storage.commit(markOf("measured"));
    const size = { up: proxy.passed.up - before.up, down: proxy.passed.down - before.down };
    const places = (["up", "down"] as const).flatMap((direction) =>
      Array.from({ length: Math.ceil((size[direction] + 1) / step) }, (_, i) => ({
        direction,
        bytes: i * step,
      })),
    );
    // The outcome depends on the last bytes in each direction.
    for (const back of [0, 1, 2, 4, 5, 6]) places.push({ direction: "up", bytes: size.up - back });
    for (const back of [0, 1, 5, 6]) places.push({ direction: "down", bytes: size.down - back });
    for (const place of places) {
      const problem = await cutOnce(storage, direct, proxy, place, counts);
      if (problem) problems.push(`${place.direction} ${place.bytes}: ${problem}`);
    }
    const texts = (await logOf(direct)).map(({ subject }) => subject);
    if (new Set(texts).size !== texts.length) problems.push("something was done twice");
    if (texts.length !== places.length + 1)
      problems.push(`${texts.length} effects of ${places.length + 1} commands`);
  } finally {
    await storage.close();
    await direct.close();
  }
  return { problems, counts };
}

async function cutOnce(
  storage: Storage,
  direct: Storage,
  proxy: TcpProxy,
  { direction, bytes }: { readonly direction: "up" | "down"; readonly bytes: number },
  counts: CutCounts,
): Promise<string | undefined> {
  await storage.heads(["board:none"]);
  const command = markOf(`${direction}${bytes}-${counts.cuts++}`);
  const cut = proxy.cutAfter(direction, bytes);
  const outcome = await storage.commit(command).catch((error: { code: string }) => error.code);
  const kept = (await direct.get([], command.key)).repeated !== null;
  // If fewer bytes are sent than measured, the cut never happens.
  proxy.heal();
  await Promise.race([cut, Promise.resolve()]);
  if (outcome === "unavailable" && kept) return "it failed, and was kept";
  if (typeof outcome === "string" && outcome !== "unknown_outcome" && outcome !== "unavailable")
    return outcome;
  if (typeof outcome === "object") {
    counts.known++;
    if (!kept) return "it was acknowledged, and is not there";
  } else if (outcome === "unknown_outcome") {
    counts.unknown++;
    if (kept) counts.unknownKept++;
  }
  const again = await storage.commit(command);
  if (again.status === "conflict") return "the repeat was a conflict";
  if (typeof outcome === "object" && again.status !== "repeated")
    return "the repeat had an effect of its own";
  return undefined;
}
