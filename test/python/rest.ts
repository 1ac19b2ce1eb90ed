import type { Records, StoredRecord } from "./run.ts";

export const boardId = "vehicle-sales";
export const roomId = "showroom";

interface Body {
  readonly next?: string | null;
  readonly more?: string | null;
  readonly [field: string]: unknown;
}

/** The REST API of the example, for its demo accounts. */
export class Rest {
  readonly #url: string;
  readonly #tokens = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  async #tokenOf(login: string): Promise<string> {
    const known = this.#tokens.get(login);
    if (known) return known;
    const response = await fetch(`${this.#url}/auth/login`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ login, password: "taskwire-demo" }),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    this.#tokens.set(login, accessToken);
    return accessToken;
  }

  /** Sends a request of a person. Waits if the server asks for it. */
  async ask(login: string, method: string, path: string, body?: object): Promise<Body> {
    for (;;) {
      const response = await fetch(`${this.#url}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${await this.#tokenOf(login)}`,
          ...(body && { "Content-Type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as Body;
      if (response.ok) return answer;
      if (response.status !== 429) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
      const seconds = Number(response.headers.get("Retry-After") ?? 1);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }

  async firstTask(login: string): Promise<string> {
    const { tasks } = await this.ask(
      login,
      "GET",
      `/api/boards/${boardId}/tasks?order=oldest&limit=1`,
    );
    return (tasks as StoredRecord[])[0]?.id ?? "";
  }

  /** Everything that a person may read, by collection. */
  async recordsOf(login: string, taskId: string): Promise<Records> {
    const board = `/api/boards/${boardId}`;
    const tasks = await this.#pages(login, `${board}/tasks?limit=200`, "after");
    const messages = await this.#pages(
      login,
      `${board}/rooms/${roomId}/messages?limit=200`,
      "before",
    );
    const inbox = await this.#pages(login, "/api/inbox/notifications?limit=200", "after");
    const members = await this.#pages(login, `${board}/members?limit=200`, "after");
    const inRoom = await this.#pages(login, `${board}/rooms/${roomId}/members?limit=200`, "after");
    const comments = await this.#pages(
      login,
      `${board}/tasks/${taskId}/comments?limit=200`,
      "before",
    )
      // The person may not see the task.
      .catch(() => [] as Body[]);
    const opened = await this.ask(login, "GET", board);
    const room = await this.ask(login, "GET", `${board}/rooms/${roomId}`);
    const all = (pages: readonly Body[], field: string) =>
      pages.flatMap((page) => page[field] as StoredRecord[]);
    return {
      boards: [opened.board as StoredRecord],
      members: all(members, "members"),
      tasks: all(tasks, "tasks"),
      subtasks: all(tasks, "subtasks"),
      comments: all(comments, "comments"),
      rooms: [room.room as StoredRecord],
      room_members: all(inRoom, "members"),
      messages: all(messages, "messages"),
      notifications: all(inbox, "notifications"),
    };
  }

  async #pages(login: string, path: string, field: string): Promise<Body[]> {
    const pages: Body[] = [];
    for (let next: string | null | undefined = ""; next != null; ) {
      const position: string = next && `&${field}=${encodeURIComponent(next)}`;
      const page = await this.ask(login, "GET", `${path}${position}`);
      pages.push(page);
      next = page.next;
    }
    return pages;
  }
}
