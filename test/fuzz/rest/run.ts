import type { Storage } from "@taskwire/core/adapter";
import { type Dice, diceOf } from "../../simulation/dice.ts";
import { type DescribedRoute, routesOf } from "./document.ts";
import { Http, type RestAnswer } from "./http.ts";
import { problemWith } from "./judge.ts";
import { Places } from "./places.ts";
import { type FuzzedRequest, Requests } from "./requests.ts";
import { people, startWorld, tokenOf, workers } from "./world.ts";

/** The results of many requests. */
export interface RestFuzzReport {
  requests: number;
  /** Number of answers, by status. */
  readonly statuses: { [status: number]: number };
  /** Operations, each with the number of answers by status. */
  readonly operations: { [name: string]: { [status: number]: number } };
}

/** Operations that end things. They are drawn rarely, so that something is left to work with. */
const rare = new Set([
  "boards.create",
  "boards.delete",
  "boards.archive",
  "tasks.delete",
  "rooms.delete",
  "members.remove",
  "members.change",
  "rooms.leave",
]);

/**
 * Sends requests drawn from the served `openapi.json` and a seed, and compares every answer with the
 * document. Throws at the first answer that is not as it says, with the seed and the request.
 */
export async function fuzzRest(
  seed: number,
  count: number,
  storage?: Storage,
): Promise<RestFuzzReport> {
  await using world = await startWorld(storage);
  const http = new Http(world.port);
  const report: RestFuzzReport = { requests: 0, statuses: {}, operations: {} };
  try {
    const served = await http.send("GET", "/api/openapi.json", {});
    const routes = routesOf(JSON.parse(served.text));
    for (const { name } of routes) report.operations[name] = {};
    const dice = diceOf(seed);
    const places = new Places();
    const requests = new Requests(dice, places, routes);
    for (let number = 1; number <= count; number++) {
      if (number % 300 === 1)
        await world.plant((operation, person, made) => places.learn(operation, { person }, made));
      const route = drawRoute(dice, routes);
      const place = requests.place(route);
      const person =
        place.person !== undefined && dice.chance(0.5)
          ? String(place.person)
          : dice.pick(dice.chance(0.3) ? ["ada"] : dice.chance(0.8) ? workers : people);
      const one = requests.next(route, place, tokenOf(person));
      const answer = await http.send(one.method, `/api${one.target}`, one.headers, one.body);
      check(one, answer, `seed ${seed}, request ${number}, ${person}`);
      const { status } = answer;
      report.requests++;
      report.statuses[status] = (report.statuses[status] ?? 0) + 1;
      const counts = report.operations[route.name] ?? {};
      counts[status] = (counts[status] ?? 0) + 1;
      if (status === 404 && person === place.person && one.refusals.size === 0)
        places.forget(place, answer.text.includes("no such board"));
      if (status !== 200) continue;
      places.learn(route.name, { ...one.path, person }, JSON.parse(answer.text));
      if (route.method !== "GET") places.command = { operation: route.name, input: inputOf(one) };
      if (dice.chance(0.3)) await checkFollowUps(one, answer, http);
    }
  } finally {
    http.close();
  }
  if (world.errors.length > 0) throw new Error(`Errors of the server: ${world.errors.slice(0, 3)}`);
  return report;
}

/** A repeat with the same key gets the same answer, and what was created is where the answer says. */
async function checkFollowUps(one: FuzzedRequest, answer: RestAnswer, http: Http): Promise<void> {
  const { etag, location } = answer.headers;
  if (one.headers["Idempotency-Key"] !== undefined) {
    const again = await http.send(one.method, `/api${one.target}`, one.headers, one.body);
    if (again.text !== answer.text || again.headers.etag !== etag)
      throw new Error(`A repeat has another answer than ${answer.text}: ${described(one, again)}`);
  }
  if (location === undefined) return;
  const found = await http.send("GET", location, one.headers);
  if (found.status !== 200 && found.status !== 405)
    throw new Error(`Nothing is at ${location}: ${described(one, found)}`);
}

/** The input of a request as the operation gets it. */
const inputOf = ({ path, body }: FuzzedRequest): object => ({
  ...(body && JSON.parse(body.toString())),
  ...path,
});

function drawRoute(dice: Dice, routes: readonly DescribedRoute[]): DescribedRoute {
  const route = dice.pick(routes);
  return rare.has(route.name) && dice.chance(0.85) ? drawRoute(dice, routes) : route;
}

function check(one: FuzzedRequest, answer: RestAnswer, where: string): void {
  const problem = problemWith(one, answer);
  if (problem) throw new Error(`${problem} ${where}: ${described(one, answer)}`);
}

const described = (
  { route, method, target, headers, body }: FuzzedRequest,
  { status, text }: RestAnswer,
) =>
  `${route.name}: ${method} ${target.slice(0, 500)} ${JSON.stringify(headers)} ${body?.toString().slice(0, 300) ?? ""} → ${status} ${text.slice(0, 1_000)}`;
