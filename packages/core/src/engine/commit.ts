import { TaskwireError } from "../errors.ts";
import { eventId } from "../log/command.ts";
import { byteLength } from "../model/byte-length.ts";
import type { Facts } from "../model/facts.ts";
import { safeParse } from "../model/safe-parse.ts";
import { boardTopic, roomTopic, userTopic } from "../model/topic.ts";
import type { Commit, Committed, Fields, NewEvent } from "../storage/storage.ts";
import type { EngineParts } from "./attempt.ts";
import type { EngineContext } from "./context.ts";
import { type AnyEmitted, isSeveral, type Put } from "./operation/emitted.ts";
import { eventBody } from "./records/event-body.ts";
import { keptResult, type LogSubject } from "./records/kept-result.ts";
import { RecordTexts } from "./records/record-json.ts";
import { topicOfRecord } from "./records/record-topic.ts";
import { loggedEvent, ToldEvent } from "./records/told-event.ts";

/**
 * Maximum size of a command's events in one topic, in bytes of JSON. Clients receive them in one
 * frame.
 */
const maxEventBytes = 256 * 1024;

/** Maximum number of bytes in UTF-8 for one UTF-16 code unit. */
const maxBytesPerUnit = 3;

/**
 * No event with a notification has more bytes than this, because its names and texts are short. So the
 * bytes of such events need not be counted.
 */
const maxToldBytes = 12_000;

/** A commit, and the answer of its command. */
export interface AnsweredCommit {
  readonly commit: Commit;
  /** Returns the answer as JSON, with the numbers that the storage gave to the events. */
  readonly answer: (numbers: readonly number[]) => string;
}

/**
 * Makes the commit of an attempt. It contains the versions that the attempt read, the events that
 * it emitted, and all writes of records: those that the events put or drop, and those that were
 * added with `context.derive`. It also contains the key, the result, and the jobs that react to the
 * events.
 *
 * @param kept the output that is stored with the key
 * @param input the input as the caller gave it. The stored result refers to texts of the input, instead
 * of containing them. Undefined if a repeat of the command may have another input.
 * @throws {TaskwireError} `too_large` if its events take more than 256 KiB in one topic.
 * @throws {Error} if the option `events` doesn't name an event's type, or if the schema of that
 * type refuses its data.
 */
export function commitOf(
  context: EngineContext,
  output: unknown,
  key: NonNullable<Commit["key"]>,
  parts: EngineParts,
  kept = output,
  input?: unknown,
): AnsweredCommit {
  const written = context.writes(parts.ownCollections);
  const { writes, changes } = written;
  const texts = new RecordTexts(written);
  const size = { units: 0, unlike: 0 };
  const events = context.emitted.map((emitted, index): NewEvent => {
    const { topic, type, subject, audience } = emitted;
    if (!parts.eventTypes.has(type))
      throw new Error(
        `An operation emits "${type}", which is not declared; name it in the option \`events\`.`,
      );
    const head = {
      topic,
      id: eventId(context.command, index),
      type,
      subject,
      at: context.now,
      actor: context.actor.userId,
    };
    const told = toldPut(emitted);
    if (told && isToldOf(told, emitted, changes.get(told[1])?.event === index)) {
      const [{ name, told: { name: field = "", person = "" } = {} }, record] = told;
      const records = recordsText(field, name);
      const isOwn = parts.ownCollections.has(name);
      const like = isOwn ? undefined : emitted.like;
      const event = new ToldEvent(
        { ...head, records },
        () => `{"${field}":${texts.told(record, person, like)}}`,
      );
      if (isOwn) size.units += event.data.length;
      else if (!like) size.unlike++;
      return event;
    }
    const body = eventBody(emitted, texts, parts.ownEventTypes.has(type));
    checkData(type, body.data, parts);
    size.units += body.data.length + (body.records?.length ?? 0);
    return { ...head, audience: audience === null ? null : JSON.stringify(audience), ...body };
  });
  checkSize(events, size);
  const redact = context.emitted.flatMap(({ topic, subject, redact, keep }) =>
    redact ? { topic, subject, ...(keep && { keep }) } : [],
  );
  const commit: Commit = {
    reads: context.reads,
    writes: [...writes, ...events.flatMap((event) => parts.follow(event))],
    events,
    key,
    result: keptResult(
      kept,
      events.length > 0 ? events : logOf(context.facts),
      (record) => {
        const change = changes.get(record);
        const ref = change?.ref ?? context.refOf(record);
        const topic = ref && topicOfRecord(ref.collection, record);
        // If the record did not change, `log` says in which log its last event is. The subject of that
        // event is not known here, so it is null. The subject is not always this record: when a person
        // joins a room, the event's subject is the person, but the event also writes the room.
        const log = topic !== undefined && { topic, subject: null };
        return ref && { ...ref, event: change?.event, ...(log && { log }) };
      },
      input,
    ),
    ...(redact.length > 0 && { redact }),
  };
  return { commit, answer: (numbers) => texts.answer(output, numbers) };
}

/**
 * Whether an event is the record's own: it is about the record, in the topic of the record's person, and is
 * the last event of the command that carries the record.
 */
function isToldOf(
  [{ told }, record]: Put,
  { topic, subject }: AnyEmitted,
  isLast: boolean,
): boolean {
  const fields = record as Fields;
  return isLast && subject === fields.id && topic === userTopic(String(fields[told?.person ?? ""]));
}

/**
 * If an event carries one record and nothing else, and the record's collection has the option `told`
 * (see `Collection`), returns this record. For any other event, returns undefined.
 */
function toldPut({ put, drop, erase, show, data, audience }: AnyEmitted): Put | undefined {
  if (!put || drop || erase || show || data || audience !== null) return undefined;
  let told: Put | undefined;
  for (const name in put) {
    const carried = put[name];
    if (told || !carried || isSeveral(carried) || carried[0].told?.name !== name) return undefined;
    told = carried;
  }
  return told;
}

const recordsText = (name: string, collection: string): string =>
  `{"put":{"${name}":"${collection}"}}`;

/**
 * Checks an event's data against the host's schema, because the host's listeners and reactions rely
 * on it.
 */
function checkData(type: string, data: string, { eventSchemas }: EngineParts): void {
  const schema = eventSchemas.get(type);
  const checked = schema && safeParse(schema, JSON.parse(data));
  if (!checked || checked.success) return;
  const [issue] = checked.error.issues;
  throw new Error(
    `An operation emits "${type}" with data that its schema in the option \`events\` refuses at "${issue?.path.join(".")}": ${issue?.message}`,
  );
}

/**
 * Returns the topic and the subject of earlier events about the command's target. If a command has no
 * events, the result that is stored with its key refers to these earlier events.
 */
function logOf({ board, task, comment, room, message }: Facts): LogSubject[] {
  const subject = message ?? comment ?? room ?? task ?? board;
  if (!board || !subject) return [];
  return [{ topic: room ? roomTopic(room.id) : boardTopic(board.id), subject: subject.id }];
}

/** Up to this number of notifications, it is not worth while to count how many are in the same topic. */
const maxUncounted = 4;

/** The number of events with notifications in the topic that has the most of them. */
function mostInOneTopic(events: readonly NewEvent[]): number {
  const told = new Map<string, number>();
  for (const { isTold, topic } of events) if (isTold) told.set(topic, (told.get(topic) ?? 0) + 1);
  return Math.max(...told.values());
}

/**
 * First computes an upper bound from the lengths of the texts. For most commands this bound is below the
 * limit, so their bytes need not be counted.
 *
 * @param size the UTF-16 units of the events, without those of taskwire's own notifications. `unlike` is the
 * number of these notifications that are not like an earlier one of another person.
 */
function checkSize(
  events: readonly NewEvent[],
  { units, unlike }: { readonly units: number; readonly unlike: number },
): void {
  const toldInTopic = unlike > maxUncounted ? mostInOneTopic(events) : unlike;
  if (units * maxBytesPerUnit + toldInTopic * maxToldBytes <= maxEventBytes) return;
  const sizes = new Map<string, number>();
  for (const { topic, data, records } of events)
    sizes.set(topic, (sizes.get(topic) ?? 0) + byteLength(data) + byteLength(records ?? ""));
  for (const size of sizes.values()) {
    if (size > maxEventBytes)
      throw new TaskwireError(
        "too_large",
        `One command may cause ${maxEventBytes} bytes of events; this one causes ${size}. Do it in smaller parts.`,
      );
  }
}

/**
 * When a commit is durable, passes it to this node's caches and to everything that follows
 * events.
 */
export function publish(commit: Commit, { numbers }: Committed, parts: EngineParts): void {
  parts.recordCache.learnCommit(commit, numbers);
  parts.taskCache.learnCommit(commit, numbers);
  parts.committed(commit.events.map((event, i) => loggedEvent(event, numbers[i] as number)));
}
