interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/** Starts the worker that keeps the files of the app. The server's policy allows this script only. */
export function startWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  const { trustedTypes } = window as { readonly trustedTypes?: Policies };
  const policy = trustedTypes?.createPolicy("taskwire-worker", {
    createScriptURL: () => "/worker.js",
  });
  const url = policy?.createScriptURL("") ?? "/worker.js";
  // Without it the app works as before, but not without a connection.
  addEventListener("load", () => navigator.serviceWorker.register(url).catch(() => {}));
}
