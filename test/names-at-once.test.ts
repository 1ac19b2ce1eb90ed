import { createTaskwire } from "@taskwire/core";
import type { Storage } from "@taskwire/core/adapter";
import { expect, onTestFinished, test } from "vitest";
import { storagesIn } from "./storages/open.ts";
import { postgresUrl } from "./support/postgres-url.ts";

test.each(["memory", "SQLite", "PostgreSQL"])(
  "people get new names at the same moment, and no command on their board or room conflicts (%s)",
  async (name) => {
    const stack = new AsyncDisposableStack();
    onTestFinished(() => stack.disposeAsync());
    const inner = storagesIn(stack, await postgresUrl())[name] as Storage;
    const outcomes: string[] = [];
    const storage: Storage = {
      ...inner,
      async commit(one) {
        const outcome = await inner.commit(one);
        outcomes.push(outcome.status);
        return outcome;
      },
    };
    const taskwire = createTaskwire({ storage });
    stack.defer(() => taskwire.close());
    await taskwire.open();
    const { system } = taskwire;
    const people = ["ann", "bob", "cho", "dan"];
    const put = (id: string, as: string) => system.users.put({ id, name: as, role: "ADMIN" });
    const { id: boardId } = await system.boards.create({ name: "Sales" });
    const { id: roomId } = await system.rooms.create({ boardId, name: "Hall" });
    for (const userId of people) {
      await put(userId, userId);
      await system.members.add({ boardId, userId });
      await system.roomMembers.add({ boardId, roomId, userId });
    }
    const places = [
      { collection: "boards", id: boardId },
      { collection: "rooms", id: roomId },
    ];
    const before = await storage.get(places);
    // The first new name inserts the record that counts them. After that, no two of them conflict.
    await put("ann", "Ann");
    for (const next of ["First", "Second"]) {
      outcomes.length = 0;
      await Promise.all(people.map((id) => put(id, `${id} ${next}`)));
      expect(new Set(outcomes)).toEqual(new Set(["committed"]));
      for (const id of people.slice(1)) {
        const text = `@${id} ${next}`;
        const { mentions } = await taskwire.as({ userId: "ann" }).messages.post({
          ...{ boardId, roomId, text },
        });
        expect(mentions.map((one) => one.id)).toEqual([id]);
      }
    }
    expect((await storage.get(places)).records).toEqual(before.records);
  },
);
