/**
 * The posts that can still be seen, as columns of a ring. A post is its number, from 1 on; replies, quotes and reposts are posts too.
 * `operation` and `harm` are truth: no event carries them.
 */
export const KIND = { post: 0, reply: 1, quote: 2, repost: 3 } as const;
export type PostKind = (typeof KIND)[keyof typeof KIND];

export const VISIBLE = { everybody: 0, followers: 1, nobody: 2 } as const;

/** What stands between a post's readers and their reactions: nothing, a warning, or a closed door. */
export const FRICTION = { none: 0, warned: 1, closed: 2 } as const;

export class Posts {
  readonly capacity: number;
  readonly author: Uint32Array;
  readonly timeMillis: Float64Array;
  readonly kind: Uint8Array;
  readonly topic: Uint8Array;
  /** Side that it takes on its topic's axis, -100 to 100. */
  readonly stance: Int8Array;
  /** What a reply answers, a quote or repost passes on; 0 for none. */
  readonly parent: Uint32Array;
  /** The newest answer; older ones hang on it by `sibling`. */
  readonly lastReply: Uint32Array;
  readonly sibling: Uint32Array;
  /** How much it makes people react; 1 is usual. */
  readonly appeal: Float32Array;
  readonly likes: Uint32Array;
  readonly reposts: Uint32Array;
  readonly replies: Uint32Array;
  readonly views: Uint32Array;
  readonly visible: Uint8Array;
  readonly friction: Uint8Array;
  readonly tag: Uint16Array;
  readonly link: Uint32Array;
  readonly operation: Int16Array;
  readonly harm: Uint8Array;
  /** 1 once people have asked for a note on it. */
  readonly contested: Uint8Array;
  #count = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.author = new Uint32Array(capacity);
    this.timeMillis = new Float64Array(capacity);
    this.kind = new Uint8Array(capacity);
    this.topic = new Uint8Array(capacity);
    this.stance = new Int8Array(capacity);
    this.parent = new Uint32Array(capacity);
    this.lastReply = new Uint32Array(capacity);
    this.sibling = new Uint32Array(capacity);
    this.appeal = new Float32Array(capacity);
    this.likes = new Uint32Array(capacity);
    this.reposts = new Uint32Array(capacity);
    this.replies = new Uint32Array(capacity);
    this.views = new Uint32Array(capacity);
    this.visible = new Uint8Array(capacity);
    this.friction = new Uint8Array(capacity);
    this.tag = new Uint16Array(capacity);
    this.link = new Uint32Array(capacity);
    this.operation = new Int16Array(capacity);
    this.harm = new Uint8Array(capacity);
    this.contested = new Uint8Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get byteLength(): number {
    let bytes = 0;
    for (const column of Object.values(this)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
    return bytes;
  }

  /** Where a post's columns are, or -1 where it is out of sight. */
  slot(post: number): number {
    return post > 0 && post <= this.#count && post > this.#count - this.capacity ? post % this.capacity : -1;
  }

  /** A new post with empty counts; its number. */
  add(author: number, timeMillis: number, kind: PostKind, topic: number, parent: number): number {
    const post = ++this.#count;
    const at = post % this.capacity;
    this.author[at] = author;
    this.timeMillis[at] = timeMillis;
    this.kind[at] = kind;
    this.topic[at] = topic;
    this.stance[at] = 0;
    this.parent[at] = parent;
    this.lastReply[at] = 0;
    this.sibling[at] = 0;
    this.appeal[at] = 1;
    this.likes[at] = 0;
    this.reposts[at] = 0;
    this.replies[at] = 0;
    this.views[at] = 0;
    this.visible[at] = VISIBLE.everybody;
    this.friction[at] = FRICTION.none;
    this.tag[at] = 0;
    this.link[at] = 0;
    this.operation[at] = -1;
    this.harm[at] = 0;
    this.contested[at] = 0;
    return post;
  }
}
