/**
 * Every shape of the API that the console reads: schemas, and the types that follow from them. Ids are strings, times are
 * ISO 8601 in UTC, feature values are lossless JSON.
 */
import * as v from 'valibot';
import { isJson, type Json } from './json.ts';

const json: v.GenericSchema<unknown, Json> = v.custom<Json>(isJson, 'not JSON');
const nullable = <const S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);
/** A value that may be missing; null then. Typed by hand: inferred, the recursive type is too deep for the compiler. */
const maybeJson: v.OptionalSchema<v.GenericSchema<unknown, Json>, null> = v.optional(json, null);
/** A text that may be missing; null then. */
const maybeText = v.optional(v.nullable(v.string()), null);
const strings = v.array(v.string());

export const nothing = v.unknown();

export const session = v.object({ person: v.object({ email: v.string(), role: v.string() }) });
export type Person = v.InferOutput<typeof session>['person'];

export const overview = v.object({
  events: v.number(),
  decisionsWithHits: v.number(),
  entitiesLabelled: v.number(),
  eventsPerSecond: v.number(),
  refused: v.number(),
  position: v.number(),
  rulesetHash: v.string(),
  startedAt: v.string(),
  rules: v.array(v.object({ name: v.string(), hits: v.number() })),
  eventTime: v.object({ min: maybeText, max: maybeText }),
});
export type Overview = v.InferOutput<typeof overview>;

const eventSummary = v.object({
  eventId: v.string(),
  position: v.number(),
  time: v.string(),
  action: v.string(),
  rules: strings,
  verdicts: strings,
  labels: strings,
  features: v.record(v.string(), json),
  entities: v.array(v.object({ feature: v.string(), type: v.string(), id: v.string() })),
});
export type EventSummary = v.InferOutput<typeof eventSummary>;

/** How a query was answered, where SQL alone could not, or a rule would not take it. */
const evaluation = v.object({
  residuals: v.array(v.object({ source: v.string(), reason: v.string() })),
  evaluated: v.number(),
  matched: v.number(),
  missing: v.number(),
  warnings: v.optional(v.string()),
});
export type Evaluation = v.InferOutput<typeof evaluation>;
export const eventPage = v.object({
  items: v.array(eventSummary),
  next: maybeText,
  evaluation: v.optional(evaluation),
});

export const rate = v.object({
  at: v.string(),
  eventsPerSecond: v.number(),
  hitsPerSecond: v.number(),
  position: v.number(),
});
export type Rate = v.InferOutput<typeof rate>;
export const decisions = v.object({ items: v.array(eventSummary) });

export type ConditionState = 'true' | 'false' | 'value' | 'null' | 'failed';
export interface Condition {
  source: string;
  value: Json;
  state: ConditionState;
  failure: string | null;
  children: Condition[];
}
const conditionNode: v.GenericSchema<unknown, Condition> = v.object({
  source: v.string(),
  value: maybeJson,
  state: v.picklist(['true', 'false', 'value', 'null', 'failed']),
  failure: maybeText,
  children: v.optional(v.array(v.lazy(() => conditionNode)), []),
});

const ruleExplanation = v.object({
  name: v.string(),
  description: v.string(),
  path: v.string(),
  line: v.number(),
  fired: v.nullable(v.boolean()),
  conditions: v.array(conditionNode),
});
export type RuleExplanation = v.InferOutput<typeof ruleExplanation>;

const effectView = v.object({
  id: v.string(),
  kind: v.picklist(['label', 'verdict', 'plugin']),
  summary: v.string(),
  rules: v.array(v.object({ name: v.string(), version: v.string(), reason: v.string() })),
  outcome: maybeText,
  time: v.string(),
  entity: nullable(v.object({ type: v.string(), id: v.string() })),
  label: maybeText,
  expiresAt: maybeText,
});
export type EffectView = v.InferOutput<typeof effectView>;

const eventFeature = v.object({
  name: v.string(),
  type: v.string(),
  entityType: maybeText,
  value: maybeJson,
  path: v.string(),
  line: v.number(),
});
export type EventFeature = v.InferOutput<typeof eventFeature>;

const made = { hits: strings, verdicts: strings, labels: strings };
const shadow = v.object({
  ...made,
  candidate: v.nullable(v.object({ hash: v.string(), acted: strings, ...made })),
});

export const eventDetail = v.object({
  eventId: v.string(),
  position: v.number(),
  time: v.string(),
  ingestedAt: v.string(),
  action: v.string(),
  rulesetHash: v.string(),
  input: json,
  features: v.array(eventFeature),
  rules: v.array(ruleExplanation),
  effects: v.array(effectView),
  held: v.optional(v.array(v.object({ ...effectView.entries, state: v.string(), detail: v.string() })), []),
  shadow: nullable(shadow),
  errors: v.array(v.object({ kind: v.string(), message: v.string(), path: v.string(), line: v.number() })),
});
export type EventDetail = v.InferOutput<typeof eventDetail>;

const entityLabel = v.object({
  label: v.string(),
  status: v.string(),
  connotation: maybeText,
  description: maybeText,
  since: v.string(),
  expiresAt: maybeText,
  manual: v.boolean(),
  reasons: v.array(v.object({ rule: v.string(), reason: v.string(), at: v.string(), expiresAt: maybeText })),
});
export type EntityLabel = v.InferOutput<typeof entityLabel>;

const labelChange = v.object({
  at: v.string(),
  change: v.string(),
  label: v.string(),
  outcome: maybeText,
  by: v.string(),
  reason: maybeText,
  eventId: maybeText,
});
export type LabelChange = v.InferOutput<typeof labelChange>;

export const entity = v.object({
  type: v.string(),
  id: v.string(),
  labels: v.array(entityLabel),
  history: v.array(labelChange),
  features: v.array(v.object({ name: v.string(), count: v.number() })),
  firstSeen: maybeText,
  lastSeen: maybeText,
  events: v.number(),
});
export type Entity = v.InferOutput<typeof entity>;
export const labelOutcome = v.object({ outcome: v.string() });

export const timeSeries = v.object({
  intervalSeconds: v.number(),
  buckets: strings,
  series: v.array(v.object({ name: v.string(), counts: v.array(v.number()) })),
  omitted: v.optional(v.number()),
});
export type TimeSeries = v.InferOutput<typeof timeSeries>;

const rule = v.object({
  name: v.string(),
  description: v.string(),
  path: v.string(),
  line: v.number(),
  version: v.string(),
  hits: v.number(),
  lastHit: maybeText,
});
export type Rule = v.InferOutput<typeof rule>;
export const rules = v.object({ items: v.array(rule) });

const feature = v.object({
  name: v.string(),
  type: v.string(),
  entityType: maybeText,
  path: v.string(),
  line: v.number(),
  isRule: v.boolean(),
});
export type Feature = v.InferOutput<typeof feature>;
export const features = v.object({ items: v.array(feature) });

export const actions = v.object({ items: v.array(v.object({ name: v.string(), count: v.number() })) });

export const ruleset = v.object({
  active: v.object({
    hash: v.string(),
    activatedAt: v.string(),
    position: v.number(),
    files: strings,
    rules: v.number(),
    features: v.number(),
  }),
  refused: nullable(v.object({ at: v.string(), diagnostics: v.string() })),
});
export type Ruleset = v.InferOutput<typeof ruleset>;

export const outbox = v.object({
  pending: v.number(),
  deadLetters: v.array(
    v.object({
      id: v.string(),
      url: v.string(),
      effectId: v.string(),
      attempts: v.number(),
      lastError: maybeText,
      at: v.string(),
    }),
  ),
});
export type Outbox = v.InferOutput<typeof outbox>;
