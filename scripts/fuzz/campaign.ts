/** What a fuzzer is: inputs from a seed, and a test of one input that throws where something is wrong. */
import type { Random } from './random.ts';

/** Named texts. Only texts, so that a failing input can be written to a file and made smaller. */
export type Input = Readonly<Record<string, string>>;

export interface Campaign {
  readonly name: string;
  generate(random: Random): Input;
  /** Throws where a promise is broken. */
  run(input: Input): void;
}

/** A promise that was broken, as opposed to an exception from inside. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function check(condition: boolean, message: string): void {
  if (!condition) throw new Broken(message);
}
