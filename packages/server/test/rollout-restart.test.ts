/** What people have staged outlives the process: states, the candidate with its counters, a rollback over files that say otherwise. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Decided, parseEventText, rulesThatActed } from '@lapwing/pipeline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSystem, parseConfig, type System } from '../src/index.ts';
import { changeCandidate, changeRule, startCandidate } from '../src/rollout/staging.ts';
import { followFiles, previousVersion, rollBack } from '../src/rollout/versions.ts';
import { RULES } from './support/rules.ts';
import { eventOf, writeFiles } from './support/server.ts';

// Each test opens an installation several times.
vi.setConfig({ testTimeout: 90_000 });
const ana = { name: 'ana@example.org', isPerson: true };
const reason = 'because';
let root: string;
let system: System;

const open = (): Promise<System> =>
  openSystem({
    config: parseConfig('', join(root, 'lapwing.yaml'), {}),
    dataDirectory: join(root, 'data'),
    onWarning: () => {},
  });

async function restart(): Promise<void> {
  await system.close();
  system = await open();
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lapwing-restart-'));
  await writeFiles(join(root, 'rules'), RULES);
  system = await open();
});
afterEach(async () => {
  await system.close();
  await rm(root, { recursive: true, force: true });
});

async function decide(id: string): Promise<Decided> {
  const parsed = parseEventText(eventOf(id, { user_id: 'u1', text: 'buy now' }), { nowMillis: Date.now() });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const submission = system.pipeline.submit(parsed.event);
  if (submission.status === 'duplicate') throw new Error('seen before');
  return submission.decided;
}

const inForce = () => system.pipeline.active?.ruleset.program.hash;

test('states and who put them there', async () => {
  await changeRule(system, 'SpamTextRule', { state: 'shadow', percent: null }, ana, reason);
  await restart();
  expect(rulesThatActed(await decide('e1'))).toEqual([]);
  expect(system.pipeline.rollout.recordOf('SpamTextRule')).toMatchObject({ state: 'shadow', by: ana.name, reason });
});

test('a candidate goes on counting, also through its activation', async () => {
  await decide('e1');
  const files = { ...RULES, 'spam.sml': RULES['spam.sml']!.replace('PostsPerHour >= 3', 'PostsPerHour >= 4') };
  const candidate = await startCandidate(system, files, 'fork', ana.name, reason);
  await decide('e2');
  await restart();
  const third = await decide('e3');
  const names = third.candidate!.hits.map((index) => third.candidate!.ruleset.rules[index]!.name);
  // Three posts: the rules in force say busy, the candidate does not.
  expect([rulesThatActed(third), names]).toEqual([['SpamTextRule', 'BusyRule'], ['SpamTextRule']]);
  await changeCandidate(system, candidate.program.hash, { state: 'live', percent: null }, ana, reason);
  await restart();
  expect(inForce()).toBe(candidate.program.hash);
  expect(rulesThatActed(await decide('e4'))).toEqual(['SpamTextRule', 'BusyRule']);
  expect(system.pipeline.rollout.candidate).toBeNull();
});

test('a rollback over files that say otherwise, until they change or are followed', async () => {
  const first = inForce();
  await writeFiles(join(root, 'rules'), { 'totals.sml': `${RULES['totals.sml']}# edited\n` });
  await restart();
  const edited = inForce();
  expect(edited).not.toBe(first);
  expect(await rollBack(system, previousVersion(system), ana.name, reason)).toEqual({ pinned: true });
  await restart();
  expect([inForce(), system.rules.pinnedOver]).toEqual([first, edited]);
  expect((await system.pipeline.rulesetByHash(edited!)).program.hash).toBe(edited);

  await followFiles(system, ana.name, reason);
  await restart();
  expect([inForce(), system.rules.pinnedOver]).toEqual([edited, null]);

  await rollBack(system, first!, ana.name, reason);
  await writeFiles(join(root, 'rules'), { 'totals.sml': `${RULES['totals.sml']}# edited again\n` });
  await restart();
  expect([first, edited]).not.toContain(inForce());
  expect(system.rules.pinnedOver).toBeNull();
});
