/**
 * Connected components of a graph whose edges come and go. Coming together is joined at once, the smaller to the larger; where an edge
 * goes and nobody near holds its ends together, the component is marked, and walked when somebody asks for it.
 */
import type { Adjacency } from './adjacency.ts';
import { grown } from './columns.ts';
import { ONLINE_CLUSTER_MAX, ONLINE_DETOUR_MAX } from './limits.ts';

const NONE = -1;

export class OnlineClusters {
  readonly #graph: Adjacency;
  /** By actor: its component, and its neighbours in the component's list of members. */
  #component = new Int32Array(64).fill(NONE);
  #next = new Int32Array(64);
  #previous = new Int32Array(64);
  /** By component. */
  #first: number[] = [];
  #size: number[] = [];
  /** It may be several by now. */
  #isLoose: boolean[] = [];
  #free: number[] = [];

  constructor(graph: Adjacency) {
    this.#graph = graph;
  }

  /** An edge has come. */
  join(a: number, b: number): void {
    const [ofA, ofB] = [this.#of(a), this.#of(b)];
    if (ofA === ofB) return;
    const [from, to] = this.#size[ofA]! < this.#size[ofB]! ? [ofA, ofB] : [ofB, ofA];
    for (let actor = this.#first[from]!; actor !== NONE; ) {
      const next = this.#next[actor]!;
      this.#enter(actor, to);
      actor = next;
    }
    this.#isLoose[to] ||= this.#isLoose[from]!;
    this.#free.push(from);
  }

  /** An edge has gone. */
  part(a: number, b: number): void {
    const [restA, restB] = [this.#graph.degreeOf(a), this.#graph.degreeOf(b)];
    const component = this.#component[a]!;
    if (restA === 0) this.#leave(a);
    if (restB === 0) this.#leave(b);
    // Without a leaf, the others are connected as before.
    if (restA > 0 && restB > 0 && !this.#hasDetour(a, b)) this.#isLoose[component] = true;
  }

  /** Actors connected with this one, itself included, up to `ONLINE_CLUSTER_MAX`; 0 where it has no edge. */
  size(actor: number): number {
    const component = this.#component[actor] ?? NONE;
    if (component === NONE) return 0;
    if (!this.#isLoose[component]) return Math.min(this.#size[component]!, ONLINE_CLUSTER_MAX);
    const reached = this.walk(actor, ONLINE_CLUSTER_MAX);
    if (reached.length === this.#size[component]) this.#isLoose[component] = false;
    else if (reached.length < ONLINE_CLUSTER_MAX) {
      const own = this.#create();
      for (const member of reached) this.#move(member, own);
    }
    return reached.length;
  }

  /** Actors connected with this one, those fewest edges away first, at most so many. */
  walk(actor: number, most: number): readonly number[] {
    if (this.#graph.degreeOf(actor) === 0) return [];
    const reached = [actor];
    const seen = new Set(reached);
    for (let at = 0; at < reached.length && reached.length < most; at++) {
      this.#graph.forEach(reached[at]!, (neighbour) => {
        if (!seen.has(neighbour)) {
          seen.add(neighbour);
          reached.push(neighbour);
        }
        return reached.length < most;
      });
    }
    return reached;
  }

  clone(graph: Adjacency): OnlineClusters {
    const clone = new OnlineClusters(graph);
    clone.#component = this.#component.slice();
    clone.#next = this.#next.slice();
    clone.#previous = this.#previous.slice();
    clone.#first = this.#first.slice();
    clone.#size = this.#size.slice();
    clone.#isLoose = this.#isLoose.slice();
    clone.#free = this.#free.slice();
    return clone;
  }

  #hasDetour(a: number, b: number): boolean {
    const [few, many] = this.#graph.degreeOf(a) < this.#graph.degreeOf(b) ? [a, b] : [b, a];
    const near = new Set<number>();
    this.#graph.forEach(few, (neighbour) => near.add(neighbour).size < ONLINE_DETOUR_MAX);
    let left = ONLINE_DETOUR_MAX;
    let found = false;
    this.#graph.forEach(many, (neighbour) => {
      found = near.has(neighbour);
      return !found && --left > 0;
    });
    return found;
  }

  #of(actor: number): number {
    this.#component = grown(this.#component, actor + 1, NONE);
    this.#next = grown(this.#next, actor + 1);
    this.#previous = grown(this.#previous, actor + 1);
    const known = this.#component[actor]!;
    if (known !== NONE) return known;
    const component = this.#create();
    this.#enter(actor, component);
    return component;
  }

  #create(): number {
    const component = this.#free.pop() ?? this.#first.length;
    this.#first[component] = NONE;
    this.#size[component] = 0;
    this.#isLoose[component] = false;
    return component;
  }

  #move(actor: number, component: number): void {
    this.#leave(actor);
    this.#enter(actor, component);
  }

  #enter(actor: number, component: number): void {
    const first = this.#first[component]!;
    this.#next[actor] = first;
    this.#previous[actor] = NONE;
    if (first !== NONE) this.#previous[first] = actor;
    this.#first[component] = actor;
    this.#size[component]!++;
    this.#component[actor] = component;
  }

  #leave(actor: number): void {
    const component = this.#component[actor]!;
    const [next, previous] = [this.#next[actor]!, this.#previous[actor]!];
    if (next !== NONE) this.#previous[next] = previous;
    if (previous === NONE) this.#first[component] = next;
    else this.#next[previous] = next;
    this.#component[actor] = NONE;
    if (--this.#size[component]! === 0) this.#free.push(component);
  }
}
