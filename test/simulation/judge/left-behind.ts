import type { RewindableStorage } from "../../../packages/core/test/support/rewindable-storage.ts";
import { bodyOf } from "../reference/entry.ts";
import type { Reference } from "../reference/reference.ts";
import { marksOf } from "./words.ts";

/** The jobs that delete words after the command that ended something. */
const deleting = /^taskwire\.(task|room|board)\.deleted$|^taskwire\.(erasure|changes)$/;

/**
 * Searches the whole storage for the texts of messages and comments that were just deleted. They are gone
 * at once, without a job. After every step: it only costs something after a deletion.
 */
export async function judgeDeleted(disk: RewindableStorage, now: Reference): Promise<string[]> {
  const { emptied } = now.writings;
  if (emptied.length === 0) return [];
  const gone = emptied.splice(0).flatMap((postId) => now.writings.marksOf(postId));
  const texts = await contentsOf(disk, now);
  return texts.flatMap(([place, text]) =>
    gone.flatMap((mark) =>
      text.includes(mark) ? [`${mark} was just deleted, and is in ${place}`] : [],
    ),
  );
}

/**
 * Searches the whole storage for words that were deleted: records, logs, keys and jobs. Once a run, when
 * all jobs are done: nothing is deleted in most runs, and then there is nothing to search for.
 */
export async function judgeLeftBehind(disk: RewindableStorage, now: Reference): Promise<string[]> {
  const { marks } = now.writings;
  const gone = [...marks.keys()].filter((mark) => !now.hasMark(mark));
  const names = erasedNames(now);
  if (gone.length === 0 && names.length === 0) return [];
  const { records } = await disk.list("jobs", { index: "due", equals: {}, limit: 10_000 });
  if (records.some(({ fields }) => deleting.test(String(fields.reaction)))) return [];
  const texts = await contentsOf(disk, now);
  const problems: string[] = [];
  for (const [place, text] of texts) {
    const there = marksOf(text);
    for (const mark of gone)
      if (there.has(mark)) problems.push(`${mark} is deleted, and in ${place}`);
    for (const name of names)
      if (text.includes(name)) problems.push(`the name ${name} is erased, and in ${place}`);
  }
  return problems;
}

/** Everything that the storage holds, as texts with the names of their places. */
async function contentsOf(
  disk: RewindableStorage,
  now: Reference,
): Promise<(readonly [place: string, text: string])[]> {
  const texts: (readonly [string, string])[] = [];
  // Not every collection can be listed.
  const refs = now.kept.flatMap(({ commit }) => commit.writes);
  const { records } = await disk.get(refs);
  for (const [i, { collection, id }] of refs.entries())
    texts.push([`${collection} ${id}`, JSON.stringify(records[i])]);
  for (const topic of now.topics) {
    const page = await disk.events({ topic, before: "end", limit: 10_000 });
    if (page.status === "page") texts.push([`the log of ${topic}`, JSON.stringify(page.events)]);
  }
  for (const { commit } of now.kept) {
    if (!commit.key) continue;
    const { repeated } = await disk.get([], commit.key);
    if (repeated) texts.push([`the key ${commit.key.key}`, repeated.result]);
  }
  return texts;
}

/**
 * The names of erased people that nothing else in the run has. Names that somebody wrote without
 * mentioning the person stay, and so does a name that the person got after the erasure.
 */
function erasedNames(now: Reference): string[] {
  /** When each name was given last, and to whom. */
  const given = new Map<string, { readonly userId: string; readonly moment: number }>();
  const begun = new Map<string, number>();
  const erased = new Map<string, number>();
  const typed = new Set<string>();
  for (const [moment, { commit, events }] of now.kept.entries()) {
    for (const write of commit.writes) {
      const fields = write.kind === "insert" && write.collection === "jobs" ? write.fields : {};
      const { subject = "" } = (fields.event ?? {}) as { readonly subject?: string };
      if (fields.reaction === "taskwire.erasure") begun.set(subject, moment);
    }
    for (const event of events) {
      const { user, message, comment } = bodyOf(event) as {
        readonly user?: { readonly name: string };
        readonly message?: Post;
        readonly comment?: Post;
      };
      const [name] = /Nx\d+q/.exec(user?.name ?? "") ?? [];
      if (name) given.set(name, { userId: event.subject, moment });
      if (event.type === "user.erased") erased.set(event.subject, moment);
      const post = message ?? comment;
      if (post) for (const one of typedNames(post)) typed.add(one);
    }
  }
  return [...given].flatMap(([name, { userId, moment }]) => {
    const began = begun.get(userId) ?? 0;
    return moment < began && began < (erased.get(userId) ?? 0) && !typed.has(name) ? [name] : [];
  });
}

interface Post {
  readonly text: string;
  readonly mentions: readonly { readonly start: number; readonly end: number }[];
}

function typedNames({ text, mentions }: Post): string[] {
  let rest = text;
  for (const { start, end } of mentions)
    rest = rest.slice(0, start) + " ".repeat(end - start) + rest.slice(end);
  return rest.match(/Nx\d+q/g) ?? [];
}
