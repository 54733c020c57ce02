/**
 * A network kept as events arrive: layers of shares over a sliding time, and the graphs that are asked of them.
 *
 * Time is that of events. `begin` says what it is now: the shares that count are those of `(now - keep, now]` and later ones. Shares are
 * forgotten against the watermark, which follows time in small steps: one event with a wrong date must not make everybody else's
 * too late, so what such an event sends to rest comes back with the next one.
 *
 * - N1 A graph is that of `coactionGraph` over the shares that count and are compared.
 * - N2 All answers depend on the shares held and on time alone: a state that was saved and read again gives the same ones.
 * - N3 Of one event, a share of the same actor, object and layer counts once.
 */
import { type LayerDefinition, layerIdentity, OnlineLayer } from './layer.ts';
import {
  ONLINE_GRAPHS_MAX,
  ONLINE_JOINT_MAX,
  ONLINE_NAME_UNITS_MAX,
  ONLINE_SAVED_SHARES,
  ONLINE_SHARES_MAX,
} from './limits.ts';
import { Names } from './names.ts';
import { OnlineGraph } from './online-graph.ts';

export interface WindowOptions {
  readonly maxShares?: number;
  readonly maxJoint?: number;
}

export interface WindowMetrics {
  readonly layers: readonly LayerMetrics[];
  readonly actors: number;
  /** Joint objects of pairs of actors. */
  readonly joint: number;
  /** Shares that were older than what is kept when they came. */
  readonly tooLateTotal: number;
  /** Shares forgotten before their time, for lack of room. */
  readonly evictedTotal: number;
}

export interface LayerMetrics {
  readonly name: string;
  readonly identity: string;
  readonly shares: number;
  /** Shares that were not compared, for there were too many of their object. */
  readonly cappedTotal: number;
  /** How far back the layer reaches, in milliseconds; less than it should where shares were evicted. */
  readonly oldestMillis: number | null;
}

interface Kept {
  readonly graph: OnlineGraph;
  readonly layers: readonly OnlineLayer[];
  askedAt: number;
}

export class CoactionWindow {
  readonly #maxShares: number;
  readonly #maxJoint: number;
  #actors = new Names();
  #layers = new Map<string, OnlineLayer>();
  readonly #graphs = new Map<string, Kept>();
  /** By definitions as they are handed over: making the same text for each share would take longer than the share. */
  readonly #identities = new WeakMap<LayerDefinition, string>();
  readonly #keys = new WeakMap<readonly LayerDefinition[], Map<number, string>>();
  #nowMillis = Number.NEGATIVE_INFINITY;
  #watermarkMillis = Number.NEGATIVE_INFINITY;
  #position = -1;
  /** Of the next share. */
  #sequence = 0;
  /** Of the first share of the event at hand. */
  #eventSequence = 0;
  #asked = 0;
  #tooLate = 0;
  #evicted = 0;

  constructor({ maxShares = ONLINE_SHARES_MAX, maxJoint = ONLINE_JOINT_MAX }: WindowOptions = {}) {
    this.#maxShares = maxShares;
    this.#maxJoint = maxJoint;
  }

  /** It is the event at `position` now, at `timeMillis`. Called as often as one likes for the same event. */
  begin(position: number, timeMillis: number, watermarkMillis: number): void {
    if (position === this.#position) return;
    this.#position = position;
    this.#eventSequence = this.#sequence;
    this.#watermarkMillis = Math.max(this.#watermarkMillis, watermarkMillis);
    const now = Math.max(timeMillis, this.#watermarkMillis);
    if (now === this.#nowMillis) return;
    this.#nowMillis = now;
    for (const [identity, layer] of this.#layers) {
      const { keepMillis } = layer.definition;
      layer.moveTo(now - keepMillis);
      layer.forgetUntil(this.#watermarkMillis - keepMillis);
      if (layer.held === 0) this.#forget(identity, layer);
    }
  }

  /**
   * A share of the event at hand. Returns the number of other actors that shared the object within the window of it, those whose shares
   * are compared; 0 where the share is too late, or without a name.
   */
  add(definition: LayerDefinition, actor: string, object: string, timeMillis: number): number {
    if (actor === '' || object === '') return 0;
    if (timeMillis <= this.#watermarkMillis - definition.keepMillis) {
      this.#tooLate++;
      return 0;
    }
    const layer = this.#layer(definition);
    const arrival = { cutoffMillis: this.#nowMillis - definition.keepMillis, since: this.#eventSequence };
    const partners = layer.add(cut(actor), cut(object), timeMillis, this.#sequence++, arrival);
    this.#makeRoom();
    return partners;
  }

  /** The graph of some layers together, in which pairs of at least so many joint objects are edges. */
  graph(definitions: readonly LayerDefinition[], minRepetition: number): OnlineGraph {
    return this.#kept(definitions, minRepetition).graph;
  }

  /** The layers that hold something, of those. */
  layers(definitions: readonly LayerDefinition[]): readonly OnlineLayer[] {
    return definitions.flatMap((definition) => this.#layers.get(this.#identityOf(definition)) ?? []);
  }

  actorNumber(name: string): number {
    return this.#actors.find(cut(name));
  }

  actorName(actor: number): string {
    return this.#actors.name(actor);
  }

  metrics(): WindowMetrics {
    const layers = [...this.#layers].map(([identity, layer]) => ({
      name: layer.definition.name,
      identity,
      shares: layer.held,
      cappedTotal: layer.cappedTotal,
      oldestMillis: layer.held === 0 ? null : layer.oldestMillis,
    }));
    return {
      layers,
      actors: this.#actors.size,
      joint: this.#joint(),
      tooLateTotal: this.#tooLate,
      evictedTotal: this.#evicted,
    };
  }

  /** The layers' identities. */
  get identities(): readonly string[] {
    return [...this.#layers.keys()];
  }

  /** What is held, as of now: parts to be made into text one after the other, also when the window has gone on. */
  parts(): (() => string)[] {
    const head = {
      watermarkMillis: finite(this.#watermarkMillis),
      sequence: this.#sequence,
      tooLate: this.#tooLate,
      evicted: this.#evicted,
      layers: [...this.#layers.values()].map(({ definition, cappedTotal }) => ({ definition, cappedTotal })),
    };
    const names = this.#actors.list();
    const parts = [() => JSON.stringify(head)];
    for (const [index, layer] of [...this.#layers.values()].entries()) {
      const saved = layer.saved();
      for (let at = 0; at < saved.actor.length; at += ONLINE_SAVED_SHARES) {
        parts.push(() => {
          const rows: SavedShare[] = [];
          for (let share = at; share < Math.min(at + ONLINE_SAVED_SHARES, saved.actor.length); share++) {
            if (saved.sequence[share]! < 0) continue;
            const [actor, object] = [names[saved.actor[share]!] ?? '', saved.objects[saved.object[share]!] ?? ''];
            rows.push([actor, object, saved.time[share]!, saved.sequence[share]!, saved.compared[share]!]);
          }
          return JSON.stringify({ layer: index, rows });
        });
      }
    }
    return parts;
  }

  /** Take on what `parts` gave; this one must be empty. Throws a TypeError where it is of no known form. */
  load(parts: readonly string[]): void {
    const [head, ...rest] = parts.map((text) => JSON.parse(text) as unknown);
    if (!isHead(head)) throw new TypeError('the saved network is of no known form');
    const layers = head.layers.map(({ definition }) => this.#layer(definition));
    const rows: { readonly layer: OnlineLayer; readonly row: SavedShare }[] = [];
    for (const part of rest) {
      if (!isPart(part) || layers[part.layer] === undefined) throw new TypeError('the saved network is damaged');
      for (const row of part.rows) rows.push({ layer: layers[part.layer]!, row });
    }
    rows.sort((a, b) => a.row[3] - b.row[3]);
    for (const { layer, row } of rows) layer.add(row[0], row[1], row[2], row[3], { compared: row[4] === 1 });
    head.layers.forEach(({ cappedTotal }, index) => {
      layers[index]!.cappedTotal = cappedTotal;
    });
    this.#watermarkMillis = head.watermarkMillis ?? Number.NEGATIVE_INFINITY;
    this.#sequence = this.#eventSequence = head.sequence;
    this.#tooLate = head.tooLate;
    this.#evicted = head.evicted;
  }

  /** A window that goes on from here by itself. Graphs are made anew when they are asked for. */
  clone(): CoactionWindow {
    const clone = new CoactionWindow({ maxShares: this.#maxShares, maxJoint: this.#maxJoint });
    clone.#actors = this.#actors.clone();
    clone.#layers = new Map([...this.#layers].map(([identity, layer]) => [identity, layer.clone(clone.#actors)]));
    clone.#nowMillis = this.#nowMillis;
    clone.#watermarkMillis = this.#watermarkMillis;
    clone.#position = this.#position;
    clone.#sequence = this.#sequence;
    clone.#eventSequence = this.#eventSequence;
    clone.#tooLate = this.#tooLate;
    clone.#evicted = this.#evicted;
    return clone;
  }

  /** Take over layers of another window, in place of those here. */
  adopt(other: CoactionWindow, isChosen: (identity: string) => boolean): number {
    let adopted = 0;
    for (const [identity, layer] of other.#layers) {
      if (!isChosen(identity)) continue;
      this.#remove(identity);
      const target = this.#layer(layer.definition);
      const saved = layer.saved();
      const shares = Uint32Array.from(saved.actor.keys()).filter((share) => saved.sequence[share]! >= 0);
      for (const share of shares.sort((a, b) => saved.sequence[a]! - saved.sequence[b]!)) {
        const [actor, object] = [other.actorName(saved.actor[share]!), saved.objects[saved.object[share]!] ?? ''];
        target.add(actor, object, saved.time[share]!, this.#sequence++, { compared: saved.compared[share] === 1 });
      }
      target.cappedTotal = layer.cappedTotal;
      adopted += shares.length;
    }
    this.#eventSequence = this.#sequence;
    // Let what is too old rest when the next event begins.
    this.#nowMillis = Number.NaN;
    this.#makeRoom();
    return adopted;
  }

  #layer(definition: LayerDefinition): OnlineLayer {
    const identity = this.#identityOf(definition);
    let layer = this.#layers.get(identity);
    if (layer === undefined) {
      layer = new OnlineLayer(definition, this.#actors);
      this.#layers.set(identity, layer);
      // Graphs that were made without it begin anew.
      for (const [key, { layers }] of this.#graphs) {
        if (JSON.parse(key)[1].includes(identity)) this.#dropGraph(key, layers);
      }
    }
    return layer;
  }

  #forget(identity: string, layer: OnlineLayer): void {
    // An empty layer that a graph listens to costs nothing.
    if (layer.listeners.size === 0) this.#layers.delete(identity);
  }

  #remove(identity: string): void {
    this.#layers.delete(identity);
    for (const [key, { layers }] of this.#graphs) {
      if (JSON.parse(key)[1].includes(identity)) this.#dropGraph(key, layers);
    }
  }

  #kept(definitions: readonly LayerDefinition[], minRepetition: number): Kept {
    const key = this.#keyOf(definitions, minRepetition);
    let kept = this.#graphs.get(key);
    if (kept === undefined) {
      const layers = this.layers(definitions);
      kept = { graph: new OnlineGraph(minRepetition), layers, askedAt: 0 };
      for (const layer of layers) layer.attach(kept.graph);
      this.#graphs.set(key, kept);
      if (this.#graphs.size > ONLINE_GRAPHS_MAX) this.#dropOldestGraph();
    }
    kept.askedAt = ++this.#asked;
    return kept;
  }

  #identityOf(definition: LayerDefinition): string {
    let identity = this.#identities.get(definition);
    if (identity === undefined) {
      identity = layerIdentity(definition);
      this.#identities.set(definition, identity);
    }
    return identity;
  }

  #keyOf(definitions: readonly LayerDefinition[], minRepetition: number): string {
    let keys = this.#keys.get(definitions);
    if (keys === undefined) {
      keys = new Map();
      this.#keys.set(definitions, keys);
    }
    let key = keys.get(minRepetition);
    if (key === undefined) {
      key = JSON.stringify([minRepetition, definitions.map((definition) => this.#identityOf(definition)).sort()]);
      keys.set(minRepetition, key);
    }
    return key;
  }

  #dropOldestGraph(): void {
    const [oldest] = [...this.#graphs].sort(([, a], [, b]) => a.askedAt - b.askedAt);
    // The one that was just made has not been asked for.
    const [key, { layers }] = oldest![1].askedAt === 0 ? [...this.#graphs][0]! : oldest!;
    this.#dropGraph(key, layers);
  }

  #dropGraph(key: string, layers: readonly OnlineLayer[]): void {
    const { graph } = this.#graphs.get(key)!;
    for (const layer of layers) layer.listeners.delete(graph);
    this.#graphs.delete(key);
  }

  #joint(): number {
    let joint = 0;
    for (const layer of this.#layers.values()) joint += layer.joint;
    return joint;
  }

  #shares(): number {
    let shares = 0;
    for (const layer of this.#layers.values()) shares += layer.held;
    return shares;
  }

  #makeRoom(): void {
    while (this.#shares() > this.#maxShares || this.#joint() > this.#maxJoint) {
      let oldest: OnlineLayer | null = null;
      for (const layer of this.#layers.values()) {
        if (layer.held > 0 && (oldest === null || layer.oldestMillis < oldest.oldestMillis)) oldest = layer;
      }
      if (oldest === null) return;
      oldest.evict();
      this.#evicted++;
    }
  }
}

type SavedShare = readonly [actor: string, object: string, time: number, sequence: number, compared: number];

interface SavedHead {
  readonly watermarkMillis: number | null;
  readonly sequence: number;
  readonly tooLate: number;
  readonly evicted: number;
  readonly layers: readonly { readonly definition: LayerDefinition; readonly cappedTotal: number }[];
}

function isHead(value: unknown): value is SavedHead {
  return isRecord(value) && Array.isArray(value['layers']) && typeof value['sequence'] === 'number';
}

function isPart(value: unknown): value is { readonly layer: number; readonly rows: readonly SavedShare[] } {
  return isRecord(value) && typeof value['layer'] === 'number' && Array.isArray(value['rows']);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function cut(name: string): string {
  return name.length <= ONLINE_NAME_UNITS_MAX ? name : name.slice(0, ONLINE_NAME_UNITS_MAX);
}
