import type { Client, ClientCore, TypedFor } from "@taskwire/client";
import {
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useContext,
  useEffect,
} from "react";
import type { RegisteredApp } from "./register.ts";

/** A client as the hooks and the stores take it. */
export type AnyClient = ClientCore & TypedFor<RegisteredApp>;

const ClientContext = createContext<AnyClient | undefined>(undefined);

/** The properties of {@link TaskwireProvider}. */
export interface TaskwireProviderProps {
  /** Make it once, outside of your components. It connects when the first hook needs it. */
  readonly client: AnyClient;
  readonly children?: ReactNode;
}

/**
 * Gives the components below it a client. When the person changes, give it another client and another
 * `key`.
 *
 * @example
 * ```tsx
 * const app = <TaskwireProvider client={client}><Board boardId="sales" /></TaskwireProvider>;
 * ```
 */
export function TaskwireProvider({ client, children }: TaskwireProviderProps): ReactElement {
  useEffect(() => {
    const { begin } = client as { readonly begin?: unknown };
    // A client for a page that the server rendered waits for this call.
    if (typeof begin === "function") begin();
  }, [client]);
  return createElement(ClientContext.Provider, { value: client }, children);
}

/** The client without the types of the app, for hooks. */
export function useAnyClient(): AnyClient {
  const client = useContext(ClientContext);
  if (!client)
    throw new Error(
      "Put a <TaskwireProvider client={client}> around the components that use taskwire.",
    );
  return client;
}

/**
 * Returns the client, to call operations.
 *
 * @throws {Error} if no `TaskwireProvider` is around the component.
 * @example
 * ```tsx
 * const client = useClient();
 * const approve = () => client.tasks.approve({ boardId, taskId, version });
 * ```
 */
export function useClient(): Client<RegisteredApp> {
  return useAnyClient() as unknown as Client<RegisteredApp>;
}
