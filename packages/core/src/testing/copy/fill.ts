import type { Storage } from "../../storage/storage.ts";
import {
  append,
  committed,
  counterRef,
  deleteNote,
  event,
  insertCounter,
  insertNote,
  updateCounter,
  updateNote,
} from "../storage/steps.ts";

/** Makes a key with the hash of its command. */
export const keyOf = (name: string, at = "2026-01-02T03:04:05.678Z") => ({
  actor: "u",
  key: name,
  hash: `hash of ${name}`,
  at,
});

/** Fills a storage with one of everything that it can hold. */
export async function fill(storage: Storage): Promise<void> {
  await append(storage, "board:b", 3);
  const odd = {
    title: 'ขาย "รถ" \\ {1,2} NULL\n\t🚗',
    body: { b: [1, null, { z: 1, a: "'" }], a: 1e21 },
    extra: null,
  };
  await committed(storage, {
    events: [
      event(),
      event({
        audience: '{"involved":["u"]}',
        subject: "odd",
        data: '{"text":"é\\u0001"}',
        records: '{"put":{"text":"contract_notes"}}',
      }),
    ],
    writes: [
      insertNote(
        "odd",
        { ...odd, place: 2 ** 53 - 1, score: -1, pinned: true, author: "", doneAt: "" },
        1,
      ),
      insertNote("plain", {}, 0),
    ],
    key: keyOf("first"),
    result: '{"made":"odd"}',
  });
  await committed(storage, {
    events: [event()],
    writes: [updateNote("plain", { score: 0, extra: { kept: true } })],
  });
  // A deleted record, and one that was deleted and restored.
  for (const id of ["gone", "back"]) {
    await committed(storage, { events: [event()], writes: [insertNote(id)] });
    await committed(storage, { events: [event()], writes: [deleteNote(id)] });
  }
  await committed(storage, { events: [event()], writes: [insertNote("back", { title: "Back" })] });
  // Records with their own versions: changed, deleted, restored.
  await committed(storage, {
    writes: [insertCounter("kept", 1), insertCounter("gone"), insertCounter("back")],
  });
  await committed(storage, {
    writes: [updateCounter("kept", -5), { kind: "delete", ...counterRef("gone") }],
  });
  await committed(storage, { writes: [{ kind: "delete", ...counterRef("back") }] });
  await committed(storage, { writes: [insertCounter("back", 7)] });
  // Several topics in one command, and a redaction.
  await append(storage, "room:r", 2, {
    subject: "secret",
    data: '{"text":"not for long"}',
    records: '{"put":{"text":"contract_notes"}}',
  });
  await committed(storage, {
    events: [
      event({ topic: "room:r", subject: "secret" }),
      event({ topic: "user:u" }),
      event({ topic: "room:r" }),
    ],
    redact: [{ topic: "room:r", subject: "secret" }],
    key: keyOf("several", "2026-01-01T00:00:00.000Z"),
    result: "null",
  });
  // A commit with only a key.
  await committed(storage, { key: keyOf("without events"), result: "[]" });
  // A topic that is trimmed in part, and one that is trimmed completely.
  for (const topic of ["board:part", "board:whole"]) await append(storage, topic, 5);
  await storage.trim({ topic: "board:part", upTo: 3 });
  await storage.trim({ topic: "board:whole", upTo: 5 });
}
