/** Shapes of the API's answers about lists. */
import * as v from 'valibot';

const maybeText = v.nullable(v.string());
const authorship = { at: v.string(), by: v.string(), reason: v.string() };

const use = v.object({ function: v.string(), path: v.string(), line: v.number(), rules: v.array(v.string()) });

const listFields = {
  name: v.string(),
  kind: v.string(),
  owner: v.string(),
  description: v.string(),
  maxDistance: v.number(),
  version: v.number(),
  entries: v.number(),
  changed: v.object(authorship),
  importing: v.nullable(v.object(authorship)),
};

const listItem = v.object({ ...listFields, usedBy: v.array(v.string()) });
export type ListItem = v.InferOutput<typeof listItem>;

export const lists = v.object({
  items: v.array(listItem),
  missing: v.array(v.object({ name: v.string(), uses: v.array(use) })),
});
export type MissingList = v.InferOutput<typeof lists>['missing'][number];

/** `refusal`: why whoever is signed in may not change it. */
export const list = v.object({ ...listFields, uses: v.array(use), refusal: v.optional(v.nullable(v.string()), null) });
export type List = v.InferOutput<typeof list>;

export const versioned = v.object({ version: v.number() });

const entryFields = { value: v.string(), expiresAt: maybeText, note: v.string() };
const entry = v.object({
  ...entryFields,
  expired: v.boolean(),
  since: v.object({ ...authorship, version: v.number() }),
});
export type ListEntry = v.InferOutput<typeof entry>;

export const entries = v.object({
  version: v.number(),
  /** "Now" in event time. */
  at: v.string(),
  total: v.number(),
  items: v.array(entry),
  next: maybeText,
});

const version = v.object({
  ...authorship,
  version: v.number(),
  operation: v.string(),
  added: v.number(),
  removed: v.number(),
  changed: v.number(),
  entries: v.number(),
});
export type ListVersion = v.InferOutput<typeof version>;
export const versions = v.object({ items: v.array(version), next: maybeText });

const side = v.nullable(v.object(entryFields));
export const diff = v.object({
  from: v.number(),
  to: v.number(),
  added: v.number(),
  removed: v.number(),
  changed: v.number(),
  items: v.array(
    v.object({ value: v.string(), change: v.picklist(['added', 'removed', 'changed']), before: side, after: side }),
  ),
  next: maybeText,
});
export type ListDiff = v.InferOutput<typeof diff>;

export const tested = v.object({
  matches: v.boolean(),
  entry: v.nullable(v.object({ ...entryFields, expired: v.boolean() })),
  why: v.string(),
  rules: v.array(v.string()),
});
export type ListTest = v.InferOutput<typeof tested>;

const texts = v.array(v.string());
export const imported = v.object({
  version: v.nullable(v.number()),
  basedOn: v.number(),
  entries: v.number(),
  repeated: v.number(),
  added: v.number(),
  changed: v.number(),
  removed: v.number(),
  unchanged: v.number(),
  invalid: v.number(),
  problems: v.array(v.object({ line: v.number(), problem: v.string() })),
  samples: v.object({ added: texts, changed: texts, removed: texts }),
});
export type ListImport = v.InferOutput<typeof imported>;
