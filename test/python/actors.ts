import { setTimeout as sleep } from "node:timers/promises";
import type { Dice } from "../simulation/dice.ts";
import { boardId, type Rest, roomId } from "./rest.ts";

const logins = ["dao", "lek", "somchai"];

/** Lets other people act over REST until `stop` is called. Actions that fail are left out. */
export function actors(rest: Rest, dice: Dice, taskId: string): { stop(): Promise<void> } {
  let isStopped = false;
  let count = 0;
  const board = `/api/boards/${boardId}`;
  const messages = `${board}/rooms/${roomId}/messages`;
  const pick = async (path: string, field: string) => {
    const answer = await rest.ask("dao", "GET", path);
    return dice.pick(answer[field] as { id: string; version: number; authorId: string }[]);
  };
  const actions: ((login: string) => Promise<unknown>)[] = [
    (login) => rest.ask(login, "POST", messages, { text: `@nok @alice message ${count} ไทย` }),
    (login) =>
      rest.ask(login, "POST", `${board}/tasks/${taskId}/comments`, {
        text: `@nok comment ${count}`,
      }),
    (login) =>
      rest.ask(login, "POST", `${board}/tasks`, {
        type: "vehicle_sale",
        title: `Sale ${count}`,
        data: { customer: "Khun A", vehicle: "City", tradeIn: dice.chance(0.5) },
      }),
    async () => {
      const { id, version } = await pick(`${board}/tasks?state=pending`, "tasks");
      const action = dice.pick(["approve", "reject", "cancel"]);
      await rest.ask("dao", "POST", `${board}/tasks/${id}/${action}`, {
        version,
        reason: `So ${count}`,
      });
    },
    async () => {
      const { id, authorId } = await pick(`${messages}?limit=20`, "messages");
      const { people } = await rest.ask("dao", "GET", "/people");
      // Those of the Python client are counted.
      const { login } =
        (people as { id: string; login: string }[]).find((one) => one.id === authorId) ?? {};
      if (login && logins.includes(login)) await rest.ask("dao", "DELETE", `${messages}/${id}`);
    },
    async (login) => {
      const { messages: all } = await rest.ask(login, "GET", `${messages}?limit=50`);
      const own = (all as { id: string; text: string }[]).filter(({ text }) =>
        text.includes("message"),
      );
      await rest.ask(login, "PATCH", `${messages}/${dice.pick(own).id}`, {
        text: `@alice message ${count}, edited`,
      });
    },
    async () => {
      const answer = await rest.ask("dao", "GET", `${board}/tasks?state=approved`);
      const open = (answer.subtasks as { id: string; taskId: string; state: string }[]).filter(
        ({ state }) => state === "open",
      );
      const { id, taskId: of } = dice.pick(open);
      // Alice becomes involved in the task, or is not any more.
      const { members } = await rest.ask("dao", "GET", `${board}/members`);
      const { userId } = dice.pick(members as { userId: string }[]);
      await rest.ask("dao", "POST", `${board}/tasks/${of}/subtasks/${id}/assign`, {
        assigneeId: userId,
      });
    },
    async () => {
      if (dice.chance(0.8)) return;
      // They are added to the board and to the room.
      const person = { name: `Person ${count}`, login: `person${count}`, role: "ADMIN_LIMITED" };
      await rest.ask("dao", "POST", "/people", person);
    },
    async () => {
      if (dice.chance(0.8)) return;
      const { people } = await rest.ask("dao", "GET", "/people");
      const nok = (people as { id: string; login: string; role: string }[]).find(
        ({ login }) => login === "nok",
      );
      const role = nok?.role === "ADMIN" ? "ADMIN_LIMITED" : "ADMIN";
      await rest.ask("dao", "PATCH", `/people/${nok?.id}`, { role });
    },
  ];
  const running = logins.map(async (login) => {
    while (!isStopped) {
      count++;
      await dice
        .pick(actions)(login)
        .catch(() => {});
      await sleep(dice.between(20, 150));
    }
  });
  return {
    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
