/** Notes under posts: asking for one, writing one, rating one. */
import type { Cause, World } from '../platform/world.ts';

export function requestNote(world: World, account: number, post: number, cause: Cause | null): boolean {
  const at = world.posts.slot(post);
  if (at < 0 || !world.may(account) || !world.reacted.add(account, post ^ 0x1000_0000)) return false;
  world.posts.contested[at] = 1;
  world.emit('note_request', account, `,"post_id":"${world.postPrefix}${post}"`, cause);
  return true;
}

export interface NoteDraft {
  readonly text: string;
  readonly links: readonly string[];
  /** -100 to 100. */
  readonly quality: number;
  /** Which side it pleases, -100 to 100. */
  readonly slant: number;
}

/** A note's number, or 0. */
export function writeNote(world: World, account: number, post: number, draft: NoteDraft, cause: Cause | null): number {
  if (world.posts.slot(post) < 0 || !world.may(account)) return 0;
  const note = world.notes.add(post, account, draft.quality, draft.slant);
  world.emit(
    'note',
    account,
    `,"note_id":"${world.notePrefix}${note}","post_id":"${world.postPrefix}${post}","text":${JSON.stringify(draft.text)},"links":${JSON.stringify(draft.links)},"classification":"misinformed_or_potentially_misleading"`,
    cause,
  );
  return note;
}

export type Helpfulness = 'HELPFUL' | 'SOMEWHAT_HELPFUL' | 'NOT_HELPFUL';

export function rateNote(
  world: World,
  account: number,
  note: number,
  level: Helpfulness,
  cause: Cause | null,
): boolean {
  const at = world.notes.slot(note);
  if (at < 0 || world.notes.author[at] === account || !world.may(account)) return false;
  if (!world.reacted.add(account, note ^ 0x0800_0000)) return false;
  const author = world.identities.userId(world.notes.author[at]!);
  world.emit(
    'note_rating',
    account,
    `,"note_id":"${world.notePrefix}${note}","note_author_id":"${author}","post_id":"${world.postPrefix}${world.notes.post[at]!}","helpfulness":"${level}"`,
    cause,
    world.notes.author[at]!,
  );
  return true;
}
