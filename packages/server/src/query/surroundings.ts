/** What queries over stored events may ask of the rest of the system: the event as it came. */
import { join } from 'node:path';
import { openJournalReader } from '@lapwing/journal';
import { decodePayload } from '@lapwing/pipeline';
import type { Surroundings } from '@lapwing/warehouse';

/** The part of a journal that is asked. */
interface Inputs {
  get(position: number): Promise<{ readonly kind: string; readonly payload: Uint8Array } | null>;
}

/** The journal's event by position; null where it was dropped. */
export const inputOf =
  (journal: Inputs): NonNullable<Surroundings['input']> =>
  async (position) => {
    const entry = await journal.get(position);
    return entry === null || entry.kind !== 'event' ? null : decodePayload(entry.payload);
  };

/** … from the journal of a data directory, beside a server that may be running on it; opened when it is first asked. */
export function journalInput(dataDirectory: string): NonNullable<Surroundings['input']> {
  let opened: Promise<NonNullable<Surroundings['input']>> | null = null;
  return async (position) => {
    opened ??= openJournalReader(join(dataDirectory, 'journal')).then(inputOf);
    return (await opened)(position);
  };
}
