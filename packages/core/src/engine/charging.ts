/** Learns what a call costs while it runs. Calls of the app's own code have none. */
export interface Charging {
  /** The call has read or written this many records and events. */
  rows(userId: string, rows: number): void;
  /** The call has succeeded with this result. */
  answered(userId: string, json: string): void;
}
