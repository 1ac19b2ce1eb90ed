import { expect, test, vi } from "vitest";
import type { SavedState } from "../src/offline/saved-state.ts";

class FakeStorage {
  readonly [key: string]: unknown;
  constructor(entries: { readonly [key: string]: string }) {
    Object.assign(this, entries);
  }
  removeItem(key: string) {
    delete (this as { [key: string]: unknown })[key];
  }
}

async function load() {
  const all = new Map<string, Response>();
  const put = async (address: string, answer: Response) => void all.set(address, answer);
  vi.stubGlobal("window", { name: "", caches: {} });
  vi.stubGlobal("caches", {
    match: async (address: string) => all.get(address)?.clone(),
    open: async () => ({ put }),
    delete: async () => all.clear(),
  });
  vi.resetModules();
  return { all, ...(await import("../src/offline/saved-state.ts")) };
}

const state = { personId: "lek", at: "", answers: [] } as unknown as SavedState;

test("a state that is being saved while the person signs out is not kept", async () => {
  const { all, writeSaved, readSaved } = await load();
  let asked = 0;
  // Signed in at first, and signed out when it has been written.
  await writeSaved(state, () => ++asked === 1);
  expect(all.size).toBe(0);
  await writeSaved(state, () => true);
  expect(await readSaved("lek")).toMatchObject({ personId: "lek" });
  expect(await readSaved("dao")).toBeUndefined();
});

test("drafts of a person go when they sign out, and those of others stay", async () => {
  const { forgetPerson } = await load();
  const stored = { "taskwire.ask.lek": "1", "taskwire:draft:lek:x": "1", "taskwire.ask.dao": "1" };
  const storage = new FakeStorage(stored);
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("sessionStorage", new FakeStorage({}));
  forgetPerson("lek");
  expect(Object.keys(storage)).toEqual(["taskwire.ask.dao"]);
});
