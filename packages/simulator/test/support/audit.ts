/** Watches a stream as a platform's own records would: what each line refers to has to be there. */
export interface Line {
  readonly id: string;
  readonly action: string;
  readonly time: string;
  readonly data: Readonly<Record<string, unknown>> & { readonly user_id: string };
}

export class Audit {
  readonly problems: string[] = [];
  readonly counts = new Map<string, number>();
  readonly authors = new Map<string, string>();
  readonly #accounts = new Set<string>();
  readonly #notes = new Set<string>();
  readonly #reactions = new Set<string>();
  readonly #follows = new Set<string>();
  readonly #suspended = new Set<string>();
  #timeMillis = 0;
  #number = 0;

  /** Accounts from before the run. */
  settle(userId: string): void {
    this.#accounts.add(userId);
  }

  suspend(userId: string, isSuspended: boolean): void {
    if (isSuspended) this.#suspended.add(userId);
    else this.#suspended.delete(userId);
  }

  line(text: string): Line {
    const line = JSON.parse(text) as Line;
    const { action, data } = line;
    this.counts.set(action, (this.counts.get(action) ?? 0) + 1);
    this.#expect(line.id.endsWith(`-${++this.#number}`), `${line.id} is out of sequence`);
    const timeMillis = Date.parse(line.time);
    this.#expect(timeMillis >= this.#timeMillis, `${line.id} goes back in time`);
    this.#timeMillis = timeMillis;
    if (action === 'sign_up') {
      this.#expect(!this.#accounts.has(data.user_id), `${data.user_id} signs up twice`);
      this.#accounts.add(data.user_id);
    }
    this.#expect(this.#accounts.has(data.user_id), `${line.id}: ${data.user_id} acts before signing up`);
    this.#expect(
      action === 'appeal' || !this.#suspended.has(data.user_id),
      `${line.id}: ${data.user_id} is suspended, but does ${action}`,
    );
    this.#expect(
      Date.parse(String(data['account_created_at'])) <= timeMillis,
      `${line.id}: an account from the future`,
    );
    this.#refers(line);
    return line;
  }

  #refers({ id, action, data }: Line): void {
    const { user_id: user, post_id: post, note_id: note } = data;
    switch (action) {
      case 'post':
      case 'reply':
      case 'quote':
      case 'repost':
        for (const field of ['in_reply_to', 'quoted_id', 'reposted_id']) {
          if (data[field] !== undefined)
            this.#expect(this.authors.has(String(data[field])), `${id}: ${field} is not there`);
        }
        this.#expect(!this.authors.has(String(post)), `${id}: ${post} exists already`);
        this.authors.set(String(post), user);
        break;
      case 'like':
      case 'view':
        this.#expect(
          this.authors.get(String(post)) === data['author_id'],
          `${id}: ${post} is not by ${data['author_id']}`,
        );
        if (action === 'like') this.#once(`like ${user} ${post}`, id);
        break;
      case 'report':
        this.#expect(
          this.authors.get(String(post)) === data['target_user_id'],
          `${id}: ${post} is not by the reported one`,
        );
        this.#once(`report ${user} ${post}`, id);
        break;
      case 'follow':
        this.#expect(
          user !== data['target_user_id'] && this.#accounts.has(String(data['target_user_id'])),
          `${id}: nobody to follow`,
        );
        this.#expect(!this.#follows.has(`${user} ${data['target_user_id']}`), `${id}: follows already`);
        this.#follows.add(`${user} ${data['target_user_id']}`);
        break;
      case 'star':
        this.#expect(
          user !== data['target_user_id'] && this.#accounts.has(String(data['target_user_id'])),
          `${id}: nobody to star`,
        );
        this.#once(`star ${user} ${data['target_user_id']}`, id);
        break;
      case 'unfollow':
        this.#follows.delete(`${user} ${data['target_user_id']}`);
        break;
      case 'block':
        this.#follows.delete(`${user} ${data['target_user_id']}`);
        this.#expect(this.#accounts.has(String(data['target_user_id'])), `${id}: blocks nobody`);
        break;
      case 'note':
        this.#expect(this.authors.has(String(post)), `${id}: a note without a post`);
        this.#notes.add(String(note));
        break;
      case 'note_rating':
        this.#expect(this.#notes.has(String(note)), `${id}: a rating without a note`);
        this.#once(`rating ${user} ${note}`, id);
        break;
      case 'note_request':
        this.#expect(this.authors.has(String(post)), `${id}: a request without a post`);
        break;
      default:
        if (data['target_user_id'] !== undefined)
          this.#expect(this.#accounts.has(String(data['target_user_id'])), `${id}: nobody there`);
    }
  }

  #once(what: string, id: string): void {
    this.#expect(!this.#reactions.has(what), `${id}: ${what} for the second time`);
    this.#reactions.add(what);
  }

  #expect(holds: boolean, problem: string): void {
    if (!holds) this.problems.push(problem);
  }
}
