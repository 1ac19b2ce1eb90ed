import type { ReceiptFile } from "@taskwire/core/approvals";
import { type TaskShown, useStatus } from "@taskwire/react";
import { useEffect, useState } from "react";
import { useCall } from "../connection/use-call.ts";
import { boardId } from "../workplace/workplace.ts";

/** The receipt of a decision. `none`: it was made without one. */
export type ReceiptShown = ReceiptFile | "none" | undefined;

/** Returns the receipt of the last decision on a request. Undefined until it is loaded. */
export function useReceipt({ id: taskId, decision }: TaskShown): ReceiptShown {
  const call = useCall();
  const isLive = useStatus() === "live";
  const [loaded, setLoaded] = useState<{ readonly at: string; readonly receipt: ReceiptShown }>();
  const at = decision?.at;
  const isNeeded = at !== undefined && loaded?.at !== at && isLive;

  useEffect(() => {
    if (!isNeeded) return;
    const ending = new AbortController();
    call("receipts.get", { boardId, taskId }, { signal: ending.signal }).then(
      (file) => {
        const receipt = file as ReceiptFile;
        // An earlier decision may have had a receipt, and the last one none.
        setLoaded({ at, receipt: receipt.receipt.at === at ? receipt : "none" });
      },
      (error) => {
        if (Object(error).code === "not_found") setLoaded({ at, receipt: "none" });
      },
    );
    return () => ending.abort();
  }, [call, taskId, at, isNeeded]);

  return loaded?.at === at ? loaded?.receipt : undefined;
}
