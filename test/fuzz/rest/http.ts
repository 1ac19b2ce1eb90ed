import { Agent, type IncomingHttpHeaders, request } from "node:http";

export interface RestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders & { readonly [name: string]: string | undefined };
  readonly text: string;
}

/** Longer, and the server hangs. */
const answerMs = 10_000;

/** Sends requests exactly as they are given: no path is tidied up. */
export class Http {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async send(
    method: string,
    path: string,
    headers: { readonly [name: string]: string },
    body?: Buffer,
  ): Promise<RestAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port: this.#port,
          method,
          path,
          agent: this.#agent,
          timeout: answerMs,
          headers: { ...headers, ...(body && { "Content-Length": body.length }) },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on("data", (part) => void parts.push(part));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers as RestAnswer["headers"],
              text: Buffer.concat(parts).toString(),
            }),
          );
        },
      );
      sent.on("timeout", () =>
        sent.destroy(new Error(`${method} ${path} has no answer within ${answerMs} ms.`)),
      );
      // The server may close an idle connection in the moment in which it is used again. Then the request
      // never arrived, and is sent on another one.
      sent.on("error", (error: NodeJS.ErrnoException) => {
        if (!sent.reusedSocket || error.code !== "ECONNRESET") return reject(error);
        this.send(method, path, { ...headers, Connection: "close" }, body).then(resolve, reject);
      });
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
