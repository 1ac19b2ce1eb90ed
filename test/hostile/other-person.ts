// Another person, in a process of their own: the attacks must not slow down the one that measures.
import { Agent, get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answer } from "../../bench/processes.ts";

const agent = new Agent({ keepAlive: true });

/** Asks for `/me`. Resolves to the status; 0: there was no answer. */
const me = (port: number): Promise<number> =>
  new Promise((resolve) => {
    const headers = { Authorization: "Bearer dao" };
    get({ port, host: "127.0.0.1", path: "/api/me", agent, headers }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    }).on("error", () => resolve(0));
  });

const answers = {
  /** Asks for `/me` for a time. Resolves to how long each answer took, in ms, and how many failed. */
  async ask({ port, ms }: { port: number; ms: number }) {
    const times: number[] = [];
    let failures = 0;
    for (const end = performance.now() + ms; performance.now() < end; ) {
      const before = performance.now();
      if ((await me(port)) !== 200) failures++;
      times.push(performance.now() - before);
      await sleep(50);
    }
    return { times, failures };
  },
};

export type OtherPerson = typeof answers;
answer(answers);
