/** The style of the page for decision links, light and dark. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2127; --soft: #59636e; --paper: #fff; --ground: #f3f4f6; --line: #d0d7de; --accent: #0b5cad; --on: #fff; --bad: #b42318; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a3adb8; --paper: #1b2026; --ground: #12161a; --line: #3a424b; --accent: #7cb8f5; --on: #0d1420; --bad: #ff9a8f; }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, "Noto Sans Thai", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere; }
h1 { margin: 0 0 .5rem; font-size: 1.3rem; line-height: 1.3; }
p { margin: .5rem 0; white-space: pre-wrap; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 1rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
label { display: block; margin: .75rem 0; }
input, textarea { display: block; width: 100%; margin-top: .25rem; padding: .6rem; font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--soft); border-radius: .5rem; }
input { max-width: 9rem; letter-spacing: .2em; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; }
button, .row a { min-height: 44px; padding: .6rem 1.1rem; font: inherit; color: var(--ink); background: transparent; border: 1px solid var(--soft); border-radius: .5rem; cursor: pointer; text-decoration: none; }
button.first { color: var(--on); background: var(--accent); border-color: var(--accent); }
button:disabled { opacity: .6; cursor: default; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.soft { color: var(--soft); }
.bad { color: var(--bad); }
footer { max-width: 34rem; margin: .5rem auto; text-align: end; }
footer button { border: 0; color: var(--soft); }
`;
