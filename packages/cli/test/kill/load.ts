/**
 * Clients that offer events and label changes until the server dies, remember what they were told, and send again what they were
 * not told about. They are the judges of what was acknowledged.
 */
import { isJsonObject, parseJson, stringifyJson } from '@lapwing/sml';
import { type Installation, USERS } from './installation.ts';
import { ListLoad } from './list-load.ts';
import { type Random, randomOf } from './random.ts';

/** What `POST /v1/decide` said of an event. */
export interface Told {
  readonly position: number;
  readonly verdicts: readonly string[];
  /** As JSON text, by name; null where the event had been taken before. */
  readonly features: ReadonlyMap<string, string> | null;
}

export interface LabelRequest {
  readonly user: string;
  readonly change: 'add' | 'remove';
  readonly label: string;
  /** Names the request: no two have the same. */
  readonly reason: string;
}

export class Load {
  /** Ids of events that the server said it had taken. */
  readonly acknowledged = new Set<string>();
  readonly told = new Map<string, Told>();
  readonly labels: (LabelRequest & { readonly outcome: string })[] = [];
  readonly surprises: string[] = [];
  readonly lists: ListLoad;
  readonly #random: Random;
  readonly #installation: Installation;
  /** Lines whose fate is unknown, to be sent again. */
  readonly #unknown: string[] = [];
  #events = 0;
  #labelRequests = 0;

  constructor(installation: Installation, seed: number) {
    this.#installation = installation;
    this.#random = randomOf(seed);
    this.lists = new ListLoad(randomOf(seed + 1));
  }

  /** Offer load until `signal` says stop or the server is gone. */
  async run(address: string, cookie: string, signal: AbortSignal): Promise<void> {
    const until = async (work: () => Promise<void>) => {
      try {
        while (!signal.aborted) await work();
      } catch (error) {
        // A connection that breaks is what this test is about; anything else is not.
        if (!isDisconnection(error)) this.surprises.push(String(error));
      }
    };
    await Promise.all([
      until(() => this.#sendBatch(address)),
      until(() => this.#sendBatch(address)),
      until(() => this.#decide(address)),
      until(() => this.#decide(address)),
      until(() => this.#changeLabel(address, cookie)),
      until(() => this.lists.change(address, { authorization: this.#bearer() })),
    ]);
  }

  /** Send what nobody was told about, until everything is acknowledged. */
  async settle(address: string): Promise<void> {
    while (this.#unknown.length > 0) await this.#send(address, this.#unknown.splice(0, 500));
  }

  async #sendBatch(address: string): Promise<void> {
    const again = this.#unknown.splice(0, this.#random.integer(0, 60));
    const fresh = Array.from({ length: this.#random.integer(1, 60) }, () => this.#event());
    await this.#send(address, this.#random.chance(0.5) ? [...again, ...fresh] : [...fresh, ...again]);
  }

  async #send(address: string, lines: readonly string[]): Promise<void> {
    // Whatever happens to the request, these have been offered; only an answer takes them off the list.
    try {
      const answer = await this.#post(address, '/v1/events', lines.join('\n'), { authorization: this.#bearer() });
      const { accepted, duplicates, refused } = JSON.parse(await answer.text());
      if (answer.status !== 202 || accepted + duplicates !== lines.length || refused.length > 0) {
        this.surprises.push(
          `${answer.status} ${JSON.stringify({ accepted, duplicates, refused })} for ${lines.length}`,
        );
      }
      for (const line of lines) this.acknowledged.add(idOf(line));
    } catch (error) {
      this.#unknown.push(...lines);
      throw error;
    }
  }

  async #decide(address: string): Promise<void> {
    const line = this.#event();
    try {
      const answer = await this.#post(address, '/v1/decide', line, { authorization: this.#bearer() });
      const text = await answer.text();
      const { eventId, position, verdicts, duplicate } = JSON.parse(text);
      if (answer.status !== 200 || eventId !== idOf(line)) this.surprises.push(`${answer.status} ${text} for ${line}`);
      this.acknowledged.add(eventId);
      this.told.set(eventId, { position, verdicts, features: duplicate === true ? null : featuresIn(text) });
    } catch (error) {
      this.#unknown.push(line);
      throw error;
    }
  }

  /** A person who never sees an answer does not know, and asks no second time. */
  async #changeLabel(address: string, cookie: string): Promise<void> {
    const user = this.#random.pick(USERS);
    const label = this.#random.pick(['bad', 'known']);
    const change = this.#random.pick(['add', 'remove'] as const);
    const reason = `request ${this.#labelRequests++}`;
    const expiresAfterSeconds = this.#random.chance(0.5) ? this.#random.integer(1, 300) : null;
    const body = JSON.stringify({ label, change, reason, expiresAfterSeconds });
    const headers = { cookie, 'x-lapwing-csrf': '1' };
    const answer = await this.#post(address, `/v1/entities/User/${user}/labels`, body, headers);
    const { outcome } = JSON.parse(await answer.text());
    if (answer.status !== 200) this.surprises.push(`${answer.status} for a label change`);
    else this.labels.push({ user, change, label, reason, outcome });
    await new Promise((resolve) => setTimeout(resolve, this.#random.integer(1, 30)));
  }

  #post(address: string, path: string, body: string, headers: Record<string, string>): Promise<Response> {
    return fetch(address + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  }

  #bearer(): string {
    return `Bearer ${this.#installation.key}`;
  }

  #event(): string {
    const random = this.#random;
    // Now and then an event comes twice, at once or much later.
    const number = random.chance(0.03) && this.#events > 0 ? random.integer(0, this.#events - 1) : this.#events++;
    return eventLine(number);
  }
}

/** The event of a number: the same whenever it is made. */
export function eventLine(number: number): string {
  const random = randomOf(number + 1);
  const late = random.chance(0.1) ? random.integer(0, 900_000) : 0;
  const time = new Date(Date.UTC(2026, 0, 5) + number * 700 - late).toISOString();
  const data = {
    user: random.pick(USERS),
    text: random.pick(['sorry', 'one', 'two', 'three', 'four', 'five', 'six']),
    link: random.chance(0.3) ? `https://example.org/${random.integer(0, 5)}` : null,
  };
  const big = `900719925474${random.integer(0, 9)}${random.integer(100, 999)}`;
  const body = `${JSON.stringify(data).slice(0, -1)},"big":${big}}`;
  return `{"id":"e${number}","action":"${random.pick(['post', 'post', 'like'])}","time":"${time}","data":${body}}`;
}

/** Parsed without loss: some integers are beyond 2^53. */
function featuresIn(text: string): ReadonlyMap<string, string> {
  const features = parseJson(text)['features'];
  const entries = isJsonObject(features) ? Object.entries(features) : [];
  return new Map(entries.flatMap(([name, value]) => (name.startsWith('__') ? [] : [[name, stringifyJson(value)]])));
}

const idOf = (line: string): string => line.slice('{"id":"'.length, line.indexOf('","action'));

function isDisconnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'AbortError') return true;
  return error instanceof TypeError && /fetch failed|terminated/.test(error.message);
}
