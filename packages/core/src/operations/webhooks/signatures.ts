import type { Operation } from "../../engine/operation/definition.ts";
import type { WebhookView } from "../../model/webhook.ts";
import type { webhookOperations } from "./webhooks.ts";

/** A webhook that an app puts. */
export interface WebhookInput<EventType extends string> {
  /** Your name for the webhook. A webhook with this id gets the new address, secrets and types. */
  readonly id: string;
  /** The address that gets the events. It begins with `https://`. */
  readonly url: string;
  /**
   * The newest first; `webhookSecret()` of `@taskwire/webhooks` makes one. Requests are signed with all of them, so that a
   * receiver can change from one to the next.
   */
  readonly secrets: readonly string[];
  /** Only the events of this board. It can't be changed later. Default: the events of all boards. */
  readonly boardId?: string | null;
  /**
   * The types of the events that are sent, as for `on` and `react`. The action `approve` of your own workflow has
   * `task.approve`, unless the action names another `event`. Default: all types.
   */
  readonly types?: readonly EventType[] | null;
}

/** The operations on webhooks, typed for the event types of an app. */
export interface WebhookOperations<EventType extends string>
  extends Omit<typeof webhookOperations, "webhooks.put"> {
  "webhooks.put": Operation<"webhooks.put", WebhookInput<EventType>, { webhook: WebhookView }>;
}
