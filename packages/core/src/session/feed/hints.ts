import type { Transport } from "../../transport/transport.ts";

/** Receives the hints about one topic. */
export interface HintListener {
  readonly topic: string;
  /**
   * The topic may have reached this number. Anybody who can write to the transport can send a hint,
   * so it may be wrong.
   */
  hint(number: number): void;
  /** Hints may have been lost. */
  missed(): void;
}

/**
 * Listens to the hints that nodes publish about one topic. Resolves when the subscription to the
 * hints works, even if no hint has arrived. The result is a function that stops listening. If
 * subscribing has failed, the result is undefined. Then the error is reported, and polls of the
 * heads replace the hints.
 */
export async function listenToHints(
  listener: HintListener,
  transport: Transport,
  onError: (error: unknown) => void,
): Promise<(() => void) | undefined> {
  try {
    return await transport.subscribe(listener.topic, (message) => {
      if (message === "") listener.missed();
      else listener.hint(/^\d{1,15}$/.test(message) ? Number(message) : 0);
    });
  } catch (error) {
    onError(error);
    return undefined;
  }
}
