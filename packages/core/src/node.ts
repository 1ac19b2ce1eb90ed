import type { ChannelHandler, ChannelOptions } from "./channels/channel.ts";
import type { Health } from "./health.ts";
import type { Api } from "./model/api.ts";
import type { Definitions } from "./model/facts.ts";

import type { NodeStats } from "./model/node-stats.ts";
import type { Refusal } from "./model/refusal.ts";
import type { UserData } from "./people/person-data.ts";
import type { AdmittedCall } from "./session/budget/person-calls.ts";
import type { AppSessions } from "./session/sessions.ts";
import type { EventMap, EventOf, ReactionEventOf } from "./workflow/events.ts";

/**
 * One node: one server process of a system. `Events` are the types of its events with their data, and
 * `Action` the actions that somebody can take on a task or a subtask.
 */
export interface Taskwire<Ops, Events extends EventMap = EventMap, Action extends string = string> {
  /**
   * Creates the tables and starts to run reactions. Call it after every {@link react} and before the
   * first call.
   */
  open(): Promise<void>;
  /**
   * Ends connections, reactions, transport and storage, in this order. Runs once: later calls return
   * the first one's promise.
   */
  close(options?: { readonly deadlineMs?: number }): Promise<void>;
  /** The operations, run on behalf of a person. */
  as(actor: { readonly userId: string }): Api<Ops>;
  /**
   * The operations, run on behalf of the host's own code: with every permission, but bound by the
   * workflow's rules.
   */
  readonly system: Api<Ops>;
  /** Erases a person, and exports everything about them. */
  readonly users: UserData;
  /**
   * Counts a call that came from outside. Adapters use it for each request of an authenticated
   * person, before they read the request: `taskwire.admit(userId).call("tasks.get", input)`.
   *
   * @throws {TaskwireError} `rate_limited` with `retryAfterMs` if the person has no call left. All
   * connections and requests of a person share one budget.
   */
  admit(userId: string): AdmittedCall;
  /**
   * Counts a call without a session, by the network of its address. Adapters use it for the operations on decision
   * links, `links.show` and `links.use`; all others are refused.
   *
   * @throws {TaskwireError} `rate_limited` with `retryAfterMs` if the network has no call left.
   */
  admitStranger(address: string): AdmittedCall;
  /**
   * Runs an operation by name on behalf of a person, and resolves to its result as JSON text. For
   * your own code: the person is not charged.
   *
   * @throws {TaskwireError} `forbidden` for the id `system`: the app's own code has {@link system}.
   */
  call(
    userId: string,
    operation: string,
    input: unknown,
    key?: string,
    expected?: readonly number[] | "any",
  ): Promise<string>;
  /**
   * Calls a listener for committed events of a type (`*`: every type) on this node, best effort. For
   * work that must happen, use {@link react}.
   *
   * @returns a function that removes the listener.
   * @throws {TaskwireError} `invalid` if no event has this type: neither of taskwire, nor of the
   * workflow, nor in the option `events`.
   */
  on<Type extends (keyof Events & string) | "*">(
    type: Type,
    listener: (event: EventOf<Events, Type extends "*" ? keyof Events : Type>) => void,
  ): () => void;
  /**
   * Calls a listener for each call of a person on this node that is refused because of their rights or
   * a rule (`forbidden`, `not_found`, `refused`), for each topic that they may not follow, and for each
   * connection of a disabled account. It has ids, and no text of the caller. The call's answer doesn't
   * wait for it. For a log of refusals; the log of grants is in the events `user.joined`,
   * `user.role_changed`, `user.left` and `user.changed`.
   *
   * @returns a function that removes the listener.
   */
  onRefused(listener: (refusal: Refusal) => void): () => void;
  /**
   * Calls a handler for each event of a type, at least once, even after a crash. Keep the name when
   * the code changes: stored jobs refer to it.
   *
   * @throws {TaskwireError} `invalid` if no event has this type, or after {@link open}: events that
   * were committed by then would never be handled.
   */
  react<Type extends keyof Events & string>(
    name: string,
    type: Type,
    handler: (event: ReactionEventOf<Events, Type>) => void | Promise<void>,
  ): void;
  /**
   * Sends notifications to the outside on a channel, such as mail. Unlike a reaction to
   * `notification.created`, it obeys each person's quiet hours and digest (`preferences.set` with the
   * target `me`), and leaves out what is resolved or read before it is sent. Each notification is in at
   * most one message of a channel. The handler is called at least once for each message. Keep the name
   * when the code changes: stored jobs refer to it.
   *
   * @throws {Error} if an option is wrong, or if there is a channel or a reaction with this name.
   * @throws {TaskwireError} `invalid` after {@link open}.
   */
  deliver(channel: string, options: ChannelOptions, handler: ChannelHandler): void;
  /**
   * The ids of the people who follow a topic now, on any node. The result depends on messages of
   * other nodes, and it is empty for topics that this node does not follow. So don't base
   * permissions on it.
   */
  presentIn(topic: string): ReadonlySet<string>;
  /** The connections of this node, and how to end those of a person on every node. */
  readonly sessions: AppSessions;
  readonly operations: Ops;
  readonly definitions: Definitions<Action>;
  /** Never set: carries the types of events to clients. */
  readonly events?: Events;
  /**
   * Resolves to whether this node can serve: the storage answers and keeps writes, and nobody has
   * called {@link close}. Writes a small record, at most once a second.
   */
  ready(): Promise<boolean>;
  /**
   * Resolves to how much there is to do: connections and topics of this node, waiting and failed
   * reactions of the whole system. Makes three small reads, so ask every few seconds at most.
   *
   * @throws {TaskwireError} `unavailable` if the storage can't be reached.
   */
  stats(): Promise<NodeStats>;
  /** Resolves to how this node is: whether it can serve, and how far its clock is from the storage's. */
  health(): Promise<Health>;
}
