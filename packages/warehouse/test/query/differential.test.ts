/** A condition selects the same events as a rule, through SQL with evaluated rows, and evaluated on every row. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkQuery, compileRuleset, renderDiagnostics } from '@lapwing/sml';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { translateQuery, type Warehouse } from '../../src/index.ts';
import { CALLED, conditions, conditionsOnFunctions } from './generate.ts';
import { check, programOf, REGISTRY } from './program.ts';
import { decide, hostileEvents, RULES, warehouseOf } from './ruleset.ts';

/** All are among the slow tests; more with LAPWING_QUERY_RUNS, another beginning with LAPWING_QUERY_SEED. */
const RUNS = Number(process.env['LAPWING_QUERY_RUNS'] ?? (process.env['LAPWING_SLOW'] === '1' ? 500 : 120));
const SEED = Number(process.env['LAPWING_QUERY_SEED'] ?? 20261120);

const path = mkdtempSync(join(tmpdir(), 'lapwing-query-'));
const EVENTS = hostileEvents(240, SEED);
const BASE = programOf(RULES);
let warehouse: Warehouse;

beforeAll(async () => {
  warehouse = await warehouseOf(path, EVENTS);
});

afterAll(async () => {
  await warehouse.close();
  rmSync(path, { recursive: true, force: true });
});

async function selected(
  text: string,
  evaluateAll: boolean,
): Promise<{ positions: number[]; evaluated: number; sql: string }> {
  const translated = translateQuery(text, BASE, REGISTRY, { evaluateAll });
  if (!translated.ok) throw new Error(translated.diagnostics);
  let evaluated = 0;
  const { items } = await warehouse.events({
    where: translated.predicate,
    limit: 1000,
    features: [],
    onProgress: (progress) => {
      evaluated = progress.evaluated;
    },
  });
  const { certain, possible, residuals } = translated.predicate;
  const sql = `certain: ${certain}\npossible: ${possible}\n${residuals.map(({ source, reason }) => `${source}: ${reason}`).join('\n')}`;
  return { positions: items.map(({ position }) => position).sort((a, b) => a - b), evaluated, sql };
}

/** What rules with these conditions are on every event, decided in one go. */
function decidedAsRules(texts: readonly string[]): readonly (readonly number[])[] {
  const rules = texts.map((text, i) => `Generated${i} = Rule(when_all=[${text}], description='generated')`);
  const ruleset = compileRuleset(programOf(RULES + rules.join('\n')));
  const index = texts.map((_, i) => ruleset.features.findIndex(({ name }) => name === `Generated${i}`));
  const positions: number[][] = texts.map(() => []);
  EVENTS.forEach((event, position) => {
    const { values } = decide(ruleset, event, position);
    index.forEach((feature, i) => {
      if (values[feature] === true) positions[i]!.push(position);
    });
  });
  return positions;
}

test(`${RUNS} random conditions select in a query what they select as rules`, {
  timeout: 60_000 + RUNS * 200,
}, async () => {
  const accepted: string[] = [];
  let refused = 0;
  const seen = new Set<string>();
  const each = conditionsOnFunctions.flatMap((on) => fc.sample(on, { numRuns: 3, seed: SEED }));
  for (const text of [...each, ...fc.sample(conditions, { numRuns: RUNS * 3, seed: SEED })]) {
    if (accepted.length === RUNS || seen.has(text)) continue;
    seen.add(text);
    const { query, diagnostics } = checkQuery(text, BASE, REGISTRY);
    if (query !== null && diagnostics.every(({ code }) => code !== 'SML110')) accepted.push(text);
    else if (refused++ < 60) {
      // What a query refuses, or takes only with a warning, a rule refuses.
      const { program } = check(`${RULES}Generated = Rule(when_all=[${text}], description='generated')`);
      expect(program, `a rule accepts ${text}\n${renderDiagnostics(diagnostics)}`).toBeNull();
    }
  }
  expect(accepted.length).toBe(RUNS);
  const expected = decidedAsRules(accepted);
  let inSql = 0;
  let some = 0;
  const differences: string[] = [];
  const compare = (text: string, found: readonly number[], wanted: readonly number[], how: string) => {
    const missing = wanted.filter((position) => !found.includes(position));
    const extra = found.filter((position) => !wanted.includes(position));
    if (missing.length + extra.length > 0) differences.push(`${text}\nmisses ${missing}; adds ${extra}\n${how}`);
  };
  for (const [i, text] of accepted.entries()) {
    const translated = await selected(text, false);
    compare(text, translated.positions, expected[i]!, translated.sql);
    // Where SQL left everything to be evaluated, that was the other way already.
    if (translated.evaluated < EVENTS.length) {
      compare(text, (await selected(text, true)).positions, expected[i]!, 'evaluated');
    }
    if (translated.evaluated === 0) inSql++;
    const share = expected[i]!.length / EVENTS.length;
    if (share > 0 && share < 1) some++;
  }
  expect(differences.slice(0, 5).join('\n\n')).toBe('');
  // Neither way is the only one, and conditions tell events apart.
  expect(inSql).toBeGreaterThan(RUNS / 10);
  expect(RUNS - inSql).toBeGreaterThan(RUNS / 10);
  expect(some).toBeGreaterThan(RUNS / 4);
  const uncalled = CALLED.filter((name) => !accepted.some((text) => text.includes(`${name}(`)));
  if (RUNS >= 500) expect(uncalled).toEqual([]);
});
