/** A form with one text field. `send` gets the text. */
export const TextForm = ({
  label,
  button,
  send,
}: {
  label: string;
  button: string;
  send: (text: string) => unknown;
}) => (
  <form action={(form) => void send(String(form.get("text")))}>
    <input name="text" aria-label={label} placeholder={label} autoComplete="off" required />
    <button type="submit">{button}</button>
  </form>
);
