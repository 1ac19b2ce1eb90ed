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
  /** The same for parts of the page, by the anchor of their heading. */
  readonly sections?: { readonly [anchor: string]: string };
}

export interface Section {
  readonly title: string;
  readonly pages: readonly Entry[];
}

const guide = (
  slug: string,
  name?: string,
  find?: string,
  sections?: Entry["sections"],
): Entry => ({
  file: `docs/${slug}.md`,
  url: slug,
  ...(name && { name }),
  ...(find && { find }),
  ...(sections && { sections }),
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
    pages: [
      guide("quick-start", "Quick start", "install express session cookie getting started"),
      guide("demo", "Live demo", "try browser"),
      guide("concepts", "Concepts"),
    ],
  },
  {
    title: "Build",
    pages: [
      guide("workflows", "Workflows and templates", "state machine approval steps template"),
      guide(
        "approvals",
        "Approvals",
        "approval steps quorum votes voter several approvers escalation delegate calendar",
        {
          "deadlines-reminders-escalation": "deadline holiday working time overdue vote",
          "people-who-are-away": "delegate deputy substitute vacation absent",
          "edits-returns-and-rounds": "lost vote void votes my vote is gone",
          "approvals-on-a-page": "who approved who voted who decided",
          "for-against-return-override": "withdraw reject return override",
        },
      ),
      guide("receipts", "Receipts", "receipt proof signature ed25519 verify audit unchanged since"),
      guide("workflow", "The default workflow"),
      guide("roles", "Roles and conditions", "permissions why access control"),
      guide("conversation", "Rooms, comments, inbox", "chat messages"),
      guide("mentions", "Mentions", "Thai Chinese Japanese ไทย conformance cases"),
      guide("signals", "Presence and typing", "online status"),
      guide("notifications", "Notifications", "inbox preferences mute levels"),
      guide("channels", "Mail and push", "mail e-mail email push quiet hours digest channel"),
      guide(
        "decision-links",
        "Decision links for e-mail",
        "mail e-mail link token vote approve button scanner code bearer",
      ),
      guide("webhooks", "Webhooks", "standard webhooks http post secret signature receiver"),
      guide("due-dates", "Due dates", "due date reminder calendar overdue"),
      guide("reminders", "Reminders", "reminder timer cron schedule"),
      packagePage("client"),
      guide("react", "React", "hooks component"),
      guide("sign-in", "Sessions and cookies", "login logout token authentication CSRF"),
      guide("own-operations", "Own operations and tables", "custom endpoint extend reaction"),
      guide("changing-a-workflow", "Changing a workflow", "rename state migration"),
      guide("testing", "Testing your app", "simulated clock fake time"),
      guide("values", "Values", "json date time id limits of text"),
    ],
  },
  {
    title: "Adapters",
    pages: [
      guide("storage", "Storage", "database SQLite PostgreSQL"),
      guide("transport", "Transport", "Redis Valkey pub/sub"),
      guide("own-adapter", "Write your own", "contract suites storage transport adapter"),
    ],
  },
  {
    title: "Run",
    pages: [
      guide(
        "resume",
        "Offline, resume, promises",
        "offline reconnect idempotency key exactly once retry",
      ),
      { file: "SECURITY.md", url: "security", name: "Security", find: "hardening vulnerability" },
      guide("limits", "Limits and quotas", "rate limit throttle 429 quota"),
      guide("scaling", "Two servers and more", "two servers cluster scaling load balancer"),
      guide("deployment", "Deployment", "nginx caddy systemd docker proxy upgrade rolling restart"),
      guide("support", "Supported versions", "support policy Node PostgreSQL Redis Valkey version"),
      guide(
        "databases",
        "Looking after the database",
        "backup back up restore migrate move verify trim",
        {
          "back-up": "backup restore",
          "move-from-sqlite-to-postgresql": "migrate copy",
          "automatic-deletion": "retention how long data is kept",
        },
      ),
      guide(
        "monitoring",
        "Metrics, logs and traces",
        "Prometheus Grafana OpenTelemetry observability monitoring alert dashboard log",
      ),
      guide("deletion", "Deletion and personal data", "delete a person erase GDPR PDPA export", {
        "erase-a-person": "delete a person user account GDPR PDPA",
      }),
      guide("performance", "Performance", "capacity benchmark speed"),
      guide("errors", "Errors A–Z", "error code status"),
      guide("troubleshooting", "Troubleshooting", "problem does not work debug"),
      guide("migrating", "From Channels or socket.io", "Django Channels socket.io migrate"),
    ],
  },
  {
    title: "Look up",
    pages: [
      guide("operations", "Operations and events"),
      guide("rest", "REST", "HTTP API OpenAPI"),
      guide("protocol", "The wire protocol", "WebSocket frames AsyncAPI"),
      {
        file: "RELIABILITY.md",
        url: "reliability",
        name: "Reliability",
        find: "tests of promises",
      },
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
      packagePage("observability"),
      packagePage("webhooks"),
      packagePage("cli"),
      {
        file: "packages/create-taskwire/README.md",
        url: "packages/create-taskwire",
        name: "create-taskwire",
        find: "npm create new app template starter scaffold",
      },
    ],
  },
  {
    title: "Examples",
    pages: [
      { file: "examples/minimal/README.md", url: "examples/minimal", name: "The smallest app" },
      {
        file: "examples/express-existing-app/README.md",
        url: "examples/express-existing-app",
        name: "An existing Express app",
        find: "embed PostgreSQL session cookie",
      },
      { file: "examples/server/README.md", url: "examples/server", name: "A vehicle dealer" },
      { file: "examples/web/README.md", url: "examples/web", name: "The app in React" },
      {
        file: "examples/vanilla/README.md",
        url: "examples/vanilla",
        name: "The app without React",
      },
      { file: "examples/expenses/README.md", url: "examples/expenses", name: "Several votes" },
      { file: "examples/cluster/README.md", url: "examples/cluster", name: "Two servers" },
      { file: "examples/deployment/README.md", url: "examples/deployment", name: "Behind a proxy" },
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
  {
    title: "ภาษาไทย",
    pages: [
      {
        file: "docs/th/quick-start.md",
        url: "th/quick-start",
        name: "เริ่มใช้งาน",
        find: "Thai language ภาษาไทย",
      },
      {
        file: "examples/server/README.th.md",
        url: "th/examples/server",
        name: "แอปตัวอย่าง",
      },
    ],
  },
];
