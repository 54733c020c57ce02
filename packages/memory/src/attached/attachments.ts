/**
 * State of other rooms that lives in memory beside the keyed state: a fold over the same events (M1), saved, forked and brought by
 * back-fills with it. Memory knows none of it by name.
 */

/** A state of parts that belong to definitions in the rules, each with an identity. */
export interface Attachment {
  /** All of it as of now, as texts: functions that are called one after the other, also when the state has gone on. */
  parts(): readonly (() => string)[];
  /** A state that goes on from here by itself. */
  clone(): Attachment;
  /** Take over what is chosen of a state of the same kind, in place of what is here. Returns how much. */
  adopt(other: Attachment, isChosen: (identity: string) => boolean): number;
}

export interface AttachmentKind<T extends Attachment = Attachment> {
  /** Its name in checkpoints. */
  readonly name: string;
  create(): T;
  /** From what `parts` gave. Throws a TypeError where that is of no known form. */
  load(parts: readonly string[]): T;
  isOf(state: Attachment): state is T;
}

/** Texts of one state that nobody has asked for since it was read: only its kind can tell what they say. */
type SavedState = readonly string[];

interface Open {
  readonly kind: AttachmentKind;
  readonly state: Attachment;
}

const ALL = () => true;

export class Attachments {
  readonly #open = new Map<string, Open>();
  /** By name: a state, and those that it adopts when it is opened. */
  readonly #closed = new Map<string, readonly SavedState[]>();

  /** The state of a kind, made when it is first asked for. */
  of<T extends Attachment>(kind: AttachmentKind<T>): T {
    const known = this.#open.get(kind.name)?.state;
    if (known !== undefined && kind.isOf(known)) return known;
    const [own, ...adopted] = this.#closed.get(kind.name) ?? [];
    const state = own === undefined ? kind.create() : kind.load(own);
    for (const saved of adopted) state.adopt(kind.load(saved), ALL);
    this.#closed.delete(kind.name);
    this.#open.set(kind.name, { kind, state });
    return state;
  }

  /** Whether anything of a kind is remembered. */
  has({ name }: { readonly name: string }): boolean {
    return this.#open.has(name) || this.#closed.has(name);
  }

  fork(): Attachments {
    const fork = new Attachments();
    for (const [name, { kind, state }] of this.#open) fork.#open.set(name, { kind, state: state.clone() });
    for (const [name, saved] of this.#closed) fork.#closed.set(name, saved);
    return fork;
  }

  /** Take over what is chosen of another memory's states, in place of what is here. Returns how much of it could be told. */
  adopt(other: Attachments, isChosen: (identity: string) => boolean = ALL): number {
    let adopted = 0;
    for (const { kind, state } of other.#open.values()) adopted += this.of(kind).adopt(state, isChosen);
    for (const [name, saved] of other.#closed) {
      const here = this.#open.get(name);
      if (here === undefined) this.#close(name, saved);
      else for (const parts of saved) adopted += here.state.adopt(here.kind.load(parts), isChosen);
    }
    return adopted;
  }

  /** For each state its name and the functions that make its texts. */
  sections(): readonly { readonly name: string; readonly parts: readonly (() => string)[] }[] {
    const open = [...this.#open].map(([name, { state }]) => ({ name, parts: state.parts() }));
    const closed = [...this.#closed].flatMap(([name, states]) =>
      states.map((parts) => ({ name, parts: parts.map((text) => () => text) })),
    );
    return [...open, ...closed];
  }

  /** One of `sections`, read again. */
  restore(name: string, parts: SavedState): void {
    this.#close(name, [parts]);
  }

  #close(name: string, saved: readonly SavedState[]): void {
    this.#closed.set(name, [...(this.#closed.get(name) ?? []), ...saved]);
  }
}
