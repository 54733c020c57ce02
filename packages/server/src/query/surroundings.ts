/** What queries over stored events may ask of the rest of the system: the event as it came, labels and lists as of its time. */
import { join } from 'node:path';
import { openJournalReader } from '@lapwing/journal';
import { isReasonExpired, MEMORY, type Memory } from '@lapwing/memory';
import { decodePayload } from '@lapwing/pipeline';
import { type Host, LABELS, type LabelReader, type ServiceKey } from '@lapwing/sml';
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

/**
 * Labels as they were just before a moment of event time, so that what an event did itself is not there yet; lists as they stand now,
 * without the entries that had expired by then.
 */
export function stateOf(memory: Memory): NonNullable<Surroundings['stateAt']> {
  return (timeMillis) => {
    const services = new Map<ServiceKey<unknown>, unknown>([
      [MEMORY, memory],
      [LABELS, labelsBefore(memory, timeMillis)],
    ]);
    return hostOf(services);
  };
}

function hostOf(services: ReadonlyMap<ServiceKey<unknown>, unknown>): Host {
  return {
    service<T>(key: ServiceKey<T>): T {
      if (!services.has(key)) throw new Error(`a query has no ${key.name}`);
      // The map holds under a key what was registered for that key's type.
      return services.get(key) as T;
    },
  };
}

function labelsBefore(memory: Memory, timeMillis: number): LabelReader {
  // Event times are whole milliseconds, or microseconds at the finest.
  const before = timeMillis - 0.001;
  return {
    get(entityType, entityId, label) {
      const state = memory.labels.at(entityType, entityId, label, before);
      if (state === 'unknown')
        throw new RangeError(`the history of ${entityType}/${entityId} no longer reaches back so far`);
      if (state === null) return null;
      const held = state.reasons.filter((reason) => !isReasonExpired(reason, before));
      const since = Math.min(...held.map((reason) => reason.createdAtMillis));
      return { status: state.status, sinceMillis: since };
    },
    hasAny: (entityType, entityId) =>
      [...memory.labels.ofEntity(entityType, entityId).values()].some((state) =>
        [state, ...state.previous].some(({ sinceMillis }) => sinceMillis <= before),
      ),
  };
}
