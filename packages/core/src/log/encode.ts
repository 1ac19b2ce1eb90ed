import type { Audience, Event } from "../model/event.ts";
import type { LoggedEvent } from "../storage/storage.ts";

/** An event as JSON, as clients get it. Written by hand around the stored JSON, which then needs no parsing. */
export function encodeEvent(event: LoggedEvent): string {
  const { number, id, type, subject, at, actor, data, records } = event;
  const carried = records === null ? "" : `,${records.slice(1, -1)}`;
  return `{"number":${number},"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"subject":${JSON.stringify(subject)},"at":"${at}","actor":${JSON.stringify(actor)},"data":${data}${carried}}`;
}

/** What takes the place of an event for somebody who from here on may not see its subject. */
export const encodeHidden = ({ number, subject }: LoggedEvent): string =>
  `{"number":${number},"type":"hidden","subject":${JSON.stringify(subject)}}`;

/** An event as an object. */
export const toEvent = (event: LoggedEvent): Event => JSON.parse(encodeEvent(event)) as Event;

/** Who may see an event. */
export const audienceOf = ({ audience }: LoggedEvent): Audience =>
  audience === null ? null : (JSON.parse(audience) as Audience);
