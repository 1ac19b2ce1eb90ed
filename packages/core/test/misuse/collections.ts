import { defineCollection } from "../../src/model/collection.ts";
import { approvalRoles } from "../../src/policy/approval-roles.ts";
import { createTaskwire } from "../../src/taskwire.ts";
import { approvalWorkflow } from "../../src/workflow/approval.ts";
import { defineTemplates } from "../../src/workflow/templates.ts";
import type { Misuse } from "./misuse.ts";

/** Starts with one collection with these fields. */
const withFields =
  (names: readonly string[], more: object = {}) =>
  () =>
    createTaskwire({
      collections: [
        defineCollection<{ id: string; version: number }>()({
          name: "notes",
          fields: Object.fromEntries(names.map((name) => [name, "text"])),
          indexes: {},
          versions: "own",
          ...more,
        } as never),
      ],
    });

const told = {
  ...{ name: "note", person: "to", status: ["state"] },
  state: { field: "state", values: ["open"], counted: "open" },
};
const toldFields = ["to", "state", "about", "text", "title"];

/** Starts with one template that differs from a sound one. */
const withTemplate = (change: object) => () =>
  createTaskwire({
    templates: defineTemplates({ workflow: approvalWorkflow, roles: approvalRoles }, {
      sale: {
        ...{ version: 1, type: "task", subtasks: { wash: { title: "Wash", assignee: "creator" } } },
        ...change,
      },
    } as never),
  });

export const collectionMisuses: readonly Misuse[] = [
  ...["ctid", "XMIN", "tableoid"].map((name) => ({
    what: `a collection with the field "${name}" of every table of PostgreSQL`,
    run: withFields([name]),
    says: `a table of PostgreSQL has "${name}" by itself`,
  })),
  {
    what: "a collection with more fields than a table can have",
    run: withFields(Array.from({ length: 1_001 }, (_, i) => `field${i}`)),
    says: ["it has 1001 fields", 'of the type "json"'],
  },
  {
    what: "a collection with `told` and `partial`",
    run: withFields(toldFields, {
      told,
      indexes: { to: ["to"] },
      partial: { to: { field: "text", values: ["x"] } },
    }),
    says: ["both `told` and `partial`", "leave `partial` out"],
  },
  {
    what: "a field that repeats one that repeats another one",
    run: withFields(toldFields, { told: { ...told, repeats: { text: "title", title: "about" } } }),
    says: ["its `told` names", "that repeats another one itself"],
  },
  {
    what: "a `told` without the field of its person",
    run: withFields(toldFields, { told: { ...told, person: "too" } }),
    says: "its `told` names a field that is missing",
  },
  ...[0, -1, 1.5, Number.NaN].map((version) => ({
    what: `a template with the version ${version}`,
    run: withTemplate({ version }),
    says: `its version is ${version}; give a whole number, 1 or more`,
  })),
  {
    what: "a template whose `when` is a text",
    run: withTemplate({ when: "always" }),
    says: "its `when` is no function",
  },
];
