/** People who stage rules while the server is killed: states, candidates, rollbacks. What they did is in the journal, and repeated from it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CandidateEntry, Pipeline, RolloutEntry } from '@lapwing/pipeline';
import { compiler, systemRegistry } from '@lapwing/server';
import { type Installation, rulesOf } from './installation.ts';
import type { Random } from './random.ts';

const RULES = ['FloodRule', 'VariedRule', 'RingRule', 'BadRule', 'SorryRule'];
const STATES = ['live', 'shadow', 'canary', 'disabled', 'draft'] as const;

/** Change this and that until the server is gone. Refusals are part of it: the state may be that one already. */
export async function stageRules(
  { key }: Installation,
  address: string,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  const post = async (path: string, body: unknown): Promise<void> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const answer = await fetch(address + path, { method: 'POST', headers, body: JSON.stringify(body), signal });
    if (answer.status >= 500 || answer.status === 400)
      throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  };
  const reason = 'because';
  try {
    while (!signal.aborted) {
      switch (random.integer(0, 5)) {
        case 0: {
          const files = { 'main.sml': rulesOf(random.integer(2, 6)), 'config.yaml': CONFIG };
          await post('/v1/rollout/candidate', { files, reason, counters: random.pick(['fork', 'empty']) });
          break;
        }
        case 1:
          await changeCandidate(address, key, random.pick(['shadow', 'canary', 'canary', 'live'] as const), post);
          break;
        case 2:
          if (random.chance(0.3)) await post('/v1/rollout/candidate/withdraw', { reason });
          if (random.chance(0.3)) await post('/v1/ruleset/rollback', { reason });
          break;
        default: {
          const state = random.pick(STATES);
          const body = { state, reason, percent: state === 'canary' ? random.integer(1, 99) : null };
          await post(`/v1/rollout/rules/${random.pick(RULES)}/state`, body);
        }
      }
      await sleep(random.integer(5, 60));
    }
  } catch (error) {
    const gone =
      error instanceof Error && (error.name === 'AbortError' || /fetch failed|terminated/.test(error.message));
    if (!gone) throw error;
  }
}

async function changeCandidate(
  address: string,
  key: string,
  state: 'shadow' | 'canary' | 'live',
  post: (path: string, body: unknown) => Promise<void>,
): Promise<void> {
  const answer = await fetch(`${address}/v1/rollout`, { headers: { authorization: `Bearer ${key}` } });
  const { candidate } = JSON.parse(await answer.text());
  if (candidate === null) return;
  const percent = state === 'canary' ? 50 : null;
  await post('/v1/rollout/candidate/state', { hash: candidate.hash, state, percent, reason: 'because' });
}

const CONFIG = `labels:
  bad: {valid_for: [User], connotation: negative, description: Behaves badly}
  bad_link: {valid_for: [Link], connotation: negative, description: Spread by many}
  known: {valid_for: [User], connotation: positive, description: Known to a person}
`;

/** Do again what a control entry says; false where it is about something else. */
export async function repeatRollout(pipeline: Pipeline, control: { readonly type: string }): Promise<boolean> {
  if (isRollout(control)) {
    await pipeline.record(control);
    return true;
  }
  if (!isCandidate(control)) return false;
  const { files, by, reason, counters } = control;
  const compiled = compiler(systemRegistry())(files);
  if (!compiled.ok) throw new Error(compiled.diagnostics);
  await pipeline.startCandidate(compiled.ruleset, files, { by, reason, counters });
  return true;
}

const isRollout = (control: { readonly type: string }): control is RolloutEntry => control.type === 'rollout';
const isCandidate = (control: { readonly type: string }): control is CandidateEntry => control.type === 'candidate';
