/** The same bytes on any machine: whatever its time zone, language and processor. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { LineBytes } from '../../src/index.ts';

const SOURCES = join(import.meta.dirname, '../../src');
const DIGEST = join(import.meta.dirname, '../support/digest.ts');

/** Of the first day of `tiny`, seed 1. Whoever changes what is simulated changes it; nothing else does. */
const GOLDEN = '7812c6fbb0d6825394a0a8279f00494fe189403f1da613850621b434c5a0a729';

async function digestUnder(environment: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, ['--no-warnings', DIGEST], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [out] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return out.trim();
}

test('time zone and language change nothing, and the bytes are those of every other machine', async () => {
  const digests = await Promise.all([
    digestUnder({ TZ: 'America/Los_Angeles', LANG: 'C', LC_ALL: 'C' }),
    digestUnder({ TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' }),
  ]);
  expect(digests).toEqual([GOLDEN, GOLDEN]);
});

/** The last bit of these is up to the machine, and these ask where it stands. */
const FORBIDDEN =
  /Math\.(?:a?(?:sin|cos|tan)h?|atan2|exp(?:m1)?|log(?:10|2|1p)?|pow|cbrt|hypot|random)\b|\*\*(?!\/)|Date\.now|performance\.|toLocale|localeCompare|Intl\.|get(?:Hours|Day|Date|Month|FullYear|Timezone)/;

test('nothing that makes events asks for what differs between machines', async () => {
  const found: string[] = [];
  for (const path of await readdir(SOURCES, { recursive: true })) {
    if (!path.endsWith('.ts') || path.startsWith('score')) continue;
    const lines = (await readFile(join(SOURCES, path), 'utf8')).split('\n');
    for (const [i, line] of lines.entries()) {
      const code = line.replace(/^\s*(?:\/\*\*|\*|\/\/).*/, '');
      if (FORBIDDEN.test(code)) found.push(`${path}:${i + 1}: ${line.trim()}`);
    }
  }
  expect(found).toEqual([]);
});

describe('lines as bytes', () => {
  test('are the lines, in whole pieces, whatever they hold', () => {
    const pieces: Uint8Array[] = [];
    const bytes = new LineBytes((full) => pieces.push(full));
    const lines = Array.from({ length: 9000 }, (_, i) => `${i} ñ € 🙏 ${'x'.repeat(i % 200)}`);
    const long = '🤑'.repeat(200_000);
    for (const line of [...lines, long, '']) bytes.add(line);
    bytes.flush();
    bytes.flush();
    expect(pieces.length).toBeGreaterThan(2);
    for (const piece of pieces) expect(piece.at(-1)).toBe(10);
    expect(Buffer.concat(pieces).toString()).toBe(`${[...lines, long, ''].join('\n')}\n`);
  });
});
