import { usePresence } from "@taskwire/react";
import { useLanguage } from "../language/provider.tsx";
import { Faces } from "../parts/face.tsx";
import { usePerson } from "../session/provider.tsx";
import { boardId } from "../workplace/workplace.ts";

/** The other people who look at the board now. */
export function Present() {
  const { t } = useLanguage();
  const person = usePerson();
  const users = usePresence(`board:${boardId}`, (present) => present.users) ?? [];
  const others = users.filter(({ id }) => id !== person?.id);
  if (others.length === 0) return null;
  return (
    <div className="present">
      <Faces people={others} label={t("board.present")} />
    </div>
  );
}
