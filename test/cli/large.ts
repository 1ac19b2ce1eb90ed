import { defineCollection } from "@taskwire/core/adapter";
import { type Database, withApp } from "./databases.ts";

/** Large records, each with an event that carries it. */
export const pages = defineCollection<{
  id: string;
  version: number;
  text: string;
  open: boolean;
}>()({
  name: "pages",
  fields: { text: "text", open: "boolean" },
  indexes: {},
  versions: "topic",
});

const perCommit = 250;

/** Fills a database with this many events and records, of about a kilobyte each, in ten topics. */
export async function fillLarge(database: Database, events: number): Promise<void> {
  const text = "วันนี้ขายรถสีน้ำเงิน ".repeat(20);
  const storage = database.storage();
  let next = 0;
  const write = async () => {
    while (next < events) {
      const first = next;
      next += perCommit;
      const ids = Array.from(
        { length: perCommit },
        (_, i) => `p${String(first + i).padStart(8, "0")}`,
      );
      await storage.commit({
        reads: [],
        writes: ids.map((id, event) => ({
          kind: "insert",
          collection: pages.name,
          id,
          fields: { text, open: true },
          event,
        })),
        events: ids.map((id, i) => ({
          topic: `board:${(first / perCommit) % 10}`,
          id: `c${first}.${i}`,
          type: "page.written",
          subject: id,
          at: "2026-01-02T03:04:05.678Z",
          actor: "u",
          audience: null,
          data: JSON.stringify({ page: { id, text, open: true } }),
          records: JSON.stringify({ put: { page: pages.name } }),
        })),
        key: { actor: "u", key: `key-${first}`, hash: "h", at: "2026-01-02T03:04:05.678Z" },
        result: "null",
      });
    }
  };
  const app = { open: () => storage.open([pages]), close: () => storage.close() };
  await withApp(app, () => Promise.all(Array.from({ length: 4 }, write)));
}
