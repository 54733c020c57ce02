/** What was done to labels, for questions about past events: read while another process may be writing. */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { rulesFrom } from './rows.ts';

/** One change that came to the label state, in the order in which they did. */
export interface PastLabelChange {
  /** In the journal: events behind it see it. */
  readonly position: number;
  readonly atMillis: number;
  readonly change: 'add' | 'remove';
  readonly expiresAtMillis: number | null;
  /** By a person. */
  readonly manual: boolean;
  /** Put back by an undo batch: the label is this from then on, whatever it was. */
  readonly undone: boolean;
  /** Rules, or the person. */
  readonly sources: readonly string[];
}

export interface LabelHistory {
  /** Of one label of one entity. */
  changes(entityType: string, entityId: string, label: string): readonly PastLabelChange[];
  /** Where the first change of any of its labels is; null where there was none. */
  firstOf(entityType: string, entityId: string): number | null;
  /** Another number when something was written since. */
  version(): number;
  close(): void;
}

const BUSY_MILLIS = 5_000;
/** What changed a label. */
const CAME_TO_IT = `outcome IN ('added', 'removed', 'merged')`;

/** Open the history in the effect store's file. Throws where there is none. */
export function openLabelHistory(file: string): LabelHistory {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MILLIS });
  let changes: StatementSync;
  let first: StatementSync;
  const version = database.prepare('PRAGMA data_version');
  try {
    changes = database.prepare(`SELECT hex(id) AS id, coalesce(applied_position, position) AS position,
      coalesce(applied_ms, time_ms) AS at_ms, change, expires_at_ms, person, undo, rules FROM effect
      WHERE entity_id = ? AND entity_type = ? AND label = ? AND ${CAME_TO_IT} ORDER BY seq`);
    first = database.prepare(`SELECT min(coalesce(applied_position, position)) AS position FROM effect
      WHERE entity_id = ? AND entity_type = ? AND ${CAME_TO_IT}`);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    changes: (entityType, entityId, label) =>
      changes.all(entityId, entityType, label).map((row) => {
        const person = row['person'];
        return {
          position: Number(row['position']),
          atMillis: Number(row['at_ms']),
          change: row['change'] === 'add' ? 'add' : 'remove',
          expiresAtMillis: row['expires_at_ms'] === null ? null : Number(row['expires_at_ms']),
          manual: person !== null && row['undo'] === null,
          undone: row['undo'] !== null,
          sources:
            person === null
              ? rulesFrom(String(row['rules'] ?? ''), String(row['id'])).map(({ name }) => name)
              : [String(person)],
        };
      }),
    firstOf(entityType, entityId) {
      const position = first.get(entityId, entityType)?.['position'];
      return position === null || position === undefined ? null : Number(position);
    },
    version: () => Number(version.get()?.['data_version']),
    close: () => database.close(),
  };
}
