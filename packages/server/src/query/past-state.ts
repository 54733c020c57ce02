/**
 * Services that answer a query over stored events as they answered the rules when each event was decided: labels and lists as of its
 * place in the journal and its time.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openLabelHistory } from '@lapwing/enforcement';
import { type ListLookup, MEMORY, Memory } from '@lapwing/memory';
import { PastLists } from '@lapwing/memory/archive';
import { type Host, LABELS, type ServiceKey } from '@lapwing/sml';
import type { Surroundings } from '@lapwing/warehouse';
import { PastLabels } from './past-labels.ts';

/** What a running server holds: its lists serve for events since their last change. */
export interface PresentState {
  readonly memory: Pick<Memory, 'lists'>;
  /** Lists that ever had more entries are taken as they are now: to take them up would keep decisions waiting. */
  readonly entriesMax: number;
}

export interface PastState {
  readonly stateAt: NonNullable<Surroundings['stateAt']>;
  close(): void;
}

/** Open what a data directory knows of the past; a server may be running on it. `present` is what that server holds. */
export function openPastState(dataDirectory: string, present: PresentState | null = null): PastState {
  const history = openLabelHistory(join(dataDirectory, 'effects.sqlite'));
  const archive = join(dataDirectory, 'lists.sqlite');
  let lists: PastLists | null = null;
  // The file is made with the first list.
  const archived = () => {
    if (lists === null && existsSync(archive)) lists = new PastLists(archive, present?.entriesMax);
    return lists;
  };
  const labels = new PastLabels(history);
  // Counters are no part of queries: what they would need is in no row.
  const { keyed } = new Memory({ seed: 0 });
  return {
    stateAt({ position, timeMillis }) {
      const lookup: ListLookup = {
        match(name, input, atMillis) {
          const past = archived();
          if (present !== null && isSince(present.memory.lists, past, name, position)) {
            return present.memory.lists.match(name, input, atMillis);
          }
          const found = past?.match(name, input, position, atMillis);
          return found === 'too-long' ? present?.memory.lists.match(name, input, atMillis) : found;
        },
      };
      return hostOf(
        new Map<ServiceKey<unknown>, unknown>([
          [MEMORY, { keyed, lists: lookup }],
          [LABELS, labels.at(position, timeMillis)],
        ]),
      );
    },
    close() {
      history.close();
      lists?.close();
    },
  };
}

/** Whether the list has not changed since the event at a position. */
function isSince(lists: Memory['lists'], past: PastLists | null, name: string, position: number): boolean {
  const latest = past?.latest(name) ?? null;
  return latest !== null && latest.position < position && lists.info(name)?.version === latest.version;
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
