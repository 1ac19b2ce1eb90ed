import { expect, test } from "vitest";
import { commandOf, eventId } from "../src/log/command.ts";
import { readPage, start } from "../src/log/log.ts";
import { memoryStorage } from "../src/storage/memory.ts";

const topic = "board:sales";

/** The pages of a log whose commands have so many events each: the commands in each page. */
async function pagesOf(
  sizes: readonly number[],
  bytes = 2,
): Promise<{ command: string; events: number }[][]> {
  const storage = memoryStorage();
  await storage.open([]);
  for (const [i, size] of sizes.entries()) {
    const at = "2026-01-01T00:00:00.000Z";
    const event = {
      topic,
      type: "noted",
      subject: "it",
      at,
      actor: "dao",
      audience: null,
      records: null,
      data: JSON.stringify("x".repeat(bytes - 2)),
    };
    const events = Array.from({ length: size }, (_, n) => ({
      ...event,
      id: eventId(`command-${i}`, n),
    }));
    await storage.commit({ reads: [], writes: [], events, result: "null" });
  }
  const pages = [];
  for (let after = start; ; ) {
    const page = await readPage(storage, topic, after);
    const last = page.status === "page" ? page.events.at(-1) : undefined;
    if (page.status !== "page" || !last) return pages;
    const commands = page.events.map(commandOf);
    pages.push(
      [...new Set(commands)].map((command) => ({
        command,
        events: commands.filter((one) => one === command).length,
      })),
    );
    after = last;
  }
}

test("a command that would be cut by the end of a page comes whole on the next page", async () => {
  expect(await pagesOf([150, 100, 30])).toEqual([
    [{ command: "command-0", events: 150 }],
    [
      { command: "command-1", events: 100 },
      { command: "command-2", events: 30 },
    ],
  ]);
});

test("a command larger than a page comes whole", async () => {
  expect(await pagesOf([1, 900, 1])).toEqual([
    [{ command: "command-0", events: 1 }],
    [
      { command: "command-1", events: 900 },
      { command: "command-2", events: 1 },
    ],
  ]);
});

test("a command that would be cut by its bytes comes whole on the next page, or on a larger one (H1)", async () => {
  const kib = 1024;
  const pages = await pagesOf([1, 1, 3, 2, 20, 1], 80 * kib);
  expect(pages[0]).toHaveLength(2);
  expect(pages.flat().map(({ events }) => events)).toEqual([1, 1, 3, 2, 20, 1]);
});
