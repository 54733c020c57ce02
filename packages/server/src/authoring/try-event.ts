/**
 * A draft tried on one event: what it computes, which rules fire and why, and the effects that it would have. Nothing is applied.
 *
 * Where the event was decided before, calls that mean the same as then get the results that they had then. The others, new in the
 * draft, are made on a memory that holds the events just before this one, and are told by name: their counts are a lower bound.
 */
import { type JournalReader, openJournalReader } from '@lapwing/journal';
import { Memory } from '@lapwing/memory';
import { type Decided, Decider } from '@lapwing/pipeline/decide';
import { decodePayload } from '@lapwing/pipeline/envelope';
import {
  type Action,
  checkRuleset,
  displayType,
  explainEvent,
  exportFeatures,
  type Observation,
  observationsFromJson,
  observationVersions,
  type Registry,
  type Ruleset,
  rulesetSources,
} from '@lapwing/sml';
import { effectView } from '../http/effect-view.ts';
import { WARM_UP_EVENTS } from './limits.ts';
import type { TryTask } from './tasks.ts';

/** The memory's seed. Counts do not depend on it. */
const SEED = 0x1a9;

export async function tryEvent(ruleset: Ruleset, task: TryTask, registry: Registry) {
  const action = decodePayload(task.payload);
  const given = task.before === null ? [] : carriedOver(ruleset, task.before, registry);
  const unknown = ruleset.observationSites.filter(
    ({ index, purity }) => given[index] === undefined && purity === 'memory',
  );
  const memory = new Memory({ seed: SEED });
  const decider = new Decider(memory);
  const warmUp = unknown.length === 0 ? null : await fill(decider, ruleset, task.journal);
  setLabels(memory, task.labels, action.timeMillis);
  const position = task.journal?.position ?? 0;
  const decided = decider.decide(ruleset, action, position, action.timeMillis, given);
  const { decision } = decided;
  const counted = unknown.filter(({ index }) => decision.observations[index] !== undefined);
  return {
    eventId: action.id,
    action: action.name,
    time: new Date(action.timeMillis).toISOString(),
    rulesetHash: ruleset.program.hash,
    input: action.data,
    features: featuresOf(ruleset, decided),
    rules: explainEvent(ruleset, action, { observations: decision.observations }),
    effects: decided.effects.map(({ effect }) => effectView({ effect, labelOutcome: null })),
    errors: decision.errors,
    ruleChanges: changesOf(ruleset, decided, task.before?.hits ?? null),
    recounted:
      counted.length === 0
        ? null
        : {
            calls: counted.map(({ function: name, path, line }) => ({ function: name, path, line })),
            events: warmUp?.events ?? 0,
            from: warmUp?.fromMillis == null ? null : new Date(warmUp.fromMillis).toISOString(),
          },
  };
}

/** The results of the earlier decision by the sites of this ruleset. */
function carriedOver(
  ruleset: Ruleset,
  { files, observations }: NonNullable<TryTask['before']>,
  registry: Registry,
): (Observation | undefined)[] {
  const { program } = checkRuleset(rulesetSources(files), registry);
  if (program === null) return [];
  const results = observationsFromJson(observations);
  const known = new Map<string, Observation>();
  for (const [index, version] of observationVersions(program).entries()) {
    const result = results[index];
    if (result !== undefined) known.set(version, result);
  }
  return observationVersions(ruleset.program).map((version) => known.get(version));
}

/** Decide the events just before, so that windows and first-seen times hold something. */
async function fill(decider: Decider, ruleset: Ruleset, journal: TryTask['journal']) {
  if (journal === null) return null;
  let reader: JournalReader | null = null;
  let events = 0;
  let fromMillis: number | null = null;
  try {
    reader = await openJournalReader(journal.directory);
    const from = Math.max(reader.firstPosition, journal.position - WARM_UP_EVENTS);
    const until = Math.min(reader.durablePosition, journal.position);
    if (from >= until) return { events, fromMillis };
    for await (const entries of reader.read(from, { until })) {
      for (const { kind, payload, position, ingestedAtMillis } of entries) {
        if (kind !== 'event') continue;
        const action: Action = decodePayload(payload);
        decider.decide(ruleset, action, position, ingestedAtMillis);
        fromMillis = Math.min(fromMillis ?? action.timeMillis, action.timeMillis);
        events++;
      }
    }
    return { events, fromMillis };
  } finally {
    await reader?.close();
  }
}

function setLabels(memory: Memory, labels: TryTask['labels'], atMillis: number): void {
  const reason = { source: 'now', description: '', features: {}, createdAtMillis: atMillis, expiresAtMillis: null };
  for (const { type, id, label } of labels) {
    memory.labels.change(type, id, label, [{ status: 'added', reasons: [reason] }], atMillis);
  }
}

function featuresOf(ruleset: Ruleset, { decision }: Decided) {
  const values = exportFeatures(ruleset, decision);
  return ruleset.features
    .filter(({ isRule }) => !isRule)
    .map(({ name, type, entityType, path, line }) => ({
      name,
      type: displayType(type),
      entityType,
      value: values[name] ?? null,
      path,
      line,
    }));
}

/** Rules that fire now and did not then, and the other way round; null where the event is new. */
function changesOf(ruleset: Ruleset, { hits }: Decided, before: readonly string[] | null) {
  if (before === null) return null;
  const now = hits.map((index) => ruleset.rules[index]!.name);
  return {
    fired: now.filter((name) => !before.includes(name)),
    quiet: before.filter((name) => !now.includes(name)),
  };
}
