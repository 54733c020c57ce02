/** Changes of a list, imports and back-fills, beside the other load; what was acknowledged is remembered with its version. */
import type { Random } from './random.ts';

export const LIST = 'texts';
const WORDS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven'];
/** More than one part of an import. */
const IMPORTED = 2_500;

export class ListLoad {
  /** Version by reason. */
  readonly acknowledged = new Map<string, number>();
  readonly surprises: string[] = [];
  readonly #random: Random;
  #requests = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** One change; rejects where the connection breaks. */
  async change(address: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const reason = `list ${this.#requests++}`;
    const { path, body, type } = this.#request(reason);
    const answer = await fetch(address + path, { method: 'POST', body, headers: { ...headers, 'content-type': type } });
    const text = await answer.text();
    // Until somebody has made the list there is none, and then there is one.
    if (answer.ok) this.#acknowledge(reason, JSON.parse(text).version);
    else if (answer.status !== 404 && answer.status !== 409)
      this.surprises.push(`${answer.status} ${text} for ${path}`);
    await new Promise((resolve) => setTimeout(resolve, this.#random.integer(1, 40)));
  }

  #acknowledge(reason: string, version: unknown): void {
    if (typeof version === 'number') this.acknowledged.set(reason, version);
  }

  #request(reason: string): { readonly path: string; readonly body: string; readonly type: string } {
    const random = this.#random;
    const json = (path: string, body: object) => ({
      path,
      body: JSON.stringify({ ...body, reason }),
      type: 'application/json',
    });
    const values = Array.from({ length: random.integer(1, 3) }, () => random.pick(WORDS));
    const dice = random.next();
    if (dice < 0.1) return json('/v1/lists', { name: LIST, kind: 'words' });
    if (dice < 0.5) {
      const expiry = random.chance(0.5) ? { expiresAfterSeconds: random.integer(1, 300) } : {};
      return json(`/v1/lists/${LIST}/entries`, { entries: values.map((value) => ({ value, ...expiry })) });
    }
    if (dice < 0.75) return json(`/v1/lists/${LIST}/entries/remove`, { values });
    if (dice < 0.83) return json('/v1/ruleset/backfill', {});
    const mode = random.pick(['add', 'remove', 'replace']);
    const from = random.integer(0, 3) * 1000;
    const lines = [...values, ...Array.from({ length: IMPORTED }, (_, n) => `word${from + n}`)];
    const query = new URLSearchParams({ mode, reason }).toString();
    return { path: `/v1/lists/${LIST}/import?${query}`, body: lines.join('\n'), type: 'text/plain' };
  }
}
