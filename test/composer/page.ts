import { createClient } from "@taskwire/client";
import { TaskwireProvider, useRoom } from "@taskwire/react";
import { useComposer } from "@taskwire/react/composer";
import { createElement as h, StrictMode } from "react";
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

function Chat() {
  const { messages, members } = useRoom(place);
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
  );
}

const root = createRoot(document.body.appendChild(document.createElement("div")));
root.render(h(StrictMode, null, h(TaskwireProvider, { client }, h(Chat))));
