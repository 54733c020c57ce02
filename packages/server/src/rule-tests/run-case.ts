/** Runs tests of rules: every case on a memory of its own, decided by the function that decides live events. */
import { isExpired, isPresent, LIST_KINDS, ListError, type ListSeed, Memory, plantLists } from '@lapwing/memory';
import { type Decided, Decider } from '@lapwing/pipeline/decide';
import { type Action, explainEvent, exportFeatures, type JsonObject, type Ruleset } from '@lapwing/sml';
import {
  type Coverage,
  compareExpectation,
  diffLines,
  type Expectation,
  type Observed,
  renderDiff,
  type TestCase,
  type TestEvent,
  TestFileError,
  unknownNames,
} from '@lapwing/sml/testing';

export interface CaseResult {
  readonly name: string;
  readonly line: number;
  readonly passed: boolean;
  readonly failures: readonly CaseFailure[];
}

interface CaseFailure {
  /** Line of the event in the test file. */
  readonly line: number;
  /** 1-based, repetitions counted. */
  readonly event: number;
  readonly time: string;
  /** `- ` expected, `+ ` what came of it. */
  readonly diff: string;
}

/** The memory's seed. Counts do not depend on it. */
const SEED = 0x1a9;

/** Runs one case; what its events show is added to the coverage. `lists` are there where the case has none of their names. */
export function runCase(
  ruleset: Ruleset,
  test: TestCase,
  coverage: Coverage,
  lists: readonly ListSeed[] = [],
): CaseResult {
  const memory = new Memory({ seed: SEED });
  const decider = new Decider(memory);
  const failures: CaseFailure[] = [];
  const [first] = test.events;
  if (first !== undefined) setLabels(memory, test, first.timeMillis);
  setLists(memory, test);
  plantLists(memory.lists, lists);
  test.events.forEach((event, index) => {
    const action = actionOf(event);
    const position = index + 1;
    const decided = decider.decide(ruleset, action, position, event.timeMillis);
    coverage.record(explainEvent(ruleset, action, { observations: decided.decision.observations }));
    if (event.expect === null) return;
    const diff = differenceOf(ruleset, event.expect, observedOf(ruleset, decided, memory, event.timeMillis));
    if (diff === null) return;
    const time = new Date(event.timeMillis).toISOString();
    failures.push({ line: event.expect.line, event: position, time, diff });
  });
  return { name: test.name, line: test.line, passed: failures.length === 0, failures };
}

function differenceOf(ruleset: Ruleset, expect: Expectation, observed: Observed): string | null {
  const unknown = unknownNames(
    expect,
    new Set(ruleset.rules.map(({ name }) => name)),
    new Set(ruleset.features.map(({ name }) => name)),
  );
  const { expected, actual } = compareExpectation(expect, observed);
  const same = expected.length === actual.length && expected.every((line, index) => line === actual[index]);
  if (same && unknown.length === 0) return null;
  const lines = diffLines(expected, actual).filter(({ kind }) => kind !== 'same');
  return [...unknown.map((problem) => `! ${problem}`), renderDiff(lines)].filter(Boolean).join('\n');
}

function actionOf({ id, action, timeMillis, data, secretData }: TestEvent): Action {
  const actionId = /^\d+$/.test(id) ? BigInt(id) : null;
  const small = actionId !== null && actionId <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(actionId) : actionId;
  return { id, actionId: small, name: action, timeMillis, data, secretData };
}

function setLabels(memory: Memory, test: TestCase, atMillis: number): void {
  for (const [entity, labels] of test.labels) {
    const [type, id] = splitEntity(entity);
    const reason = {
      source: 'test',
      description: test.name,
      features: {},
      createdAtMillis: atMillis,
      expiresAtMillis: null,
    };
    for (const label of labels) {
      memory.labels.change(type, id, label, [{ status: 'added', reasons: [reason] }], atMillis);
    }
  }
}

/** Throws a TestFileError where a list cannot be. */
function setLists(memory: Memory, test: TestCase): void {
  for (const [name, { kind: wanted, entries, maxDistance, line }] of test.lists) {
    const kind = LIST_KINDS.find((known) => known === wanted);
    if (kind === undefined) {
      throw new TestFileError(
        line,
        `the list \`${name}\` is of no kind \`${wanted}\`: there are ${LIST_KINDS.join(', ')}`,
      );
    }
    try {
      plantLists(memory.lists, [{ name, kind, owner: 'test', description: '', maxDistance, entries }]);
    } catch (error) {
      if (error instanceof ListError) throw new TestFileError(line, error.message);
      throw error;
    }
  }
}

function observedOf(ruleset: Ruleset, { decision, effects }: Decided, memory: Memory, atMillis: number): Observed {
  const labels: string[] = [];
  const plugins: JsonObject[] = [];
  for (const { effect, labelOutcome } of effects) {
    const { body } = effect;
    if (body.kind === 'label') {
      const outcome = ['added', 'removed', 'merged'].includes(labelOutcome ?? '') ? '' : ` (${labelOutcome})`;
      labels.push(`${body.change === 'remove' ? '-' : ''}${body.entityType}/${body.entityId}/${body.label}${outcome}`);
    } else if (body.kind === 'plugin') plugins.push({ effect: body.name, ...jsonFields(body.fields) });
  }
  return {
    features: exportFeatures(ruleset, decision),
    rules: new Map(
      ruleset.rules.map(({ name, featureIndex }) => {
        const value = decision.values[featureIndex];
        return [name, value === undefined ? false : typeof value === 'boolean' ? value : null];
      }),
    ),
    verdicts: decision.verdicts,
    labels,
    effects: plugins,
    errors: decision.errors.map(({ kind, message, path, line }) => `${kind}: ${message} at ${path}:${line}`),
    labelsOf: (entity) => {
      const [type, id] = splitEntity(entity);
      return [...memory.labels.ofEntity(type, id)]
        .filter(([, state]) => isPresent(state.status) && !isExpired(state, atMillis))
        .map(([label]) => label);
    },
  };
}

/** Fields of an effect are numbers, texts, booleans and small objects of these. */
const jsonFields = (fields: Readonly<Record<string, unknown>>): JsonObject =>
  JSON.parse(JSON.stringify(fields, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));

/** An id may hold slashes; a type does not. */
function splitEntity(entity: string): [type: string, id: string] {
  const at = entity.indexOf('/');
  return [entity.slice(0, at), entity.slice(at + 1)];
}
