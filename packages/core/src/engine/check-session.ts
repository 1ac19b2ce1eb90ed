import { systemId } from "../model/actor.ts";
import { users } from "../model/user.ts";
import type { Storage } from "../storage/storage.ts";
import { strangerId } from "./link-call.ts";
import { checkUserId, noAccount } from "./target.ts";

/**
 * Checks the account of a caller with a session who uses a decision link. It may be the link of somebody else, so
 * the attempt does not read this account.
 *
 * @throws {TaskwireError} `forbidden` if it is unknown or disabled.
 */
export async function checkSession(
  userId: string,
  { storage }: { readonly storage: Pick<Storage, "get"> },
): Promise<void> {
  if (userId === strangerId || userId === systemId) return;
  checkUserId(userId);
  const [user] = (await storage.get([{ collection: users.name, id: userId }])).records;
  if (!user?.fields || user.fields.disabled) throw noAccount();
}
