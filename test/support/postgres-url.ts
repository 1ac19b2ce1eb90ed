import { inject } from "vitest";

/** The URL of the PostgreSQL server that all tests of a run share. Rejects with the reason if the server can't start. */
export async function postgresUrl(service = inject("postgres")): Promise<string> {
  const response = await fetch(service);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
