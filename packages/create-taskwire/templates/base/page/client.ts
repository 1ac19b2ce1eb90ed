import { createClient, TaskwireError } from "@taskwire/client";
import type { Taskwire } from "../src/taskwire.ts";

/** The connection of this page to the server. It reconnects by itself. */
export const client = createClient<Taskwire>({
  url: `${location.origin.replace("http", "ws")}/taskwire`,
  async token() {
    const response = await fetch("/session/token", { method: "POST" });
    if (response.status === 401) throw new TaskwireError("unauthenticated", "Sign in.");
    return response.text();
  },
});

export async function post(path: string): Promise<void> {
  await fetch(path, { method: "POST" });
  location.reload();
}
