import { expectTypeOf, test } from "vitest";
import { boardStore } from "../src/board/index.ts";
import type { Client, createClient } from "../src/index.ts";
import { type App, setUp } from "./fake-socket.ts";

test("the methods have the types of the app's operations", () => {
  expectTypeOf<Client<App>["tasks"]["create"]>().parameter(0).toEqualTypeOf<{ title: string }>();
  expectTypeOf<ReturnType<Client<App>["tasks"]["create"]>>().toEqualTypeOf<Promise<{ id: string }>>();
  const use = (client: Client<App>) => {
    void client.users.me();
    void client.users.me({ full: true }, { key: "12345678", signal: AbortSignal.timeout(1), timeoutMs: 1 });
    // @ts-expect-error the input is needed
    void client.tasks.create();
    // @ts-expect-error a wrong field
    void client.tasks.create({ name: "x" });
    // @ts-expect-error no such verb
    void client.tasks.destroy({});
    // @ts-expect-error no such noun
    void client.cats.pet({});
    expectTypeOf(client.call("tasks.create", { title: "x" })).toEqualTypeOf<Promise<{ id: string }>>();
    expectTypeOf(client.call("users.me")).toEqualTypeOf<Promise<{ name: string }>>();
    // @ts-expect-error no such operation
    void client.call("tasks.destroy", {});
    // @ts-expect-error a wrong input
    void client.call("tasks.create", {});
    expectTypeOf(boardStore(client, "b").getSnapshot().tasks[0]?.progress.done).toEqualTypeOf<number | undefined>();
  };
  expectTypeOf(use).toBeFunction();
});

test("the client takes the WebSockets of the browser and of ws", () => {
  expectTypeOf(globalThis.WebSocket).toExtend<NonNullable<Parameters<typeof createClient>[0]["WebSocket"]>>();
  expectTypeOf(setUp).toBeFunction();
});
