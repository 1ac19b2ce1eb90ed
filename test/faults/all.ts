import { alikeFaults } from "./alike.ts";
import { appPartFaults } from "./app-parts.ts";
import { approvalFaults } from "./approvals.ts";
import { byteFaults } from "./bytes.ts";
import { channelFaults } from "./channels.ts";
import { clientFaults } from "./clients.ts";
import { composerFaults } from "./composers.ts";
import { conversationFaults } from "./conversation.ts";
import { deadlineFaults } from "./deadlines.ts";
import { decisionLinkFaults } from "./decision-links.ts";
import { definitionFaults } from "./definitions.ts";
import { delegationFaults } from "./delegations.ts";
import { deletionFaults } from "./deletion.ts";
import { dueFaults } from "./due-dates.ts";
import { engineFaults } from "./engine.ts";
import { exampleServerFaults } from "./example-server.ts";
import type { Fault } from "./fault.ts";
import { fewerBytesFaults } from "./fewer-bytes.ts";
import { firstStepFaults } from "./first-steps.ts";
import { grantingFaults } from "./granting.ts";
import { guideFaults } from "./guides.ts";
import { hostCodeFaults } from "./host-code.ts";
import { lifetimeFaults } from "./lifetimes.ts";
import { limitFaults } from "./limits.ts";
import { memoryFaults } from "./memory.ts";
import { notificationFaults } from "./notifications.ts";
import { observationFaults } from "./observation.ts";
import { operationFaults } from "./operation.ts";
import { quotaFaults } from "./quotas.ts";
import { receiptFaults } from "./receipts.ts";
import { repeatedJobFaults } from "./repeated-jobs.ts";
import { restFaults } from "./rest.ts";
import { serverFaults } from "./servers.ts";
import { sessionFaults } from "./sessions.ts";
import { signalFaults } from "./signals.ts";
import { storageFaults } from "./storages.ts";
import { tabFaults } from "./tabs.ts";
import { toldFaults } from "./told.ts";
import { toldLogFaults } from "./told-log.ts";
import { toldRowFaults } from "./told-rows.ts";
import { verifyFaults } from "./verify.ts";
import { voterFaults } from "./voters.ts";
import { webAppFaults } from "./web-app.ts";
import { webhookFaults } from "./webhooks.ts";
import { wordFaults } from "./words.ts";
import { workFaults } from "./work.ts";
import { workStoreFaults } from "./work-stores.ts";

export const faults: readonly Fault[] = [
  ...engineFaults,
  ...hostCodeFaults,
  ...deadlineFaults,
  ...delegationFaults,
  ...dueFaults,
  ...receiptFaults,
  ...storageFaults,
  ...sessionFaults,
  ...byteFaults,
  ...channelFaults,
  ...clientFaults,
  ...lifetimeFaults,
  ...workStoreFaults,
  ...tabFaults,
  ...limitFaults,
  ...memoryFaults,
  ...notificationFaults,
  ...composerFaults,
  ...conversationFaults,
  ...signalFaults,
  ...serverFaults,
  ...workFaults,
  ...webAppFaults,
  ...grantingFaults,
  ...definitionFaults,
  ...deletionFaults,
  ...quotaFaults,
  ...voterFaults,
  ...webhookFaults,
  ...decisionLinkFaults,
  ...wordFaults,
  ...repeatedJobFaults,
  ...restFaults,
  ...toldFaults,
  ...alikeFaults,
  ...fewerBytesFaults,
  ...toldLogFaults,
  ...toldRowFaults,
  ...verifyFaults,
  ...appPartFaults,
  ...approvalFaults,
  ...exampleServerFaults,
  ...firstStepFaults,
  ...guideFaults,
  ...observationFaults,
  ...operationFaults,
].sort((a, b) => a.number - b.number);

/**
 * Mistakes that other systems of this kind can make and this one can't, by the numbers that they
 * would have.
 */
export const impossible: { readonly [number: number]: string } = {
  13: "A log has no chain of hashes: a cursor is a number and the id of the event there. Fault 12 takes the id out of it.",
  26: "One person decides in a workflow without steps, so nobody can be counted twice. Fault 970 counts a person twice in a step.",
  1255: "A check of what is due without a key: its commit checks the version of the timer, so a second check does nothing.",
};

/** The fault with this number. */
export function faultOf(number: number): Fault {
  const fault = faults.find((one) => one.number === number);
  if (!fault) throw new Error(`There is no fault ${number}.`);
  return fault;
}
