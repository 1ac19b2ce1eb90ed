/**
 * The person may not see a topic any more, or sees less of it. The client must delete its data of
 * the topic. All connections of the person get this message, also those that do not follow the
 * topic.
 */
export interface Revoked {
  readonly type: "revoked";
  readonly topic: string;
  /**
   * `removed`: somebody else removed the person. `left`: the person left. `role`: the person's role
   * sees less now. `disabled`: the account was disabled, and the connection closes.
   */
  readonly reason: "removed" | "left" | "role" | "disabled";
}
