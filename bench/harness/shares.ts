/** Shares made for benchmarks: a week, ten shares an actor, none of the objects with over 500 sharers. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Shares } from '@lapwing/networks';

const WEEK_SECONDS = 7 * 86_400;

/** Numerical Recipes' generator: plain, and the same everywhere. */
let state = 1;
export function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}

export function makeShares(rows: number): Shares {
  const [actors, objects] = [rows / 10, rows / 25];
  const actor = Uint32Array.from({ length: rows }, () => Math.floor(actors * random() ** 2));
  const object = Uint32Array.from({ length: rows }, () => Math.floor(objects * random() ** 1.3));
  const timeMillis = Float64Array.from({ length: rows }, () => 1.6e12 + Math.floor(random() * WEEK_SECONDS) * 1000);
  return { actors, objects, actor, object, timeMillis };
}

export async function writeShares({ actor, object, timeMillis }: Shares, path: string): Promise<void> {
  function* lines(): Generator<string> {
    yield 'actor,object,time\n';
    for (let start = 0; start < actor.length; start += 10_000) {
      let text = '';
      for (let i = start; i < Math.min(start + 10_000, actor.length); i++) {
        text += `user${actor[i]},https://example.org/posts/${object[i]},${timeMillis[i]! / 1000}\n`;
      }
      yield text;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}
