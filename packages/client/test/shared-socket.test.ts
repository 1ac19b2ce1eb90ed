import { closeCodes } from "@taskwire/core/protocol";
import { expect, test, vi } from "vitest";
import type { SocketLike } from "../src/socket.ts";
import { sharedByTabs } from "../src/tabs/shared-socket.ts";
import { createFakeRuntime } from "./fake-runtime.ts";
import { FakeSocket, welcome } from "./fake-socket.ts";

/** A tab whose own socket the test controls. */
function openTab(url: string) {
  let own: FakeSocket | undefined;
  const { advance, ...clock } = createFakeRuntime();
  const Shared = sharedByTabs({
    runtime: { ...clock, id: () => crypto.randomUUID() },
    WebSocket: class extends FakeSocket {
      constructor(...address: [string, string]) {
        super(...address);
        own = this;
      }
    },
  });
  const socket: SocketLike = new Shared(url, "test");
  const frames: string[] = [];
  socket.onmessage = ({ data }) => void frames.push(JSON.parse(String(data)).type);
  const closed = vi.fn();
  socket.onclose = ({ code }) => closed(code);
  const welcomed = async (login?: string) => {
    own?.say({ ...welcome(), ...(login !== undefined && { login }) });
    await vi.waitFor(() => expect(frames).toContain("welcome"));
  };
  return { socket, own: own as unknown as FakeSocket, frames, closed, welcomed, advance };
}

type Tab = ReturnType<typeof openTab>;

test.each([
  ["of one login share a connection", "a", "a", true],
  ["of different logins don't share", "a", "b", false],
  ["with and without a login don't share", "a", undefined, false],
  ["share a connection if the app has no logins", undefined, undefined, true],
] as const)("E9: two tabs of a person %s", async (title, one, other, isShared) => {
  const [first, second] = [openTab(`ws://${title}`), openTab(`ws://${title}`)];
  await first.welcomed(one);
  await second.welcomed(other);
  expect(second.own.closed !== undefined).toBe(isShared);
  for (const { socket } of [second, first]) socket.close();
});

test("E9: when the connection gets the token of another login, every tab connects again", async () => {
  const [first, second] = [openTab("ws://again"), openTab("ws://again")];
  await first.welcomed("a");
  await second.welcomed("a");
  first.own.say({ type: "authenticated", login: "a" });
  await vi.waitFor(() => expect(first.frames).toContain("authenticated"));
  expect(first.closed).not.toHaveBeenCalled();
  first.own.say({ type: "authenticated", login: "b" });
  expect(first.closed).toHaveBeenCalledWith(1006);
  await vi.waitFor(() => expect(second.closed).toHaveBeenCalledWith(1006));
  expect(first.own.closed).toBeDefined();
});

const ping = JSON.stringify({ type: "ping" });

test("I9: a tab without the connection asks the server whether it is dead, and then every tab connects again", async () => {
  const [first, second] = [openTab("ws://dead"), openTab("ws://dead")];
  await first.welcomed();
  await second.welcomed();
  second.socket.send(ping);
  await vi.waitFor(() => expect(second.frames).toContain("pong"));

  // Frames vanish. The tab with the connection is hidden, and its timers hardly run.
  first.own.answersPings = false;
  second.socket.send(ping);
  second.socket.send(JSON.stringify({ type: "typing", topic: "room:r" }));
  await vi.waitFor(() => expect(first.own.of("typing")).toHaveLength(1));
  expect(second.frames.filter((type) => type === "pong")).toHaveLength(1);
  await first.advance(2_000);
  second.socket.close(closeCodes.timeout, "silent");
  await vi.waitFor(() => expect(first.closed).toHaveBeenCalledWith(1006));
  expect(first.own.closed?.code).toBe(closeCodes.timeout);
});

test.each([
  ["that tab was blocked, and has not seen the answer", true, 60_000],
  ["the tab with the connection was blocked, and has only now asked the server", false, 0],
])(
  "I9: a tab that finds a healthy connection dead ends it for nobody else if %s",
  async (title, answersPings, passed) => {
    const [first, second, third] = [1, 2, 3].map(() => openTab(`ws://${title}`)) as [Tab, Tab, Tab];
    await first.welcomed();
    await second.welcomed();
    first.own.answersPings = answersPings;
    second.socket.send(ping);
    second.socket.send(JSON.stringify({ type: "typing", topic: "room:r" }));
    await vi.waitFor(() => expect(first.own.of("typing")).toHaveLength(1));
    await first.advance(passed);
    second.socket.close(closeCodes.timeout, "silent");

    first.own.answersPings = true;
    await third.welcomed();
    third.socket.send(ping);
    await vi.waitFor(() => expect(third.frames).toContain("pong"));
    expect(first.closed).not.toHaveBeenCalled();
    expect(third.own.closed?.code).toBe(1000);
    for (const { socket } of [third, first]) socket.close();
  },
);

test("E9: a tab that is closed leaves the connection to the others", async () => {
  const [first, second, third] = [openTab("ws://bye"), openTab("ws://bye"), openTab("ws://bye")];
  await first.welcomed();
  await second.welcomed();
  second.socket.close(1000);
  await third.welcomed();
  third.socket.send(ping);
  await vi.waitFor(() => expect(third.frames).toContain("pong"));
  expect(first.closed).not.toHaveBeenCalled();
  for (const { socket } of [third, first]) socket.close();
});
