/** A person in a signal. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/**
 * Somebody else is typing. It is over after 6 s if it is not repeated, or when a message or comment
 * of the person arrives there.
 */
export interface Typing {
  readonly type: "typing";
  readonly topic: string;
  /** The task that the comment is about; absent in a room. */
  readonly subject?: string;
  readonly user: Person;
}

/**
 * The people who follow a topic now, with the receiver. A person with several connections is
 * counted once.
 */
export interface Presence {
  readonly type: "presence";
  readonly topic: string;
  readonly count: number;
  /** All of them, ordered by id. Absent if there are more than 100. */
  readonly users?: readonly Person[];
}
