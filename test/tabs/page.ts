import { createClient } from "@taskwire/client";
import { presenceStore } from "@taskwire/client/presence";
import { roomStore } from "@taskwire/client/room";
import { sharedByTabs } from "@taskwire/client/tabs";

// The page of test/tabs.test.ts: a room, over a connection that the tabs of a person share.
const {
  boardId = "",
  roomId = "",
  me = "",
} = Object.fromEntries(new URLSearchParams(location.search));
const client = createClient({
  url: `${location.origin.replace("http", "ws")}/taskwire`,
  token: () => me,
  WebSocket: sharedByTabs(),
});
const room = roomStore(client, { boardId, roomId });
const presence = presenceStore(client, `room:${roomId}`);
room.subscribe(() => {});
presence.subscribe(() => {});

/** The actions and the state of a tab, for the tests. */
export interface TestTab {
  post(text: string): void;
  edit(id: string, text: string): Promise<unknown>;
  call(operation: string, input: object): Promise<unknown>;
  close(): void;
  texts(): readonly string[];
  readonly sent: boolean;
  readonly status: string;
  readonly present: readonly string[];
  readonly typing: readonly string[];
  type(): void;
}

const tab: TestTab = {
  post: (text) => void room.post(text),
  edit: room.edit,
  call: client.call,
  close: client.close,
  texts: () => room.getSnapshot().messages.map(({ text }) => text),
  get sent() {
    return room.getSnapshot().messages.every(({ state }) => state === "sent");
  },
  get status() {
    return client.status;
  },
  get present() {
    return (presence.getSnapshot().users ?? []).map(({ id }) => id);
  },
  get typing() {
    return room.getSnapshot().typing;
  },
  type: room.typing,
};
Object.assign(globalThis, { tab });
