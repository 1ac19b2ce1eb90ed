import type { TaskShown } from "@taskwire/react";
import "../style/approval.css";
import { useRef } from "react";
import { useGlide } from "../page/glide.ts";
import { Changes } from "./changes.tsx";
import { StepCard } from "./step-card.tsx";
import { useApprovalView } from "./use-approval-view.ts";
import { useChanges } from "./use-changes.ts";
import { useApprovalWords } from "./words.ts";

/** The parts of a request's approval: who is asked, who voted and how, and by when. */
export function ApprovalSteps({ task }: { readonly task: TaskShown }) {
  const { a } = useApprovalWords();
  const section = useRef<HTMLElement>(null);
  useGlide(section, ".detail-body");
  const { approval, away, now, me, actions } = useApprovalView(task);
  const changes = useChanges(task, actions);
  const steps = approval?.steps ?? [];
  const passed = steps.filter(({ state }) => state === "passed").length;
  const needed = steps.filter(({ state }) => state !== "skipped").length;
  return (
    <section ref={section} className="section approval" aria-labelledby="approval">
      <header className="section-head">
        <h2 id="approval">{a("approval.title")}</h2>
        {approval && (
          <p className="soft small" role="status">
            {approval.round > 1 && `${a("approval.round", { round: approval.round })} · `}
            {a("approval.passed.count", { done: passed, total: needed })}
          </p>
        )}
      </header>
      {approval?.isRunning && approval.round > 1 && changes && <Changes changes={changes} />}
      <ol className="votes">
        {steps.map((step) => (
          <StepCard key={step.name} task={task} step={step} away={away} now={now} me={me} />
        ))}
      </ol>
    </section>
  );
}
