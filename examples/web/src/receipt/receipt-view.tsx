import { checkReceipt, type ReceiptFile } from "@taskwire/core/approvals";
import type { TaskShown } from "@taskwire/react";
import { CircleAlert, CircleCheck } from "lucide-react";
import type { ReactNode } from "react";
import { useLanguage } from "../language/provider.tsx";
import { Button } from "../parts/button.tsx";
import { Written } from "../parts/written.tsx";
import { FieldValue } from "../request/field-value.tsx";
import { useNameOf } from "../shell/names.ts";
import type { Data } from "../workplace/fields.ts";
import { workplace } from "../workplace/workplace.ts";
import { contentLines } from "./content-lines.ts";
import { useFieldName } from "./field-name.ts";

interface ReceiptViewProps {
  readonly file: ReceiptFile;
  readonly task: TaskShown;
}

/** A receipt after all its hashes were computed again: whether it fits, and what it is about. */
export function ReceiptView({ file, task }: ReceiptViewProps) {
  const { t, dates } = useLanguage();
  const nameOf = useNameOf();
  const { receipt, reason, votes, signature } = file;
  const isRight = checkReceipt(file).length === 0;
  const Icon = isRight ? CircleCheck : CircleAlert;
  const voters = votes.map(({ receipt: { by, for: other, via } }) => {
    const name = other === undefined ? nameOf(by) : `${nameOf(by)} (${nameOf(other)})`;
    return via === "link" ? t("receipt.via.voter", { name }) : name;
  });
  return (
    <div className="receipt">
      <p className={isRight ? "receipt-right" : "receipt-wrong"} role="status">
        <Icon aria-hidden="true" />
        <span>{t(isRight ? "receipt.right" : "receipt.wrong")}</span>
      </p>
      <dl className="facts">
        <Fact name={t("receipt.by")}>{nameOf(receipt.by)}</Fact>
        <Fact name={t("receipt.at")}>
          <time dateTime={receipt.at}>{dates.full(receipt.at)}</time>
        </Fact>
        {receipt.via === "link" && <Fact name={t("receipt.via")}>{t("receipt.via.link")}</Fact>}
        {reason !== undefined && (
          <Fact name={t("receipt.reason")}>
            <Written>{reason}</Written>
          </Fact>
        )}
        {(voters.length > 0 || receipt.override) && (
          <Fact name={t("receipt.votes")}>
            {voters.length > 0 ? voters.join(", ") : t("receipt.votes.none")}
          </Fact>
        )}
        <Fact name={t("receipt.signature")}>
          {t(signature === undefined ? "receipt.unsigned" : "receipt.signed")}
        </Fact>
      </dl>
      <h3>{t("receipt.content")}</h3>
      <Content file={file} task={task} />
      <div className="form-buttons">
        <Button onClick={() => save(file)}>{t("receipt.save")}</Button>
      </div>
    </div>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** The values that were decided on. A value that has changed since has the one of now beside it. */
function Content({ file, task }: ReceiptViewProps) {
  const { t } = useLanguage();
  const fieldName = useFieldName();
  return (
    <dl className="facts">
      {contentLines(file, task).map(({ path, value, now, isChanged }) => (
        <Fact key={path} name={fieldName(path)}>
          <Value path={path} value={value} />
          {isChanged && (
            <span className="receipt-changed">
              {" "}
              {t("receipt.now", { value: "" })}
              <Value path={path} value={now} />
            </span>
          )}
        </Fact>
      ))}
    </dl>
  );
}

function Value({ path, value }: { readonly path: string; readonly value: unknown }) {
  const nameOf = useNameOf();
  const field = workplace().fields.find(({ name }) => path === `data.${name}`);
  if (field) return <FieldValue field={field} value={value as Data[string]} />;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return path === "requesterId" ? nameOf(text) : <Written>{text}</Written>;
}

/** Saves a receipt as compact JSON, which `taskwire receipt verify` takes. */
function save(file: ReceiptFile) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  link.download = `receipt-${file.receipt.taskId}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
