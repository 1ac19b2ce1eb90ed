import type { Observer } from "@taskwire/core";
import type { Hosted, Place } from "./hosted.ts";
import type { People } from "./people.ts";

/** One app on taskwire that this server runs: its board, its roles, its people of a demo. */
export interface Workplace<App extends Hosted = Hosted> extends Place {
  /** Names the app in its documents. */
  readonly title: string;
  /** Starts it. */
  readonly command: string;
  /**
   * Creates taskwire on a SQLite file. The observers get what it does, for metrics and logs. The links in mails lead to
   * `voteUrl`; undefined: mails have none.
   */
  create(file: string, observers: readonly Observer[], voteUrl?: string): App;
  /** Creates people and a few requests, on a first start outside production. */
  seed(people: People, taskwire: App): Promise<void>;
}
