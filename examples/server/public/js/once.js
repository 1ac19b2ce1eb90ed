/**
 * Returns a function that does nothing while its last call is still running, so that a double click
 * sends one request.
 *
 * @template {readonly unknown[]} Parameters
 * @param {(...parameters: Parameters) => unknown} run
 */
export function once(run) {
  let isRunning = false;
  return async (/** @type {Parameters} */ ...parameters) => {
    if (isRunning) return;
    isRunning = true;
    try {
      await run(...parameters);
    } finally {
      isRunning = false;
    }
  };
}
