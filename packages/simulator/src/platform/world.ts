/** The platform: its clock, its columns, and the one way to make an event. What accounts do is in `acts/`. */
import { Accounts, NOBODY, STATUS } from '../accounts/accounts.ts';
import { Identities } from '../accounts/identity.ts';
import { Envelope } from '../events/envelope.ts';
import type { ActionName } from '../events/kinds.ts';
import { FollowGraph } from '../follows/graph.ts';
import { LIMITS } from '../limits.ts';
import { Notes } from '../notes/notes.ts';
import { Feed } from '../posts/feed.ts';
import { Pairs } from '../posts/pairs.ts';
import { Posts } from '../posts/posts.ts';
import { Stream } from '../random/stream.ts';
import { HOUR } from '../time/rhythm.ts';
import { Moments, type PlannedMoment } from '../topics/moments.ts';
import { Sites } from '../topics/sites.ts';
import { Trends } from '../topics/trends.ts';
import { HARM_NAMES, type Harm, type Truth, type TruthSink } from '../truth/truth.ts';

export interface WorldOptions {
  readonly seed: number;
  /** What ids are made from: other runs have others, so that one platform can hold several. */
  readonly runKey: number;
  readonly startMillis: number;
  readonly endMillis: number;
  readonly accounts: number;
  readonly communities: number;
  readonly moments: readonly PlannedMoment[];
  readonly recordsViews: boolean;
  readonly characterLimit: number;
  readonly onLine: (line: string) => void;
  readonly onTruth: TruthSink | null;
}

/** Why something is done, where it is not what it looks like. */
export interface Cause {
  /** Index of the operation, or NOBODY for a person's own bad faith. */
  readonly operation: number;
  readonly harm: Harm;
}

/** Actions that make a post. */
const WRITES: ReadonlySet<ActionName> = new Set(['post', 'reply', 'quote', 'repost']);
/** Acts an hour of an account that was slowed down. */
const SLOWED_ACTS_PER_HOUR = 4;

export class World {
  readonly seed: number;
  readonly runKey: number;
  /** Before the number in ids of posts and notes. */
  readonly postPrefix: string;
  readonly notePrefix: string;
  readonly startMillis: number;
  readonly endMillis: number;
  readonly recordsViews: boolean;
  readonly characterLimit: number;
  readonly accounts: Accounts;
  readonly identities: Identities;
  readonly graph: FollowGraph;
  readonly posts: Posts;
  readonly feed: Feed;
  readonly trends = new Trends();
  readonly moments: Moments;
  readonly sites: Sites;
  readonly notes = new Notes(LIMITS.notes);
  /** Likes and reposts that were made already. */
  readonly reacted: Pairs;
  /** Whoever acts now draws from it. */
  readonly dice = new Stream();
  nowMillis: number;
  /** Accounts that exist or existed: sign-ups and those from before. */
  members = 0;
  operated = 0;
  views = 0;
  /** Hosts whose links are taken away. */
  readonly lostLinks = new Set<string>();
  /** Names of the operations by index, for the truth. */
  readonly campaigns: string[] = [];
  readonly #envelope: Envelope;
  readonly #onLine: (line: string) => void;
  readonly #onTruth: TruthSink | null;
  readonly #blocks = new Set<number>();
  readonly #stars = new Set<number>();
  readonly #mostPairs: number;
  readonly #slowed = new Map<number, { hour: number; acts: number }>();

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.startMillis = options.startMillis;
    this.endMillis = options.endMillis;
    this.nowMillis = options.startMillis;
    this.recordsViews = options.recordsViews;
    this.characterLimit = options.characterLimit;
    this.accounts = new Accounts(options.accounts);
    this.runKey = options.runKey;
    const run = runName(options.runKey);
    this.postPrefix = `p${run}-`;
    this.notePrefix = `n${run}-`;
    this.identities = new Identities(this.accounts, options.seed, options.runKey);
    this.graph = new FollowGraph(options.accounts);
    const capacity = Math.max(LIMITS.postsAtLeast, options.accounts * LIMITS.postsPerAccount);
    this.posts = new Posts(Math.min(LIMITS.postsAtMost, capacity));
    this.reacted = new Pairs(this.posts.capacity * 8);
    this.feed = new Feed(this.posts, this.graph, this.accounts, this.trends, options.communities);
    this.sites = new Sites(options.seed);
    this.moments = new Moments(options.seed, options.startMillis, options.endMillis, options.moments);
    this.#envelope = new Envelope(this.accounts, this.identities, `e${run}-`);
    this.#onLine = options.onLine;
    this.#mostPairs = Math.min(LIMITS.pairs, options.accounts * LIMITS.pairsPerAccount);
    this.#onTruth = options.onTruth;
  }

  get events(): number {
    return this.#envelope.count;
  }

  /** Bytes of everything that grows with accounts. */
  get byteLength(): number {
    const { accounts, graph, posts, feed, reacted } = this;
    return [accounts, graph, posts, feed, reacted].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** Whether an account can act now. Signing up and appealing are not asked here. */
  may(account: number): boolean {
    const status = this.accounts.status[account]!;
    if (status === STATUS.active) return true;
    if ((status & STATUS.active) === 0 || (status & (STATUS.suspended | STATUS.readOnly | STATUS.challenged)) !== 0)
      return false;
    return (status & STATUS.slowed) === 0 || this.#underTheLimit(account);
  }

  /** Whether an account can be on the platform and read. */
  mayRead(account: number): boolean {
    const status = this.accounts.status[account]!;
    return (status & (STATUS.active | STATUS.suspended | STATUS.challenged)) === STATUS.active;
  }

  /**
   * Write one event.
   * @param tail further fields, each with a comma before it
   * @param cause null where it is just what it looks like
   * @param target whom it is about, for the truth
   */
  emit(action: ActionName, account: number, tail: string, cause: Cause | null, target = NOBODY): void {
    const line = this.#envelope.line(action, account, this.nowMillis, tail);
    if (cause !== null && this.#onTruth !== null) {
      this.#onTruth({
        kind: 'event',
        eventId: this.#envelope.lastId,
        userId: this.identities.userId(account),
        time: this.#envelope.time(this.nowMillis),
        campaign: this.campaignName(cause.operation),
        harm: cause.harm,
        action,
        // A post is counted after its event.
        postId: WRITES.has(action) ? `${this.postPrefix}${this.posts.count + 1}` : null,
        target: target === NOBODY ? null : this.identities.userId(target),
      });
    }
    this.#onLine(line);
  }

  /** Say what is really going on. The truth is made only where somebody listens. */
  tell(truth: () => Truth): void {
    if (this.#onTruth !== null) this.#onTruth(truth());
  }

  time(millis: number): string {
    return this.#envelope.time(millis);
  }

  campaignName(operation: number): string | null {
    return operation === NOBODY ? null : (this.campaigns[operation] ?? null);
  }

  /** A harmful post has been seen by an ordinary person. */
  expose(at: number, post: number): void {
    const harm = HARM_NAMES[this.posts.harm[at]!] ?? 'none';
    if (harm === 'none') return;
    this.tell(() => ({
      kind: 'exposure',
      time: this.time(this.nowMillis),
      postId: `${this.postPrefix}${post}`,
      authorId: this.identities.userId(this.posts.author[at]!),
      campaign: this.campaignName(this.posts.operation[at]!) ?? '',
      harm,
    }));
  }

  /** False where they were apart already, or too many are. */
  part(account: number, other: number): boolean {
    const pair = pairOf(account, other);
    if (this.#blocks.has(pair) || this.#blocks.size >= this.#mostPairs) return false;
    this.#blocks.add(pair);
    return true;
  }

  /** False where it was there already, or too many are. */
  star(account: number, target: number): boolean {
    const pair = pairOf(account, target);
    if (this.#stars.has(pair) || this.#stars.size >= this.#mostPairs) return false;
    this.#stars.add(pair);
    this.accounts.stars[target] = this.accounts.stars[target]! + 1;
    return true;
  }

  /** Whether `account` has blocked or muted `other`. */
  areApart(account: number, other: number): boolean {
    return this.#blocks.size > 0 && this.#blocks.has(pairOf(account, other));
  }

  #underTheLimit(account: number): boolean {
    const hour = Math.floor(this.nowMillis / HOUR);
    const last = this.#slowed.get(account);
    if (last === undefined || last.hour !== hour) {
      this.#slowed.set(account, { hour, acts: 1 });
      return true;
    }
    return last.acts++ < SLOWED_ACTS_PER_HOUR;
  }
}

/** Five letters and digits: two runs in sixty million have the same. */
function runName(runKey: number): string {
  return (runKey % 60_466_176).toString(36).padStart(5, '0');
}

function pairOf(account: number, other: number): number {
  return account * 4_294_967_296 + other;
}
