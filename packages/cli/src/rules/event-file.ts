/** Events given to a command of an author: one JSON event, or one a line, from a file or from standard input. */
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { type Event, parseEventText, parseEventValue } from '@lapwing/pipeline';
import { JsonError, parseJsonValue } from '@lapwing/sml';
import { CommandError } from '../exit.ts';

/** The events of a file, at least one. Throws a CommandError with file, line and reason. */
export async function readEvents(file: string): Promise<readonly [Event, ...Event[]]> {
  const content = file === '-' ? await text(process.stdin) : await readText(file);
  const whole = tryJson(content);
  const events =
    whole === undefined
      ? content.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, `${file}:${index + 1}`)]))
      : (Array.isArray(whole) ? whole : [whole]).map((value) => accepted(parseEventValue(value, options()), file));
  const [first, ...rest] = events;
  if (first === undefined) throw new CommandError(`${file}: there is no event`);
  return [first, ...rest];
}

const parse = (line: string, where: string): Event => accepted(parseEventText(line, options()), where);

/** Times in the future are fine: nothing is ingested. */
const options = () => ({ nowMillis: Number.MAX_SAFE_INTEGER });

function accepted(parsed: ReturnType<typeof parseEventText>, where: string): Event {
  if (parsed.ok) return parsed.event;
  const { message, path } = parsed.refusal;
  throw new CommandError(`${where}: ${message}${path === null ? '' : ` (${path})`}`);
}

function tryJson(content: string) {
  try {
    return parseJsonValue(content);
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new CommandError(`${file}: ${error.message}`);
    throw error;
  }
}
