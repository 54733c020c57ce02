/** What a network that is kept as events arrive says of one actor. */
import { poissonUpperTail } from '../poisson.ts';
import type { CoactionWindow } from './coaction-window.ts';
import type { LayerDefinition, OnlineLayer } from './layer.ts';
import type { OnlineGraph } from './online-graph.ts';

/** What is asked of: layers together, in which pairs of at least so many joint objects are edges. */
export interface NetworkView {
  readonly layers: readonly LayerDefinition[];
  readonly minRepetition: number;
}

/** Added to the objects of a pair, so that two who shared one or two things each are not taken for one. */
const SHRINKAGE = 2;

/**
 * How alike the actor's objects are to those of the partner that it is most alike: the objects that both shared within the window of
 * each other, `w`, over `sqrt(k_a k_b) + 2` for the objects `k` that each shared. From 0 (no partner) towards 1; somebody who shares
 * everything, and with everybody, is alike nobody. (The cosine of the joint objects, shrunk as Community Notes' `minSim`.)
 */
export function coordinationScore(window: CoactionWindow, view: NetworkView, actorName: string): number {
  const found = find(window, view, actorName);
  if (found === null) return 0;
  const { graph, actor, layers } = found;
  const own = objectsOf(layers, actor);
  let score = 0;
  graph.forEachPartner(actor, (partner, weight) => {
    score = Math.max(score, weight / (Math.sqrt(own * objectsOf(layers, partner)) + SHRINKAGE));
  });
  return score;
}

/**
 * How probable it is that chance alone joins any two actors as closely as this one and a partner of it: the Poisson tail of the objects
 * that both shared together, under the null model of networks (who made which of an hour's shares is a matter of chance, see
 * null-model.ts), times the pairs of actors that could be joined (Bonferroni). 1 where the actor has no partner.
 */
export function coordinationChance(window: CoactionWindow, view: NetworkView, actorName: string): number {
  const found = find(window, view, actorName);
  if (found === null) return 1;
  const { graph, actor, layers } = found;
  const own = layers.map((layer) => sharesByBlock(layer, actor));
  let least = 1;
  graph.forEachPartner(actor, (partner, weight) => {
    let expected = 0;
    for (const [index, layer] of layers.entries()) {
      expected += expectedObjects(layer, own[index]!, sharesByBlock(layer, partner));
    }
    least = Math.min(least, poissonUpperTail(weight, expected));
  });
  return Math.min(1, least * Math.max(1, graph.hypotheses));
}

/** Actors of its cluster, itself included, up to `ONLINE_CLUSTER_MAX`; 0 where nobody acts together with it. */
export function clusterSize(window: CoactionWindow, view: NetworkView, actorName: string): number {
  const found = find(window, view, actorName);
  return found === null ? 0 : found.graph.clusterSize(found.actor);
}

/** Members of its cluster, those joined to most others first, then by name; of a large cluster those nearest to the actor. */
export function clusterMembers(
  window: CoactionWindow,
  view: NetworkView,
  actorName: string,
  most: number,
): readonly string[] {
  const found = find(window, view, actorName);
  if (found === null) return [];
  const { graph } = found;
  return graph
    .members(found.actor, most)
    .map((member) => ({ name: window.actorName(member), degree: graph.degree(member) }))
    .sort((a, b) => b.degree - a.degree || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}

export interface PushedOnline {
  readonly layer: string;
  readonly object: string;
  /** Members that shared it. */
  readonly members: number;
}

/** What at least two of the members of its cluster shared, by how many of them; members as by `clusterMembers`. */
export function clusterObjects(
  window: CoactionWindow,
  view: NetworkView,
  actorName: string,
  mostMembers: number,
): readonly PushedOnline[] {
  const found = find(window, view, actorName);
  if (found === null) return [];
  const members = found.graph.members(found.actor, mostMembers);
  return found.layers
    .flatMap((layer) => {
      const by = new Map<number, Set<number>>();
      for (const member of members) {
        layer.forEachShare(member, (object) => {
          const of = by.get(object) ?? new Set();
          by.set(object, of.add(member));
        });
      }
      return [...by]
        .filter(([, of]) => of.size > 1)
        .map(([object, of]) => ({
          layer: layer.definition.name,
          object: layer.objectName(object),
          members: of.size,
        }));
    })
    .sort((a, b) => b.members - a.members || compare(a.layer, b.layer) || compare(a.object, b.object));
}

interface Found {
  readonly graph: OnlineGraph;
  readonly actor: number;
  readonly layers: readonly OnlineLayer[];
}

function find(window: CoactionWindow, { layers, minRepetition }: NetworkView, actorName: string): Found | null {
  const graph = window.graph(layers, minRepetition);
  const actor = window.actorNumber(actorName);
  if (actor < 0 || graph.degree(actor) === 0) return null;
  return { graph, actor, layers: window.layers(layers) };
}

function objectsOf(layers: readonly OnlineLayer[], actor: number): number {
  let objects = 0;
  for (const layer of layers) objects += layer.objectsOf(actor);
  return objects;
}

function sharesByBlock(layer: OnlineLayer, actor: number): ReadonlyMap<number, number> {
  const shares = new Map<number, number>();
  layer.forEachShare(actor, (_object, timeMillis) => {
    const block = layer.blocks.numberOf(timeMillis);
    shares.set(block, (shares.get(block) ?? 0) + 1);
  });
  return shares;
}

/** An upper bound of the objects that chance lets two share together: the pairs of shares times the chance that one is theirs. */
function expectedObjects(
  { blocks }: OnlineLayer,
  ofA: ReadonlyMap<number, number>,
  ofB: ReadonlyMap<number, number>,
): number {
  let expected = 0;
  for (const number of new Set([...ofA.keys(), ...ofB.keys()])) {
    expected += expectedWithin(blocks.get(number), ofA.get(number) ?? 0, ofB.get(number) ?? 0);
    expected += expectedAcross(blocks, number, ofA, ofB);
  }
  return expected;
}

function expectedWithin(block: { shares: number; within: number } | undefined, a: number, b: number): number {
  if (block === undefined || block.shares < 2) return 0;
  return block.within * Math.min(1, (2 * a * b) / (block.shares * (block.shares - 1)));
}

function expectedAcross(
  blocks: OnlineLayer['blocks'],
  number: number,
  ofA: ReadonlyMap<number, number>,
  ofB: ReadonlyMap<number, number>,
): number {
  const [here, before] = [blocks.get(number), blocks.get(number - 1)];
  if (here === undefined || before === undefined) return 0;
  const pairs =
    (ofA.get(number - 1) ?? 0) * (ofB.get(number) ?? 0) + (ofB.get(number - 1) ?? 0) * (ofA.get(number) ?? 0);
  return here.across * Math.min(1, pairs / (before.shares * here.shares));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
