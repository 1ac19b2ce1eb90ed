import { people } from "../src/people.ts";
import { post } from "./client.ts";
import { switchLanguage, words } from "./words.ts";

export const SignIn = () => (
  <>
    <header>
      <h1>{words.signIn}</h1>
      <button type="button" onClick={switchLanguage}>
        {words.other}
      </button>
    </header>
    <footer>
      {people.map(({ id, name }) => (
        <button type="button" key={id} onClick={() => post(`/login/${id}`)}>
          {name}
        </button>
      ))}
    </footer>
  </>
);
