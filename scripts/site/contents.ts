/** One page of the site. */
export interface Entry {
  /** The Markdown file, from the repository's root. */
  readonly file: string;
  /** Its place on the site, without an ending. */
  readonly url: string;
  /** Its name in the sidebar. Default: its heading. */
  readonly name?: string;
  /** Words that people search for and that the page itself says in another way. */
  readonly find?: string;
}

export interface Section {
  readonly title: string;
  readonly pages: readonly Entry[];
}

const guide = (slug: string, name?: string, find?: string): Entry => ({
  file: `docs/${slug}.md`,
  url: slug,
  ...(name && { name }),
  ...(find && { find }),
});

const packagePage = (name: string, find?: string): Entry => ({
  file: `packages/${name}/README.md`,
  url: `packages/${name}`,
  name: `@taskwire/${name}`,
  ...(find && { find }),
});

/** All pages in reading order. The sidebar, `llms.txt` and the links to the next page follow it. */
export const contents: readonly Section[] = [
  {
    title: "Begin",
    pages: [guide("quick-start", "Quick start"), guide("demo", "Live demo")],
  },
  {
    title: "Build",
    pages: [
      guide("workflow", "The default workflow"),
      guide("roles", "Roles and conditions"),
      guide("conversation", "Rooms, comments, inbox"),
      guide("mentions", "Mentions"),
      guide("signals", "Presence and typing"),
      guide("notifications", "Notifications"),
      packagePage("client"),
      guide("react", "React"),
      guide("sign-in", "Sessions and cookies"),
      guide("values", "Values"),
    ],
  },
  {
    title: "Run",
    pages: [
      guide("limits", "Limits"),
      guide("databases", "Looking after the database", "backup back up restore migrate move"),
      guide("deletion", "Deletion and personal data"),
      guide("performance", "Performance"),
      { file: "SECURITY.md", url: "security", name: "Security" },
      { file: "RELIABILITY.md", url: "reliability", name: "Reliability" },
    ],
  },
  {
    title: "Look up",
    pages: [
      guide("operations", "Operations and events"),
      guide("protocol", "The wire protocol"),
      { file: ".changeset/first-release.md", url: "changelog", name: "Changelog" },
    ],
  },
  {
    title: "Packages",
    pages: [
      packagePage("core"),
      packagePage("sqlite-storage"),
      packagePage("postgres-storage"),
      packagePage("redis-transport"),
      packagePage("ws-adapter"),
      packagePage("express-adapter"),
      packagePage("react"),
      packagePage("cli"),
    ],
  },
  {
    title: "Examples",
    pages: [
      { file: "examples/server/README.md", url: "examples/server", name: "A vehicle dealer" },
      { file: "examples/cluster/README.md", url: "examples/cluster", name: "Two servers" },
      { file: "examples/python/README.md", url: "examples/python", name: "A client in Python" },
    ],
  },
  {
    title: "Inside taskwire",
    pages: [
      { file: "ARCHITECTURE.md", url: "architecture", name: "Architecture" },
      guide("life-of-an-approval", "The life of an approval"),
      guide("postgres-batches", "How PostgreSQL commits"),
      { file: "CONTRIBUTING.md", url: "contributing", name: "Contributing" },
      { file: "CODE_OF_CONDUCT.md", url: "code-of-conduct", name: "Code of conduct" },
    ],
  },
];
