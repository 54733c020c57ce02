/**
 * All accounts, as columns. An account is its index; which indexes are operated by adversaries shows in no id (`Identities`).
 * `operation` is truth, and read by nothing that makes events look different.
 */
export const STATUS = {
  /** Signed up, and neither suspended nor gone. */
  active: 1,
  suspended: 2,
  readOnly: 4,
  /** Posts reach followers only. */
  limited: 8,
  /** At most a few actions an hour. */
  slowed: 16,
  /** Has to pass a challenge before acting again. */
  challenged: 32,
  /** A warning stands beside what it writes. */
  labelled: 64,
} as const;

export const NOBODY = -1;

export class Accounts {
  readonly capacity: number;
  readonly createdMillis: Float64Array;
  readonly status: Uint8Array;
  /** Index of the operation that made the account, or NOBODY. A taken-over account keeps its owner here. */
  readonly operation: Int16Array;
  readonly place: Uint8Array;
  readonly community: Uint16Array;
  /** From -100 to 100 on the platform's two axes. */
  readonly opinion: Int8Array;
  readonly opinion2: Int8Array;
  readonly habit: Uint8Array;
  /** Sessions a day. */
  readonly rate: Float32Array;
  readonly session: Uint32Array;
  readonly sessionMillis: Float64Array;
  /** Things left to do in the session. */
  readonly left: Uint16Array;
  readonly posts: Uint32Array;
  /** Recommendations of its profile by others. */
  readonly stars: Uint32Array;
  /** Number of the last post or repost; 0 is none. */
  readonly lastPost: Uint32Array;
  /** The hashtag that has caught its attention in this session; 0 is none. */
  readonly absorbed: Uint16Array;
  readonly homeAddress: Uint32Array;
  /** Addresses shared by day; 0 is none. */
  readonly workAddress: Uint32Array;
  readonly address: Uint32Array;
  readonly device: Uint32Array;
  readonly agent: Uint8Array;
  /** What the display name and picture are made from; impersonators copy it. */
  readonly face: Uint32Array;
  readonly style: Uint8Array;
  /** How it writes (`topics/voice.ts`). */
  readonly voice: Uint16Array;
  readonly travelUntilMillis: Float64Array;
  readonly travelPlace: Uint8Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.createdMillis = new Float64Array(capacity);
    this.status = new Uint8Array(capacity);
    this.operation = new Int16Array(capacity).fill(NOBODY);
    this.place = new Uint8Array(capacity);
    this.community = new Uint16Array(capacity);
    this.opinion = new Int8Array(capacity);
    this.opinion2 = new Int8Array(capacity);
    this.habit = new Uint8Array(capacity);
    this.rate = new Float32Array(capacity);
    this.session = new Uint32Array(capacity);
    this.sessionMillis = new Float64Array(capacity);
    this.left = new Uint16Array(capacity);
    this.posts = new Uint32Array(capacity);
    this.stars = new Uint32Array(capacity);
    this.lastPost = new Uint32Array(capacity);
    this.absorbed = new Uint16Array(capacity);
    this.homeAddress = new Uint32Array(capacity);
    this.workAddress = new Uint32Array(capacity);
    this.address = new Uint32Array(capacity);
    this.device = new Uint32Array(capacity);
    this.agent = new Uint8Array(capacity);
    this.face = new Uint32Array(capacity);
    this.style = new Uint8Array(capacity);
    this.voice = new Uint16Array(capacity);
    this.travelUntilMillis = new Float64Array(capacity);
    this.travelPlace = new Uint8Array(capacity);
  }

  get byteLength(): number {
    let bytes = 0;
    for (const column of Object.values(this)) if (ArrayBuffer.isView(column)) bytes += column.byteLength;
    return bytes;
  }

  /** Signed up and not suspended. */
  isPresent(account: number): boolean {
    return (this.status[account]! & (STATUS.active | STATUS.suspended)) === STATUS.active;
  }

  has(account: number, status: number): boolean {
    return (this.status[account]! & status) !== 0;
  }

  set(account: number, status: number, on: boolean): void {
    this.status[account] = on ? this.status[account]! | status : this.status[account]! & ~status;
  }
}
