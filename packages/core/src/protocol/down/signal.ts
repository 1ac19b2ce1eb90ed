/** A person as a signal shows them. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Somebody else is writing. Forget it after 6 s unless it is repeated, and when something of theirs arrives there. */
export interface Typing {
  readonly type: "typing";
  readonly topic: string;
  /** The task that they comment on; absent in a room. */
  readonly subject?: string;
  readonly user: Person;
}

/** Who follows a topic now, oneself included; each person once, however many connections they have. */
export interface Presence {
  readonly type: "presence";
  readonly topic: string;
  readonly count: number;
  /** All of them, ordered by id; absent when there are more than 100. */
  readonly users?: readonly Person[];
}
