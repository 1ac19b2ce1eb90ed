/** This person may no longer see a topic, or sees less of it: what a client holds of it has to go. Sent to all their connections, whether they follow it or not. */
export interface Revoked {
  readonly type: "revoked";
  readonly topic: string;
  /** `removed`: by somebody else; `left`: by themselves; `role`: their role shows them less; `disabled`: the whole account, and the connection closes. */
  readonly reason: "removed" | "left" | "role" | "disabled";
}
