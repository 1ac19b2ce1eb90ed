type Ask = (input: object) => Promise<Answer>;

/** An answer about a link. */
interface Answer {
  readonly outcome: string;
  readonly link?: { readonly actions: readonly { readonly name: string }[] };
}

/** A server, as far as links need it. */
export interface LinkServer {
  readonly system: {
    readonly links: {
      make(input: object): Promise<{ readonly url: string; readonly code?: string }>;
    };
  };
  as(actor: { readonly userId: string }): {
    readonly links: { readonly show: Ask; readonly use: Ask };
  };
  admitStranger(address: string): { call(operation: string, input: object): Promise<string> };
}

/** An act on a decision link in `approval-cases.json`. */
export interface LinkAct {
  readonly by?: string;
  readonly do?: string;
  readonly link?: string;
  readonly code?: "right" | "wrong";
  readonly action?: string;
  readonly reason?: string;
}

/** The decision links that the host has mailed in one case. */
export class CaseLinks {
  readonly #mailed = new Map<string, { readonly token: string; readonly code: string }>();

  /** Makes a link. */
  async mail(link: string, input: object, { system }: LinkServer): Promise<void> {
    const { url, code = "" } = await system.links.make(input);
    this.#mailed.set(link, { token: url.split("#")[1] ?? "", code });
  }

  /** Opens or uses a link. Returns the answer in the form of `answer`. */
  async ask(
    { by, do: what, link = "", code, action, reason }: LinkAct,
    version: number,
    taskwire: LinkServer,
  ): Promise<object> {
    const { token = "", code: right } = this.#mailed.get(link) ?? {};
    const wrong = right === "007" ? "008" : "007";
    const input = {
      token,
      ...(code !== undefined && { code: code === "right" ? right : wrong }),
      ...(what === "use" && { action, version }),
      ...(reason !== undefined && { reason }),
    };
    const operation = what === "use" ? "use" : "show";
    const asked =
      by === undefined
        ? taskwire
            .admitStranger("192.0.2.1")
            .call(`links.${operation}`, input)
            .then((text) => JSON.parse(text) as Answer)
        : taskwire.as({ userId: by }).links[operation](input);
    const { link: shown, ...answer } = await asked;
    return { ...shown, ...answer, actions: shown?.actions.map(({ name }) => name) };
  }
}
