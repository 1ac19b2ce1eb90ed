/**
 * The measured constants of the capacity model, in one place. After a run of the bench on a quiet
 * machine, put the new figures here, and run `npm run bench -- capacity` for the tables of
 * `docs/performance.md`.
 */
export const measured = {
  /** `bench -- cycle`, 64 at once, `notifications: false`: CPU of the process, a fifth of a cycle, in µs. */
  command: 339,
  /** The same with inboxes that nobody follows, less the line above; for each of 4.4 people told. */
  personTold: 80,
  /** The same with followed inboxes, less the line above; for each of 4.4 people told. */
  followerTold: 10,
  /** `bench -- fanout`, one event in flight: CPU per delivery in µs. */
  delivery: 10,
  /** The same with eight in flight. */
  deliveryInBurst: 1.6,
  /** `bench -- memory`, with the native part: bytes of a connection. */
  connectionBytes: 7_400,
  /** CPU of an idle connection in a second, in µs. An estimate: 0.8 for the poll of heads, 2 for pings. */
  idlePerSecond: 3,
  /** CPU that another node takes to read an event which its own clients follow, in µs. */
  eventFromOtherNode: 300,
  /** The same if many come together. */
  eventFromOtherNodeInBurst: 45,
  /** `bench -- postgres-inbox`: CPU of PostgreSQL without inboxes, a fifth of a cycle, in µs. */
  postgresCommand: 189,
  /** The same with followed inboxes, less the line above; for each of 4.4 people told. */
  postgresPersonTold: 61,
} as const;

export type Measured = { readonly [constant in keyof typeof measured]: number };

/** The use of an app. */
export interface Workload {
  /** Connected people who follow the board of a command. */
  readonly watchers: number;
  /** People who are notified of a command. */
  readonly told: number;
  /** Commands that a connected person gives in an hour. */
  readonly commandsPerHour: number;
  /** Whether events come so close together that they are sent together. */
  readonly isBusy: boolean;
}

export interface Machine {
  /** Processes of taskwire, each on a core of its own. */
  readonly nodes: number;
  /** Memory for the connections of one process, in bytes. */
  readonly memory: number;
  /** Cores of the database. */
  readonly databaseCores: number;
}

/** A processor that is busier than this answers late. */
const usableShare = 0.7;
const usableMicroseconds = usableShare * 1e6;

/** How much a system can take, and which part is full first. */
export interface Capacity {
  readonly commandsPerSecond: number;
  readonly toldPerSecond: number;
  readonly connected: number;
  readonly limitedBy: "processes" | "database" | "memory";
}

/** CPU of all processes for one command in µs. */
export function processCost(
  { watchers, told, isBusy }: Workload,
  nodes: number,
  constants: Measured = measured,
): number {
  const delivery = isBusy ? constants.deliveryInBurst : constants.delivery;
  const reading = isBusy ? constants.eventFromOtherNodeInBurst : constants.eventFromOtherNode;
  // A command has 1.8 events on the board, and one for each person told. The clients are spread over
  // all nodes, so each other node reads the board's events, and one node each person's.
  const events = 1.8;
  const others = nodes === 1 ? 0 : (nodes - 1) * events + (told * (nodes - 1)) / nodes;
  return (
    constants.command +
    told * (constants.personTold + constants.followerTold) +
    events * watchers * delivery +
    others * reading
  );
}

/** CPU of the database for one command in µs. */
export const databaseCost = (
  { told }: Workload,
  { postgresCommand, postgresPersonTold }: Measured = measured,
): number => postgresCommand + told * postgresPersonTold;

/** Works out the capacity of some processes on one PostgreSQL. */
export function capacityOf(
  workload: Workload,
  { nodes, memory, databaseCores }: Machine,
  constants: Measured = measured,
): Capacity {
  const perPerson = workload.commandsPerHour / 3_600;
  // A connected person costs CPU while idle, and with each command.
  const cost = processCost(workload, nodes, constants);
  const byProcesses = (nodes * usableMicroseconds) / (constants.idlePerSecond + perPerson * cost);
  const byDatabase =
    (databaseCores * usableMicroseconds) / (perPerson * databaseCost(workload, constants));
  const byMemory = (nodes * memory) / constants.connectionBytes;
  const connected = Math.min(byProcesses, byDatabase, byMemory);
  const commandsPerSecond = connected * perPerson;
  return {
    connected,
    commandsPerSecond,
    toldPerSecond: commandsPerSecond * workload.told,
    limitedBy:
      connected === byProcesses ? "processes" : connected === byDatabase ? "database" : "memory",
  };
}

const gibibyte = 1024 ** 3;

/** The workloads of the tables. */
export const workloads: { readonly [name: string]: Workload } = {
  "an office: 10 watch, 4.4 told, 20 commands an hour": {
    watchers: 10,
    told: 4.4,
    commandsPerHour: 20,
    isBusy: false,
  },
  "a large board: 200 watch, 4.4 told, 20 commands an hour": {
    watchers: 200,
    told: 4.4,
    commandsPerHour: 20,
    isBusy: true,
  },
  "readers: 50 watch, 1 told, 1 command an hour": {
    watchers: 50,
    told: 1,
    commandsPerHour: 1,
    isBusy: false,
  },
};

/** Two digits say all that such a model knows. */
const rounded = (value: number): string =>
  Number(value.toPrecision(2)).toLocaleString("en", { maximumFractionDigits: 1 });

/** The table of `docs/performance.md`, one line for each workload and number of nodes. */
export function capacityTable(constants: Measured = measured): string[] {
  const lines = [
    "| workload | processes | people connected | commands/s | people told/s | full first |",
    "|---|---|---|---|---|---|",
  ];
  for (const [name, workload] of Object.entries(workloads)) {
    for (const nodes of [1, 2, 4, 8]) {
      const machine = { nodes, memory: gibibyte, databaseCores: 4 };
      const { connected, commandsPerSecond, toldPerSecond, limitedBy } = capacityOf(
        workload,
        machine,
        constants,
      );
      const figures = [connected, commandsPerSecond, toldPerSecond].map(rounded);
      lines.push(`| ${[name, nodes, ...figures, limitedBy].join(" | ")} |`);
    }
  }
  return lines;
}
