type Child = Node | string | false | undefined;
type Properties = { [name: string]: string | boolean | ((event: Event) => void) };

/** Makes an element with attributes, listeners (functions) and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Properties,
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (typeof value === "string") made.setAttribute(key, value);
    else made.toggleAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== false && child !== undefined));
  return made;
}

/** A form with one text field. `send` gets the text. */
export function textForm(label: string, button: string, send: (text: string) => void) {
  const field = element("input", { "aria-label": label, placeholder: label, required: true });
  const submit = (event: Event) => {
    event.preventDefault();
    send(field.value);
    field.value = "";
  };
  return element("form", { submit }, field, element("button", { type: "submit" }, button));
}
