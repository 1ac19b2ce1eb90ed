import { useBoardTask, useClient } from "@taskwire/react";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useAct } from "../connection/act.tsx";
import { useCall } from "../connection/use-call.ts";
import { useLanguage } from "../language/provider.tsx";
import { readStored, writeStored } from "../page/stored.ts";
import { useHideToast, useToast } from "../parts/toasts.tsx";
import { request } from "../session/http.ts";
import { useSession } from "../session/provider.tsx";
import { useNameOf } from "../shell/names.ts";
import { boardId } from "../workplace/workplace.ts";

/** A decision that was made, and is not sent yet, so that it can be undone. */
export interface Pending {
  readonly taskId: string;
  /** The action of the workflow, e.g. `approve`. */
  readonly action: string;
  readonly title: string;
  /** The version that the person saw. */
  readonly version: number;
  /** The state in which the request was. */
  readonly state: string;
  /** What the action takes besides the request. */
  readonly input?: { readonly reason?: string; readonly step?: string; readonly for?: string };
}

interface PendingDecisions {
  readonly pending: Pending | undefined;
  /** Whether I have just decided on a request, so that it doesn't wait for me any more. */
  isDecided(taskId: string): boolean;
  /** Takes a decision. It is sent after 8 s, with the next decision, or when the person leaves. */
  decide(next: Pending): void;
  undo(): void;
}

/** A decision can be undone for this time, in ms. */
export const undoMs = 8_000;

/** The lists have heard of a decision at the latest after this time, in ms. */
const settleMs = 3_000;

const PendingContext = createContext<PendingDecisions | undefined>(undefined);

const toastId = "pending-decision";

/** A decision that was sent when its page was left. */
interface Left extends Pending {
  readonly key: string;
  readonly at: number;
}

/** An older decision may be wrong by now, so the person is asked before it is sent again. In ms. */
const leftMs = 60_000;

/** Keeps the last decision for a while before it is sent. */
export function PendingProvider({ children }: { readonly children: ReactNode }) {
  const { t, tOr } = useLanguage();
  const call = useCall();
  const client = useClient();
  const session = useSession();
  const act = useAct();
  const toast = useToast();
  const hideToast = useHideToast();
  const leftKey = `taskwire.left.${session.person?.id}`;
  const [pending, setPending] = useState<Pending>();
  const current = useRef<Pending>(undefined);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** The requests whose decision is on its way, or was just sent. */
  const [sent, setSent] = useState<readonly string[]>([]);

  const take = useCallback(() => {
    const taken = current.current;
    clearTimeout(timer.current);
    current.current = undefined;
    setPending(undefined);
    hideToast(toastId);
    return taken;
  }, [hideToast]);

  const sendWith = (key: string, { taskId, version, action, input, title }: Pending) =>
    act(tOr(`request.undo.${action}.done`, title, { title }), (signal) =>
      call(`tasks.${action}`, { boardId, taskId, version, ...input }, { signal, key }),
    );
  /** A later decision may have taken the place of this one. */
  const forgetLeft = (key: string) =>
    readStored<Left>(leftKey)?.key === key && writeStored(leftKey, undefined);
  const send = async (isLeaving = false) => {
    const one = take();
    if (!one) return;
    const { taskId, version, action, input } = one;
    const key = client.runtime.id();
    if (isLeaving) {
      // The socket closes with the page, maybe before it has sent the call. A request outlives the page, and with
      // the same key it is no second decision.
      const path = `/api/boards/${boardId}/tasks/${taskId}/${action}`;
      const body = { version, ...input };
      // Without a connection, the next page says that it was not sent.
      if (client.status === "live" || client.status === "catching up")
        writeStored(leftKey, { ...one, key, at: Date.now() });
      const post = (token: string) =>
        request(path, { method: "POST", token, key, keepalive: true, body });
      // The request has to begin at once: what a page begins later, while it is being left, may never be sent.
      const { validToken } = session;
      (validToken ? post(validToken) : session.token().then(post)).then(
        () => forgetLeft(key),
        () => {},
      );
    }
    const forget = () => setSent((now) => now.filter((id) => id !== taskId));
    setSent((now) => [...now, taskId]);
    if (await sendWith(key, one)) setTimeout(forget, settleMs);
    else forget();
  };
  /**
   * Sends the last decision of a page that was left a moment ago once more, with the same key. If it was left long
   * ago, and the request is as it was, nobody knows whether the decision arrived. So the person is asked.
   */
  const sendLeft = async () => {
    const left = readStored<Left>(leftKey);
    if (!left) return;
    const run = () => void sendWith(left.key, left);
    const isOld = Date.now() - left.at > leftMs;
    const { taskId, input } = left;
    const task = isOld
      ? await client.tasks.get({ boardId, taskId }).then(
          (answer) => answer.task,
          (error) => {
            // Nobody is asked about a request that is gone.
            if (!/^(not_found|forbidden)$/.test(error.code)) throw error;
          },
        )
      : undefined;
    forgetLeft(left.key);
    if (!isOld) return run();
    // While others have to vote too, a vote that arrived doesn't change the state.
    const seat = input?.for ?? session.person?.id;
    const hasVoted = task?.approval?.votes.some(
      (vote) => vote.step === input?.step && vote.seat === seat,
    );
    if (task?.state === left.state && !hasVoted) {
      const action = { label: t("post.retry"), run };
      toast({ id: leftKey, text: t("request.left", left), tone: "error", action });
    }
  };
  const latestSend = useRef(send);
  latestSend.current = send;

  // The page may never come back after this. Nobody gets the answer to its request, for example that the person has
  // made too many calls. So the next page sends the decision again.
  const firstSend = useRef(sendLeft);
  useEffect(() => {
    // After an error, a later page asks.
    firstSend.current().catch(() => {});
    const leave = () => void latestSend.current(true);
    const hide = () => document.visibilityState === "hidden" && leave();
    addEventListener("pagehide", leave);
    document.addEventListener("visibilitychange", hide);
    return () => {
      removeEventListener("pagehide", leave);
      document.removeEventListener("visibilitychange", hide);
    };
  }, []);

  const actions = useMemo(() => {
    const undo = () => {
      if (take()) toast({ id: toastId, text: t("request.undo.taken"), ms: 4_000 });
    };
    const decide = (next: Pending) => {
      void latestSend.current();
      current.current = next;
      setPending(next);
      timer.current = setTimeout(() => void latestSend.current(), undoMs);
      const seconds = undoMs / 1_000;
      const { title } = next;
      const text = tOr(`request.undo.${next.action}`, title, { title, seconds });
      toast({ id: toastId, text, ms: undoMs, action: { label: t("undo"), run: undo } });
    };
    return { decide, undo };
  }, [t, tOr, take, toast]);

  const value = useMemo(() => {
    const isDecided = (id: string) => pending?.taskId === id || sent.includes(id);
    return { pending, isDecided, ...actions };
  }, [pending, sent, actions]);
  return (
    <PendingContext value={value}>
      {children}
      {pending && <Watch pending={pending} drop={take} />}
    </PendingContext>
  );
}

/** Drops a decision that is not sent yet, if somebody else decides first. */
function Watch({ pending, drop }: { readonly pending: Pending; drop(): unknown }) {
  const { t, tOr, dates } = useLanguage();
  const toast = useToast();
  const nameOf = useNameOf();
  const task = useBoardTask(boardId, pending.taskId);

  useEffect(() => {
    if (!task || task.state === pending.state) return;
    drop();
    const { decision } = task;
    const text = decision?.stands
      ? t("why.decided", {
          name: nameOf(decision.by),
          did: tOr(`why.did.${decision.action}`, t("why.did.other")),
          time: dates.time(decision.at),
        })
      : t("why.ended", { state: tOr(`state.${task.state}`, task.state) });
    toast({ text, ms: 8_000 });
  }, [task, pending, drop, toast, nameOf, t, tOr, dates]);
  return null;
}

/** Returns the decision that is not sent yet, and takes decisions. */
export function usePending(): PendingDecisions {
  const pending = useContext(PendingContext);
  if (!pending) throw new Error("Put a <PendingProvider> around the app.");
  return pending;
}
