/** How much a node has to do, at one moment. */
export interface NodeStats {
  /** The connections of this node on which somebody has authenticated. */
  readonly connections: number;
  /** The connections of this node on which nobody has authenticated yet. */
  readonly pendingConnections: number;
  /** The topics that somebody follows on this node. */
  readonly topics: number;
  /** The jobs of the whole system, each counted up to 10,000. */
  readonly reactions: {
    /** Jobs that wait, run, or are tried again later. */
    readonly waiting: number;
    /** Jobs that have failed too often: `reactions.failed` lists them. */
    readonly failed: number;
  };
  /**
   * Some checks of the whole system may be due and not done yet. This is how late the oldest one is,
   * or 0.
   */
  readonly timersLateMs: number;
}
