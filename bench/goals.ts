/** A goal for a figure: at most (less is better) or at least (more is better). */
export type Goal = { readonly atMost: number } | { readonly atLeast: number };

/** All goals of the bench. Most are ratios, because figures of different runs can't be compared. */
export const goals = {
  fanOut: { 1: { atMost: 1.02 }, 8: { atMost: 0.3 } },
  limited: { atMost: 0.1 },
  overHandwritten: { 1: { atLeast: 0.9 }, 64: { atLeast: 4 } },
  notFollowed: { 1: { atLeast: 0.5 }, 64: { atLeast: 0.45 } },
  followed: { 1: { atLeast: 0.4 }, 64: { atLeast: 0.35 } },
  withoutInboxes: { 1: { atLeast: 0.8 }, 64: { atLeast: 0.72 } },
  countOfMany: { atMost: 1.2 },
  longestStopMs: { atMost: 10 },
  personTold: { atMost: 12 },
  notificationBytes: { atMost: 200 },
  postgresInboxes: { atMost: 2 },
  postgres: { 64: { atLeast: 8 }, 256: { atLeast: 9 } },
  postgresAlone: { atMost: 2.5 },
  idle: { javaScript: { atMost: 1.6 }, withNative: { atMost: 1.3 } },
  openAgain: { ms: { atMost: 1.5 }, kib: { atMost: 110 } },
  roomPage: { atMost: 1.1 },
  room: { atMost: 2 },
  catchUp: { atMost: 1.5 },
  nodes: { atMost: 1.1 },
  votes: { ofApprovals: { atLeast: 0.9 }, dueCheckMs: { atMost: 50 } },
  mentions: { ofLimit: { atMost: 1 }, twiceAsLong: { atMost: 2.5 } },
} as const satisfies { readonly [name: string]: Goal | { readonly [name: string]: Goal } };
