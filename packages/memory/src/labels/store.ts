/**
 * The labels of all entities as rules see them now. A fold over the journal: rules' effects and people's changes come in
 * the journal's order. Saved copy-on-write by shard, as the key table is.
 */
import { SHARDS } from '../limits.ts';
import {
  changeLabel,
  isExpired,
  type LabelChange,
  type LabelChangeOutcome,
  type LabelState,
  labelStateAt,
  type PreviousLabelState,
  restoredState,
} from './state.ts';

type EntityLabels = Map<string, LabelState>;

export class LabelStore {
  readonly #shards: Map<string, EntityLabels>[] = Array.from({ length: SHARDS }, () => new Map());
  #saving: (string | null)[] | null = null;
  /** The entity that was asked for last: rules ask for several labels of one. Undefined labels: to be looked up. */
  #type = '';
  #id = '';
  #labels: EntityLabels | null | undefined = undefined;

  /** The unexpired state of a label at a time, or null. */
  get(entityType: string, entityId: string, label: string, atMillis: number): LabelState | null {
    const state = this.#labelsOf(entityType, entityId)?.get(label);
    return state === undefined || isExpired(state, atMillis) ? null : state;
  }

  #labelsOf(entityType: string, entityId: string): EntityLabels | null {
    if (this.#labels !== undefined && entityId === this.#id && entityType === this.#type) return this.#labels;
    const key = entityKey(entityType, entityId);
    this.#type = entityType;
    this.#id = entityId;
    this.#labels = this.#shards[shardOf(key)]!.get(key) ?? null;
    return this.#labels;
  }

  /** All states of an entity, expired ones included. */
  ofEntity(entityType: string, entityId: string): ReadonlyMap<string, LabelState> {
    const key = entityKey(entityType, entityId);
    return this.#shards[shardOf(key)]!.get(key) ?? new Map();
  }

  /** The state of a label as of a past moment; see `labelStateAt`. */
  at(entityType: string, entityId: string, label: string, atMillis: number): PreviousLabelState | null | 'unknown' {
    const state = this.ofEntity(entityType, entityId).get(label);
    return state === undefined ? null : labelStateAt(state, atMillis);
  }

  /** Apply what one request changes on one label; see `changeLabel`. */
  change(
    entityType: string,
    entityId: string,
    label: string,
    changes: readonly LabelChange[],
    atMillis: number,
  ): readonly LabelChangeOutcome[] {
    const key = entityKey(entityType, entityId);
    const index = shardOf(key);
    this.#keepForSave(index);
    const shard = this.#shards[index]!;
    const labels = shard.get(key) ?? new Map<string, LabelState>();
    const { state, outcomes } = changeLabel(labels.get(label) ?? null, changes, atMillis);
    if (state !== null) {
      labels.set(label, state);
      shard.set(key, labels);
      this.#labels = undefined;
    }
    return outcomes;
  }

  /**
   * Put a label back to what it was or would have been, from `atMillis` on; null is that there is none. What it was until then stays
   * among the states before.
   */
  restore(
    entityType: string,
    entityId: string,
    label: string,
    content: Pick<LabelState, 'status' | 'reasons'> | null,
    atMillis: number,
  ): void {
    const key = entityKey(entityType, entityId);
    const index = shardOf(key);
    this.#keepForSave(index);
    const shard = this.#shards[index]!;
    const labels = shard.get(key) ?? new Map<string, LabelState>();
    labels.set(label, restoredState(labels.get(label) ?? null, content, atMillis));
    shard.set(key, labels);
    this.#labels = undefined;
  }

  get entities(): number {
    return this.#shards.reduce((sum, shard) => sum + shard.size, 0);
  }

  /** A store that goes on from here by itself. States are never changed in place, so they are shared. */
  fork(): LabelStore {
    const fork = new LabelStore();
    this.#shards.forEach((shard, index) => {
      for (const [key, labels] of shard) fork.#shards[index]!.set(key, new Map(labels));
    });
    return fork;
  }

  beginSave(): void {
    if (this.#saving !== null) throw new Error('a save of the labels is already under way');
    this.#saving = new Array(SHARDS).fill(null);
  }

  saved(index: number): Uint8Array {
    if (this.#saving === null) throw new Error('no save of the labels is under way');
    const text = this.#saving[index] ?? encode(this.#shards[index]!);
    this.#saving[index] = '';
    return new TextEncoder().encode(text);
  }

  endSave(): void {
    this.#saving = null;
  }

  load(index: number, bytes: Uint8Array): void {
    const entries = JSON.parse(new TextDecoder().decode(bytes)) as [string, [string, LabelState][]][];
    this.#shards[index] = new Map(entries.map(([key, labels]) => [key, new Map(labels)]));
    this.#labels = undefined;
  }

  #keepForSave(index: number): void {
    if (this.#saving !== null && this.#saving[index] === null) this.#saving[index] = encode(this.#shards[index]!);
  }
}

function encode(shard: Map<string, EntityLabels>): string {
  return JSON.stringify([...shard].map(([key, labels]) => [key, [...labels]]));
}

function entityKey(type: string, id: string): string {
  return `${type}\u0000${id}`;
}

function shardOf(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x9e3779b1);
  return (hash ^ (hash >>> 15)) & (SHARDS - 1);
}
