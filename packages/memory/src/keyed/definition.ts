/**
 * A definition is a counter's identity: function and parameters, never the rule that uses it, so an edited rule keeps the
 * counters that it did not change.
 */
export class Definition<Parameters = unknown> {
  /** The function's kind and its parameters, as `count|60`. */
  readonly identity: string;
  readonly seed: number;
  readonly parameters: Parameters;
  /** Where the definition was used last, and its number there: saves a look-up for each call. */
  user: object | null = null;
  number = 0;

  constructor(identity: string, parameters: Parameters) {
    this.identity = identity;
    this.seed = seedOf(identity);
    this.parameters = parameters;
  }
}

/** A definition of a kind by its parameters in order; their names do not matter for the identity. */
export function define<Parameters extends Readonly<Record<string, number>>>(
  kind: string,
  parameters: Parameters,
): Definition<Parameters> {
  return new Definition([kind, ...Object.values(parameters)].join('|'), parameters);
}

/** Parameters of every function over a window. */
interface WindowParameters extends Readonly<Record<string, number>> {
  readonly windowMillis: number;
}

export type WindowDefinition = Definition<WindowParameters>;

/** FNV-1a over UTF-16 units. */
function seedOf(identity: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < identity.length; i++) hash = Math.imul(hash ^ identity.charCodeAt(i), 0x01000193);
  return hash | 0;
}
