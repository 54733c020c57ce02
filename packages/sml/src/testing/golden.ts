/**
 * Runs golden cases: the reference's answers against ours, byte for byte.
 *
 * - G1 Features, errors and effects of what the reference accepts; rendered diagnostics of what it refuses.
 * - G2 What crashed the reference must get a diagnostic. There is no answer to be exact about, so a warning of the default dialect counts.
 * - G3 Any other answer passes only where a documented difference explains it.
 */
import { checkRuleset } from '../check/check.ts';
import type { Dialect } from '../check/dialect.ts';
import { compileRuleset } from '../compile/ruleset.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { exportEffects, exportFeatures } from '../evaluate/export.ts';
import type { Host, Registry } from '../evaluate/ruleset.ts';
import { engineFunctions } from '../functions/engine.ts';
import { jsonFunctions } from '../functions/json-data.ts';
import { createRegistry } from '../functions/registry.ts';
import { standardFunctions } from '../functions/standard.ts';
import { stringifyJson } from '../json/stringify.ts';
import { rulesetSources } from '../sources/sources.ts';
import { diffLines, renderDiff } from './diff.ts';
import { type Difference, differenceOf } from './differences.ts';
import { failingFunctions } from './failing-functions.ts';
import type { GoldenAnswer, GoldenCase } from './golden-case.ts';

export interface GoldenResult {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  /** Why a different answer passes; null where the answer is the reference's. */
  readonly difference: string | null;
  /** Expected against actual, where the case failed. */
  readonly diff: string | null;
}

export interface GoldenOptions {
  /** `reference` when absent: the only dialect in which everything is meant to be the same. */
  readonly dialect?: Dialect;
  readonly differences?: readonly Difference[];
}

/** The engine's, the readers of JSON, the standard functions, and the three that exist for golden cases alone. */
export const goldenRegistry = (): Registry =>
  createRegistry(engineFunctions(), jsonFunctions(), standardFunctions(), failingFunctions());

/** Runs one case. Never throws for what is in it. */
export function runGoldenCase(golden: GoldenCase, registry: Registry, options: GoldenOptions = {}): GoldenResult {
  const dialect = options.dialect ?? 'reference';
  const actual = answer(golden, registry, dialect);
  const { expected, name } = golden;
  const passed = (difference: string | null): GoldenResult => ({ name, status: 'passed', difference, diff: null });
  const [wanted, got] = [linesOf(expected), linesOf(actual)];
  if (expected.outcome === 'crash') {
    if (actual.outcome === 'invalid') return passed(null);
    if (said(golden, registry, 'compat') !== '') return passed('the reference crashed; here it is a warning');
  } else if (wanted.length === got.length && wanted.every((line, index) => line === got[index])) return passed(null);
  const difference = differenceOf(options.differences ?? [], golden, dialect, actual);
  if (difference !== undefined) return passed(difference.reason);
  return { name, status: 'failed', difference: null, diff: renderDiff(diffLines(wanted, got)) };
}

const sourcesOf = (golden: GoldenCase) =>
  rulesetSources(Object.fromEntries(Object.entries(golden.sources).map(([path, text]) => [path, dedent(text)])));

/** What checking says; '' for nothing. */
const said = (golden: GoldenCase, registry: Registry, dialect: Dialect): string =>
  renderDiagnostics(checkRuleset(sourcesOf(golden), registry, { dialect }).diagnostics);

function answer(golden: GoldenCase, registry: Registry, dialect: Dialect): GoldenAnswer {
  const { program, diagnostics } = checkRuleset(sourcesOf(golden), registry, { dialect });
  if (program === null) return { outcome: 'invalid', error: renderDiagnostics(diagnostics) };
  const ruleset = compileRuleset(program);
  const { data, secretData } = golden;
  const action = { id: '1', actionId: 1, name: 'act', timeMillis: EVENT_TIME, data, secretData };
  const decision = ruleset.evaluate(action, NO_SERVICES, { position: 1 });
  return {
    outcome: 'ok',
    features: exportFeatures(ruleset, decision),
    errors: decision.errors.map(({ kind }) => kind),
    effects: exportEffects(ruleset, decision),
  };
}

/** The time of every case's event. */
const EVENT_TIME = Date.UTC(2026, 0, 2, 3, 4, 5);

const NO_SERVICES: Host = {
  service: (key) => {
    throw new Error(`no service \`${key.name}\``);
  },
};

/** An answer as lines to compare. The order of features and errors is that of execution and no part of the answer. */
function linesOf(answered: GoldenAnswer): string[] {
  if (answered.outcome !== 'ok') return answered.error.split('\n');
  return [
    ...Object.entries(answered.features).map(([name, value]) => `${name}: ${stringifyJson(value)}`),
    ...answered.errors.map((kind) => `error: ${kind}`),
    ...Object.entries(answered.effects).flatMap(([kind, effects]) => effects.map((text) => `${kind}: ${text}`)),
  ].sort();
}

/** Python's `textwrap.dedent`, then one line break at the end: the form in which the reference was given the sources. */
export function dedent(text: string): string {
  const lines = text.split('\n').map((line) => (/^[ \t]+$/.test(line) ? '' : line));
  let margin: string | null = null;
  for (const line of lines) {
    if (line === '') continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (margin === null) margin = indent;
    else {
      let shared = 0;
      while (shared < margin.length && margin[shared] === indent[shared]) shared++;
      margin = margin.slice(0, shared);
    }
  }
  const width = margin?.length ?? 0;
  return `${lines
    .map((line) => line.slice(width))
    .join('\n')
    .replace(/\n+$/, '')}\n`;
}
