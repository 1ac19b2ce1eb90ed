import { createClient } from "@taskwire/client";
import { TaskwireProvider, useRoom } from "@taskwire/react";
import { type MentionText, useComposer, useMentionInput } from "@taskwire/react/composer";
import { createElement as h, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";

// The page of test/composer.test.ts: a room with a text field. The address says who looks at which room.
const {
  boardId = "",
  roomId = "",
  me = "",
} = Object.fromEntries(new URLSearchParams(location.search));
const place = { boardId, roomId };
const client = createClient({
  url: `${location.origin.replace("http", "ws")}/taskwire`,
  token: () => me,
});

/** Edits a message of the person. */
function Edit({ id, text, spans }: MentionText & { readonly id: string }) {
  const { store } = useRoom(place);
  const [value, onChange] = useState<MentionText>({ text, spans });
  const input = useMentionInput(place, { value, onChange });
  const save = () => void store.edit(id, value.text, { spans: value.spans });
  const options = input.suggestions.map((suggestion, i) =>
    h("li", { key: suggestion.id, ...input.optionProps(i) }, suggestion.names[0]),
  );
  return h(
    "div",
    null,
    h("textarea", { ...input.fieldProps, "aria-label": "Edit" }),
    h("ul", { ...input.listProps, "aria-label": "People to mention" }, options),
    h("p", input.statusProps),
    h("button", { type: "button", onClick: save }, "Save"),
  );
}

function Chat() {
  const { messages, members } = useRoom(place);
  const [last] = messages.filter(({ isMine, state }) => isMine && state === "sent").slice(-1);
  const [edited, setEdited] = useState<typeof last>();
  const composer = useComposer(place);
  const options = composer.suggestions.map((suggestion, i) =>
    h("li", { key: suggestion.id, ...composer.optionProps(i) }, suggestion.names[0]),
  );
  return h(
    "main",
    null,
    h("h1", null, "Room"),
    h("p", { id: "members" }, members.length),
    h(
      "ol",
      { "aria-label": "Messages" },
      messages.map(({ id, text, mentions, state }) =>
        h("li", { key: id }, `${text} [${mentions.map((one) => one.id).join()}] ${state}`),
      ),
    ),
    h(
      "form",
      composer.formProps,
      h("textarea", { ...composer.fieldProps, "aria-label": "Message" }),
      h("ul", { ...composer.listProps, "aria-label": "People" }, options),
      h("p", composer.statusProps),
      h("button", { type: "submit" }, "Send"),
    ),
    h("button", { type: "button", onClick: () => setEdited(last) }, "Edit the last one"),
    edited && h(Edit, { id: edited.id, text: edited.text, spans: edited.mentions }),
  );
}

const root = createRoot(document.body.appendChild(document.createElement("div")));
root.render(h(StrictMode, null, h(TaskwireProvider, { client }, h(Chat))));
