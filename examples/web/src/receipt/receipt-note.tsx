import "../style/receipt.css";
import type { TaskShown } from "@taskwire/react";
import { useState } from "react";
import { addWords } from "../language/dictionary.ts";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { receiptWords } from "../words/receipt.ts";
import { contentLines } from "./content-lines.ts";
import { useFieldName } from "./field-name.ts";
import { ReceiptView } from "./receipt-view.tsx";
import { useReceipt } from "./use-receipt.ts";

// They are loaded with this part.
addWords(receiptWords);

/** Says whether a request is still as it was decided on, and checks the receipt of the decision. */
export function ReceiptNote({ task }: { readonly task: TaskShown }) {
  const { t } = useLanguage();
  const file = useReceipt(task);
  const fieldName = useFieldName();
  const [isOpen, setIsOpen] = useState(false);
  // The line keeps its place until the receipt is there.
  if (file === undefined) return <div className="receipt-note" />;
  if (file === "none") return <p className="receipt-note soft small">{t("receipt.none")}</p>;
  const changed = contentLines(file, task).filter(({ isChanged }) => isChanged);
  const fields = changed.map(({ path }) => fieldName(path)).join(", ");
  return (
    <div className="receipt-note">
      <span className={changed.length > 0 ? "small receipt-changed" : "small soft"}>
        {changed.length > 0 ? t("receipt.changed", { fields }) : t("receipt.unchanged")}
      </span>
      <Button size="small" tone="quiet" onClick={() => setIsOpen(true)}>
        {t("receipt.check")}
      </Button>
      <Dialog title={t("receipt.title")} isOpen={isOpen} onClose={() => setIsOpen(false)}>
        <ReceiptView file={file} task={task} />
      </Dialog>
    </div>
  );
}
