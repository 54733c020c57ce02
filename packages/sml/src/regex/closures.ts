/** What an automaton can reach without reading: computed once for each instruction. */
import type { Program } from './program.ts';

export class Closures {
  readonly #program: Program;
  readonly #cache: (Int32Array | null | undefined)[] = [];
  readonly #seen: Uint32Array;
  #generation = 0;
  /** For each instruction, the set that it reads with; -1 where it reads nothing. */
  readonly setOf: Int32Array;

  constructor(program: Program) {
    this.#program = program;
    this.#seen = new Uint32Array(program.code.length);
    this.setOf = Int32Array.from(program.code, (instruction) => (instruction.op === 'set' ? instruction.x : -1));
  }

  /** The reading and checking instructions reachable by jumps and splits alone; null where the match is among them. */
  from(pc: number): Int32Array | null {
    const known = this.#cache[pc];
    if (known !== undefined) return known;
    const closure = this.#compute(pc);
    // Long closures of long programs would take quadratic memory; they are rare enough to compute again.
    if (closure === null || closure.length <= 64) this.#cache[pc] = closure;
    return closure;
  }

  #compute(from: number): Int32Array | null {
    const found: number[] = [];
    const stack = [from];
    this.#generation++;
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      const instruction = this.#program.code[pc];
      if (instruction === undefined || this.#seen[pc] === this.#generation) continue;
      this.#seen[pc] = this.#generation;
      switch (instruction.op) {
        case 'match':
          return null;
        case 'jump':
          stack.push(instruction.x);
          break;
        case 'split':
          stack.push(instruction.y, instruction.x);
          break;
        default:
          found.push(pc);
      }
    }
    return Int32Array.from(found);
  }
}
