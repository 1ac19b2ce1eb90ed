import type { Commit, Fields, NewEvent, Write } from "@taskwire/core/adapter";
import type { Job } from "./transaction.ts";

/**
 * Jobs on their way to the writer's thread, as one flat list. To copy a list of texts and numbers to
 * another thread takes about half as long as to copy the objects of the jobs. If a value is
 * the same as in the previous write or event, the list has `undefined` instead. So the notifications
 * of one event, which have most values in common, take little more space than one of them.
 */
export type PackedJobs = readonly unknown[];

/** Stands before a job that is copied as it is. All other jobs begin with the number of their reads. */
const unpacked = -1;

/** Stands for the names of the fields if a write has `like`. */
const sameAsEarlier = true;

/** The values of the last write of the same kind in the same collection. */
interface Last {
  /** The fields of the last write that is not like another one. */
  fields: Fields;
  readonly names: readonly string[];
  readonly blank: Fields;
  readonly values: unknown[];
}

/** Packs jobs for the writer's thread. */
export function packJobs(jobs: readonly Job[]): PackedJobs {
  const packed: unknown[] = [];
  const lasts = new Map<string, Last>();
  let lastEvent: NewEvent | undefined;
  for (const job of jobs) {
    if (!isPackable(job)) {
      packed.push(unpacked, job);
      continue;
    }
    const { reads, writes, events, key, result } = job;
    packed.push(reads.length);
    for (const { collection, id, version } of reads) packed.push(collection, id, version);
    packed.push(writes.length);
    for (const write of writes) packWrite(write, packed, lasts);
    packed.push(events.length);
    for (const event of events) {
      const { topic, type, subject, at, actor, audience, records } = event;
      packed.push(
        event.id,
        topic === lastEvent?.topic ? undefined : topic,
        type === lastEvent?.type ? undefined : type,
        subject === lastEvent?.subject ? undefined : subject,
        at === lastEvent?.at ? undefined : at,
        actor === lastEvent?.actor ? undefined : actor,
        audience === lastEvent?.audience ? undefined : audience,
        records === lastEvent?.records ? undefined : records,
      );
      // If the event is told, its JSON is not copied: perhaps it was never made.
      packed.push(event.isTold ? null : event.data);
      lastEvent = event;
    }
    packed.push(key.actor, key.key, key.hash, key.at, result);
  }
  return packed;
}

/** Whether a job is a commit that has all the usual parts and no value that is undefined. */
function isPackable(job: Job): job is Commit & Required<Pick<Commit, "key">> {
  if ("trim" in job || !job.key || job.redact) return false;
  for (const write of job.writes) {
    if (write.kind === "delete") continue;
    for (const name in write.fields) if (write.fields[name] === undefined) return false;
  }
  return true;
}

function packWrite(write: Write, packed: unknown[], lasts: Map<string, Last>): void {
  const { collection, id, kind, event = null } = write;
  packed.push(collection, id, kind, event);
  if (kind === "delete") return;
  const { fields } = write;
  const key = `${kind} ${collection}`;
  const last = lasts.get(key);
  const like = write.kind === "insert" ? write.like : undefined;
  if (last && packSame(fields, like, last, packed)) return;
  const names = Object.keys(fields);
  const values = Object.values(fields);
  packed.push(names, ...values);
  lasts.set(key, { fields, names, blank: {}, values });
}

/** Packs fields if they have the same names as those of the write before. Otherwise returns false. */
function packSame(
  fields: Fields,
  like: Fields | undefined,
  last: Last,
  packed: unknown[],
): boolean {
  const { names, values } = last;
  let i = 0;
  for (const name in fields) if (name !== names[i++]) return false;
  if (i !== names.length) return false;
  const isLike = like !== undefined && like === last.fields;
  packed.push(isLike ? sameAsEarlier : undefined);
  if (!isLike) last.fields = fields;
  i = 0;
  for (const name in fields) {
    const value = fields[name];
    if (value === values[i]) packed.push(undefined);
    else {
      packed.push(value);
      values[i] = value;
    }
    i++;
  }
  return true;
}

/** Unpacks jobs in the writer's thread. */
export function unpackJobs(packed: PackedJobs): Job[] {
  const reader = new Unpacking(packed);
  const jobs: Job[] = [];
  while (reader.hasMore) jobs.push(reader.job());
  return jobs;
}

/** Reads a packed list from its start to its end. */
class Unpacking {
  readonly #packed: PackedJobs;
  readonly #lasts = new Map<string, Last>();
  #event: NewEvent | undefined;
  #at = 0;

  constructor(packed: PackedJobs) {
    this.#packed = packed;
  }

  get hasMore(): boolean {
    return this.#at < this.#packed.length;
  }

  job(): Job {
    const count = this.#next<number>();
    if (count === unpacked) return this.#next();
    const reads: Commit["reads"][number][] = [];
    for (let i = 0; i < count; i++)
      reads.push({ collection: this.#next(), id: this.#next(), version: this.#next() });
    const writes: Write[] = [];
    for (let left = this.#next<number>(); left > 0; left--) writes.push(this.#write());
    const events: NewEvent[] = [];
    for (let left = this.#next<number>(); left > 0; left--) events.push(this.#nextEvent());
    const key = { actor: this.#next(), key: this.#next(), hash: this.#next(), at: this.#next() };
    return { reads, writes, events, key, result: this.#next() } as Commit;
  }

  #next<Value>(): Value {
    return this.#packed[this.#at++] as Value;
  }

  /** The next value of the list. If it is undefined, returns `before`. */
  #nextOr<Value>(before: Value | undefined): Value {
    const value = this.#packed[this.#at++];
    return (value === undefined ? before : value) as Value;
  }

  #nextEvent(): NewEvent {
    const last = this.#event;
    const head = {
      id: this.#next<string>(),
      topic: this.#nextOr(last?.topic),
      type: this.#nextOr(last?.type),
      subject: this.#nextOr(last?.subject),
      at: this.#nextOr(last?.at),
      actor: this.#nextOr(last?.actor),
      audience: this.#nextOr(last?.audience),
      records: this.#nextOr(last?.records),
    };
    const data = this.#next<string | null>();
    this.#event = (data === null ? { ...head, isTold: true } : { ...head, data }) as NewEvent;
    return this.#event;
  }

  #write(): Write {
    const collection = this.#next<string>();
    const id = this.#next<string>();
    const kind = this.#next<Write["kind"]>();
    const event = this.#next<number | null>();
    const ref = event === null ? { collection, id } : { collection, id, event };
    if (kind === "delete") return { ...ref, kind };
    const key = `${kind} ${collection}`;
    const names = this.#next<readonly string[] | typeof sameAsEarlier | undefined>();
    const isLike = names === sameAsEarlier;
    if (names && !isLike)
      this.#lasts.set(key, { fields: {}, names, blank: blankOf(names), values: [] });
    const last = this.#lasts.get(key) as Last;
    const fields: { [name: string]: unknown } = { ...last.blank };
    for (let i = 0; i < last.names.length; i++) {
      const value = this.#nextOr(last.values[i]);
      last.values[i] = value;
      fields[last.names[i] as string] = value;
    }
    if (kind === "insert" && isLike) return { ...ref, kind, fields, like: last.fields };
    last.fields = fields;
    return { ...ref, kind, fields };
  }
}

/** An object with these fields. A copy of it stays fast, however many fields there are. */
const blankOf = (names: readonly string[]): Fields =>
  JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`)}}`) as Fields;
