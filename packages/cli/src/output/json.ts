/** Output for programs. */
import { toJson } from '@lapwing/server/json';

export function printJson(value: unknown): void {
  process.stdout.write(`${toJson(value)}\n`);
}
