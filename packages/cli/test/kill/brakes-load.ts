/** A person who works the brakes while the server is killed again and again: caps, halts, releases, drops and undo batches. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from './random.ts';

/** Tight enough that there is always something held. */
export const BRAKES = {
  caps: [
    { rule: 'FloodRule', effects: 'label:bad', limit: 6, seconds: 300 },
    { scope: 'platform', effects: 'verdict', limit: 40, seconds: 120 },
  ],
  emergency: { share: 0.5, events: 40 },
  protected: ['User/user-3'],
};

const RULES = ['FloodRule', 'VariedRule', 'RingRule', 'SorryRule'];
/** All event times of the load. */
const RANGE = { from: '2026-01-01T00:00:00Z', to: '2026-12-31T00:00:00Z' };

interface Held {
  readonly id: string;
}

export class BrakeLoad {
  /** Reasons of what the server said it had done: no two are the same. */
  readonly done: string[] = [];
  /** Ids that the server said it had released or dropped here. */
  readonly settled: { readonly id: string; readonly how: 'release' | 'drop' }[] = [];
  readonly surprises: string[] = [];
  readonly #random: Random;
  #requests = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  async run(address: string, cookie: string, signal: AbortSignal): Promise<void> {
    try {
      while (!signal.aborted) {
        await this.#act(address, cookie);
        await sleep(this.#random.integer(1, 15));
      }
    } catch (error) {
      if (!isDisconnection(error)) this.surprises.push(String(error));
    }
  }

  /** Wait for the batches that are under way. */
  async settle(address: string, cookie: string): Promise<void> {
    for (;;) {
      const answer = await fetch(`${address}/v1/undo`, { headers: { cookie } });
      const { items } = JSON.parse(await answer.text());
      if (items.every(({ state }: { state: string }) => state === 'done')) return;
      await sleep(50);
    }
  }

  async #act(address: string, cookie: string): Promise<void> {
    const random = this.#random;
    const post = (path: string, body: Record<string, unknown>) => this.#post(address, cookie, path, body);
    const dice = random.next();
    if (dice < 0.4) {
      const how = random.chance(0.75) ? 'release' : 'drop';
      const answer = await fetch(`${address}/v1/brakes/held?limit=20`, { headers: { cookie } });
      const held: Held[] = JSON.parse(await answer.text()).items;
      const ids = held.map(({ id }) => id).filter(() => random.chance(0.4));
      if (ids.length === 0) return;
      const { notHeld } = await post(`/v1/brakes/held/${how}`, { ids });
      for (const id of ids) if (!notHeld.includes(id)) this.settled.push({ id, how });
    } else if (dice < 0.45) await post('/v1/brakes/held/release', { rule: random.pick(RULES) });
    else if (dice < 0.5) await post('/v1/brakes/halt', {});
    else if (dice < 0.65) await post('/v1/brakes/resume', {});
    else if (dice < 0.75) {
      const cap = { scope: 'rule', rule: 'FloodRule', effects: 'label:bad', spanSeconds: 300 };
      if (random.chance(0.3)) await post('/v1/brakes/caps/unset', cap);
      else await post('/v1/brakes/caps', { ...cap, limit: random.integer(0, 12) });
    } else if (dice < 0.85) {
      await post(`/v1/brakes/${random.pick(['protect', 'unprotect'])}`, {
        type: 'User',
        id: random.pick(['user-3', 'user-4']),
      });
    } else if (dice < 0.92) await post('/v1/brakes/reset', { rule: random.pick(RULES) });
    else
      await post('/v1/undo', {
        ...(random.chance(0.8) ? { rule: random.pick(RULES) } : { person: 'mo@example.org' }),
        ...RANGE,
      });
  }

  /** Nothing to change is an answer as well. */
  async #post(address: string, cookie: string, path: string, body: object): Promise<{ notHeld: string[] }> {
    const reason = `brakes ${++this.#requests}`;
    const answer = await fetch(address + path, {
      method: 'POST',
      headers: { cookie, 'x-lapwing-csrf': '1', 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, reason }),
    });
    const text = await answer.text();
    if (answer.status === 200 || answer.status === 202) {
      const value = JSON.parse(text);
      // Where nothing was held any more, there is nothing on record.
      if (value.settled !== 0) this.done.push(reason);
      return value;
    }
    if (answer.status !== 409) this.surprises.push(`${path}: ${answer.status} ${text}`);
    return { notHeld: [] };
  }
}

function isDisconnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || (error instanceof TypeError && /fetch failed|terminated/.test(error.message));
}
