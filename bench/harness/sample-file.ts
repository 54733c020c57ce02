/** The beginning of a compressed text file, for short runs. The copy lives in a benchmark's own directory and goes with it. */
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

/** Write about the first `lines` lines of a gzip file, cut at a line's end, and return where. */
export async function firstLines(file: string, lines: number, to: string): Promise<string> {
  const input = createReadStream(file);
  const chunks: string[] = [];
  let seen = 0;
  for await (const chunk of input.pipe(createGunzip()).setEncoding('utf8')) {
    const text = String(chunk);
    chunks.push(text);
    seen += text.split('\n').length - 1;
    if (seen >= lines) break;
  }
  input.destroy();
  const text = chunks.join('');
  await writeFile(to, text.slice(0, text.lastIndexOf('\n') + 1));
  return to;
}
