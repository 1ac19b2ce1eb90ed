import { byteLength } from "../model/byte-length.ts";
import type { Audience, Event } from "../model/event.ts";
import type { LoggedEvent } from "../storage/storage.ts";

/**
 * Encodes an event as clients get it. The stored JSON of `data` and `records` is copied into the
 * text, so it is not parsed.
 */
export function encodeEvent(event: LoggedEvent): string {
  const { number, id, type, subject, at, actor, data, records } = event;
  // `records` is the JSON of an object. Its fields become fields of the event.
  const carried = records === null ? "" : `,${records.slice(1, -1)}`;
  return `{"number":${number},"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"subject":${JSON.stringify(subject)},"at":"${at}","actor":${JSON.stringify(actor)},"data":${data}${carried}}`;
}

/** The space for the other parts of an answer with events. */
const envelopeBytes = 3_000;

/** The first events that fit as JSON into an answer of this many bytes, at least one. */
export function upToBytes(
  all: readonly LoggedEvent[],
  answerBytes: number,
): { readonly events: readonly LoggedEvent[]; readonly isCut: boolean } {
  let bytes = envelopeBytes;
  const beyond = all.findIndex((event, i) => {
    bytes += byteLength(encodeEvent(event)) + 1;
    return bytes > answerBytes && i > 0;
  });
  return { events: beyond < 0 ? all : all.slice(0, beyond), isCut: beyond >= 0 };
}

/** Encodes the replacement of an event for people who may not see its subject any more. */
export const encodeHidden = ({ number, subject }: LoggedEvent): string =>
  `{"number":${number},"type":"hidden","subject":${JSON.stringify(subject)}}`;

/** Converts a stored event to the event that apps get. */
export const toEvent = (event: LoggedEvent): Event => JSON.parse(encodeEvent(event)) as Event;

/** Returns who may see an event. */
export const audienceOf = ({ audience }: LoggedEvent): Audience =>
  audience === null ? null : (JSON.parse(audience) as Audience);
