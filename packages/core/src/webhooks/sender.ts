/** A request to a webhook's receiver. */
export interface WebhookRequest {
  readonly url: string;
  /** The newest first. */
  readonly secrets: readonly string[];
  /** The id of the event. It stays the same when the event is sent again. */
  readonly id: string;
  /** When this attempt is made, in seconds since 1970. */
  readonly timestamp: number;
  /** JSON. */
  readonly body: string;
}

/** The receiver's answer. */
export interface WebhookAnswer {
  /** The HTTP status. 0 if there was no answer: the address is wrong, refused or doesn't respond. */
  readonly status: number;
  /**
   * Why there was no answer, in a few words and without secrets: `webhooks.list` shows it as `lastError`, up to 200 bytes.
   */
  readonly error?: string;
  /** How long the receiver asks to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/**
 * Sends the requests of webhooks. `webhookSender` of `@taskwire/webhooks` is one.
 *
 * @example
 * ```ts
 * const dryRun: WebhookSender = {
 *   timeoutMs: 1_000,
 *   async send({ url, body }) {
 *     console.log(url, body);
 *     return { status: 204 };
 *   },
 * };
 * createTaskwire({ webhooks: dryRun });
 * ```
 */
export interface WebhookSender {
  /** Every call of `send` ends within this time. */
  readonly timeoutMs: number;
  /** Signs and sends a request. Follows no redirect. Never rejects: a failure is an answer with status 0. */
  send(request: WebhookRequest): Promise<WebhookAnswer>;
}
