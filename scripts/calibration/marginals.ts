/** The marginal distributions that are compared: what they are, where the real ones come from, and how they are drawn. */
export const MARGINALS = [
  {
    name: 'activity',
    title: 'Interactions of an account in a week',
    unit: 'reposts, replies and quotes',
    real: 'higgs',
    note: 'Those who took part at all in what is about one happening; of the simulator, about those of its calendar.',
  },
  {
    name: 'inter-event',
    title: 'Time between two interactions of an account',
    unit: 'seconds',
    real: 'higgs',
    note: 'Minutes within a session, a night or days between two.',
  },
  {
    name: 'received',
    title: 'Reposts that an author receives in a week',
    unit: 'reposts',
    real: 'higgs',
    note: 'Cascades by author, as Higgs names no posts. A town has fewer people to pass things on.',
  },
  {
    name: 'partners',
    title: 'Different accounts that an account interacts with',
    unit: 'accounts',
    real: 'higgs',
    note: 'Out-degree of the interaction graph.',
  },
  {
    name: 'length',
    title: 'Length of posts',
    unit: 'characters',
    real: 'ira',
    note: 'English posts that are no retweets. Twitter cut at 140 until 2017, so the real ones pile up there.',
  },
  {
    name: 'crisis-length',
    title: 'Length of posts about a crisis',
    unit: 'characters',
    real: 'crisislex',
    note: 'CrisisLexT26, on-topic.',
  },
  {
    name: 'message-length',
    title: 'Length of private messages',
    unit: 'characters',
    real: 'conda',
    note: 'Chat lines of a game.',
  },
  {
    name: 'stars',
    title: 'Time between two bought stars of one profile',
    unit: 'seconds',
    real: 'starscout',
    note: 'Between fake stars of one repository with at least ten, in the week from its first on.',
  },
  {
    name: 'crisis',
    title: 'Posts about a crisis, time since its beginning',
    unit: 'hours',
    real: 'crisislex',
    note: 'From the 2 % quantile of each event’s tweets on, for 36 hours, from snowflake ids.',
  },
] as const;

export type MarginalName = (typeof MARGINALS)[number]['name'];
export type Samples = Record<MarginalName, number[]>;

export function emptySamples(): Samples {
  return Object.fromEntries(MARGINALS.map(({ name }) => [name, []])) as unknown as Samples;
}

/** Adds up who did what to whom, when, into the marginals that are about interactions. */
export class Interactions {
  readonly #last = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly #received = new Map<string, number>();
  readonly #partners = new Map<string, Set<string>>();
  readonly #gaps: number[] = [];

  add(from: string, to: string, seconds: number, isRepost: boolean): void {
    this.#counts.set(from, (this.#counts.get(from) ?? 0) + 1);
    const last = this.#last.get(from);
    if (last !== undefined && seconds > last) this.#gaps.push(seconds - last);
    this.#last.set(from, seconds);
    if (isRepost) this.#received.set(to, (this.#received.get(to) ?? 0) + 1);
    const partners = this.#partners.get(from);
    if (partners === undefined) this.#partners.set(from, new Set([to]));
    else partners.add(to);
  }

  into(samples: Samples): void {
    samples.activity = [...this.#counts.values()];
    samples['inter-event'] = this.#gaps;
    samples.received = [...this.#received.values()];
    samples.partners = [...this.#partners.values()].map(({ size }) => size);
  }
}

const WEEK_SECONDS = 7 * 86_400;

/** Times between neighbours, of those within a week of the first: a simulated week holds no longer ones. */
export function gapsOfFirstWeek(times: readonly number[]): number[] {
  const sorted = times.toSorted((a, b) => a - b);
  const week = sorted.filter((time) => time - sorted[0]! < WEEK_SECONDS);
  return week.slice(1).map((time, i) => Math.max(1, time - week[i]!));
}
