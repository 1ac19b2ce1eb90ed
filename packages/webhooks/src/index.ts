export { isPrivateAddress } from "./private-address.ts";
export { signWebhook, webhookSecret } from "./signature.ts";
export { type WebhookSenderOptions, webhookSender } from "./webhook-sender.ts";
