import { defineCollection } from "../../model/collection.ts";

interface Note {
  id: string;
  version: number;
  boardId: string;
  title: string;
  /** It is in no index, so it may be of any length. */
  story: string;
  body: unknown;
  extra: unknown;
  place: number;
  score: number | null;
  pinned: boolean;
  author: string | null;
  madeAt: string;
  doneAt: string | null;
}

/** A collection with a field of each type. Its versions come from the log. */
export const notes = defineCollection<Note>()({
  name: "contract_notes",
  fields: {
    boardId: "text",
    title: "text",
    story: "text",
    body: "json",
    extra: "json?",
    place: "integer",
    score: "integer?",
    pinned: "boolean",
    author: "text?",
    madeAt: "time",
    doneAt: "time?",
  },
  indexes: {
    all: [],
    board: ["boardId", "place"],
    author: ["boardId", "author"],
    title: ["boardId", "title"],
    pinned: ["pinned"],
    ours: ["boardId", "place"],
    theirs: ["boardId", "author"],
  },
  partial: {
    ours: { field: "title", values: ["ours", 'it\'s "shared"'] },
    theirs: { field: "author", values: ["them"] },
  },
  versions: "topic",
});

interface Counter {
  id: string;
  version: number;
  value: number;
}

/** A collection with its own versions. */
export const counters = defineCollection<Counter>()({
  name: "contract_counters",
  fields: { value: "integer" },
  indexes: { value: ["value"] },
  versions: "own",
});

interface Letter {
  id: string;
  version: number;
  number: number;
  to: string;
  isRead: boolean;
}

/** A collection whose records have their first version as a field. */
export const letters = defineCollection<Letter>()({
  name: "contract_letters",
  fields: { number: "integer", to: "text", isRead: "boolean" },
  indexes: { to: ["to", "number"], unread: ["to", "isRead", "number"] },
  versions: "topic",
  numbered: "number",
});

interface Word {
  id: string;
  version: number;
  number: number;
  to: string;
  about: string;
  room: string | null;
  text: string | null;
  tags: unknown;
  extra: unknown;
  isLoud: boolean;
  madeAt: string;
  state: string;
  by: string | null;
}

/** A collection whose records come to many people with one event. */
export const words = defineCollection<Word>()({
  name: "contract_words",
  fields: {
    number: "integer",
    to: "text",
    about: "text",
    room: "text?",
    text: "text?",
    tags: "json",
    extra: "json?",
    isLoud: "boolean",
    madeAt: "time",
    state: "text",
    by: "text?",
  },
  indexes: {
    to: ["to", "number"],
    state: ["to", "state", "number"],
    about: ["about", "state"],
    room: ["room", "to"],
  },
  versions: "topic",
  numbered: "number",
  told: {
    name: "word",
    person: "to",
    status: ["state", "by"],
    state: { field: "state", values: ["open", "read", "gone"], counted: "open" },
    repeats: { about: { after: "task:", field: "room" } },
  },
});

/** All collections of the contract suite. */
export const collections = [notes, counters, letters, words] as const;

/** Makes the fields of a note. */
export const note = (
  fields: Partial<Omit<Note, "id" | "version">> = {},
): Omit<Note, "id" | "version"> => ({
  boardId: "b",
  title: "A note",
  story: "",
  body: {},
  extra: null,
  place: 0,
  score: null,
  pinned: false,
  author: null,
  madeAt: "2026-01-02T03:04:05.678Z",
  doneAt: null,
  ...fields,
});
