/** Shapes of the API for authors of rules: files, drafts, the language server, tests, tries, backtests. */
import * as v from 'valibot';
import { eventDetail } from './types.ts';

const maybeText = v.optional(v.nullable(v.string()), null);

export const rulesetFiles = v.object({
  hash: v.string(),
  activatedAt: maybeText,
  writable: v.boolean(),
  unwritable: maybeText,
  /** `text` is null where the file is too large for an editor. */
  files: v.array(v.object({ path: v.string(), text: v.nullable(v.string()), characters: v.number() })),
});
export type RulesetFiles = v.InferOutput<typeof rulesetFiles>;

const changedFile = v.object({ path: v.string(), text: v.nullable(v.string()), base: v.nullable(v.string()) });
export type ChangedFile = v.InferOutput<typeof changedFile>;

const draftHead = {
  id: v.string(),
  name: v.string(),
  description: v.string(),
  baseHash: v.string(),
  revision: v.number(),
  createdBy: v.string(),
  createdAt: v.string(),
  updatedBy: v.string(),
  updatedAt: v.string(),
  deployed: v.nullable(v.object({ by: v.string(), at: v.string(), hash: v.string(), reason: v.string() })),
};
export const draft = v.object({ ...draftHead, files: v.array(changedFile), conflicts: v.array(v.string()) });
export type Draft = v.InferOutput<typeof draft>;
export const drafts = v.object({ items: v.array(v.object({ ...draftHead, paths: v.array(v.string()) })) });
export type DraftSummary = v.InferOutput<typeof drafts>['items'][number];

/** What a draft was put to: in force, or beside the rules in force. */
export type DeployState = 'live' | 'shadow';
export const deployed = v.object({
  hash: v.string(),
  position: v.nullable(v.number()),
  activated: v.boolean(),
  state: v.picklist(['live', 'shadow']),
});

const position = v.object({ line: v.number(), character: v.number() });
export type Position = v.InferOutput<typeof position>;
const range = v.object({ start: position, end: position });
export type Range = v.InferOutput<typeof range>;
const edit = v.object({ range, newText: v.string() });
export type Edit = v.InferOutput<typeof edit>;
const workspaceEdit = v.record(v.string(), v.array(edit));
export type WorkspaceEdit = v.InferOutput<typeof workspaceEdit>;
const location = v.object({ path: v.string(), range });

const fix = v.object({ title: v.string(), isPreferred: v.boolean(), edit: workspaceEdit });
const diagnostic = v.object({
  range,
  severity: v.picklist(['error', 'warning']),
  code: v.nullable(v.string()),
  message: v.string(),
  related: v.array(v.object({ location, message: v.string() })),
  fixes: v.array(fix),
});
export type Diagnostic = v.InferOutput<typeof diagnostic>;
const completionItem = v.object({
  label: v.string(),
  kind: v.string(),
  detail: v.nullable(v.string()),
  insertText: v.string(),
  isSnippet: v.boolean(),
  sortText: v.string(),
  additionalEdits: v.array(edit),
});
export type CompletionItem = v.InferOutput<typeof completionItem>;

/** The result of each request to the language server, by its method. */
export const languageResults = {
  diagnostics: v.record(v.string(), v.array(diagnostic)),
  hover: v.nullable(v.object({ contents: v.string(), range })),
  completion: v.array(completionItem),
  resolve: v.object({ documentation: v.string() }),
  definition: v.nullable(location),
  references: v.array(location),
  prepareRename: v.nullable(range),
  rename: v.union([
    v.object({ ok: v.literal(true), edit: workspaceEdit }),
    v.object({ ok: v.literal(false), reason: v.string() }),
  ]),
  formatting: v.nullable(edit),
};
export type LanguageMethod = keyof typeof languageResults;
export type LanguageResult<M extends LanguageMethod> = v.InferOutput<(typeof languageResults)[M]>;

export const checked = v.object({
  ok: v.boolean(),
  errors: v.number(),
  warnings: v.number(),
  rendered: v.string(),
});

const caseResult = v.object({
  name: v.string(),
  line: v.number(),
  passed: v.boolean(),
  failures: v.array(v.object({ line: v.number(), event: v.number(), time: v.string(), diff: v.string() })),
});
const seen = v.object({ true: v.number(), false: v.number() });
export const testRun = v.object({
  ok: v.boolean(),
  passed: v.number(),
  failed: v.number(),
  files: v.array(
    v.object({
      path: v.string(),
      cases: v.array(caseResult),
      problem: v.nullable(v.object({ line: v.number(), message: v.string() })),
    }),
  ),
  coverage: v.object({
    percent: v.number(),
    rules: v.array(v.object({ name: v.string(), path: v.string(), line: v.number(), seen })),
  }),
});
export type TestRun = v.InferOutput<typeof testRun>;

const shown = eventDetail.entries;
export const tried = v.object({
  eventId: shown.eventId,
  action: shown.action,
  time: shown.time,
  input: shown.input,
  features: shown.features,
  rules: shown.rules,
  effects: shown.effects,
  errors: shown.errors,
  ruleChanges: v.nullable(v.object({ fired: v.array(v.string()), quiet: v.array(v.string()) })),
  recounted: v.nullable(
    v.object({
      calls: v.array(v.object({ function: v.string(), path: v.string(), line: v.number() })),
      events: v.number(),
      from: maybeText,
    }),
  ),
});
export type Tried = v.InferOutput<typeof tried>;

const entityDifference = v.object({
  entities: v.number(),
  samples: v.array(
    v.object({
      entityType: v.string(),
      entityId: v.string(),
      outcome: v.string(),
      hits: v.number(),
      eventId: v.string(),
      time: v.string(),
    }),
  ),
});
const difference = v.object({ newlyAffected: entityDifference, noLongerAffected: entityDifference });
const figures = v.object({
  hits: v.number(),
  share: v.number(),
  entities: v.array(v.object({ type: v.string(), count: v.number() })),
});
const report = v.object({
  events: v.number(),
  range: v.object({ firstEvent: maybeText, lastEvent: maybeText }),
  incomplete: maybeText,
  notes: v.array(v.string()),
  affected: v.nullable(difference),
  rules: v.array(
    v.object({
      name: v.string(),
      change: v.nullable(v.picklist(['added', 'changed', 'removed', 'same'])),
      candidate: v.nullable(figures),
      baseline: v.nullable(figures),
      difference: v.nullable(difference),
    }),
  ),
  performance: v.object({ seconds: v.number(), eventsPerSecond: v.number() }),
});
export type BacktestReport = v.InferOutput<typeof report>;

const backtestHead = {
  id: v.string(),
  draftId: v.string(),
  revision: v.number(),
  startedBy: v.string(),
  startedAt: v.string(),
  endedAt: maybeText,
  state: v.picklist(['running', 'done', 'failed', 'cancelled']),
  span: v.string(),
  error: maybeText,
};
export const backtests = v.object({ items: v.array(v.object(backtestHead)) });
export const backtest = v.object({
  ...backtestHead,
  progress: v.nullable(v.object({ phase: v.string(), share: v.nullable(v.number()), events: v.number() })),
  report: v.nullable(report),
});
export type Backtest = v.InferOutput<typeof backtest>;
