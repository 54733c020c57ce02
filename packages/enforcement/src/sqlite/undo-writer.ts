/** Undo batches and what they took back, written in the transaction of their journal entry's batch (F2). */
import type { DatabaseSync } from 'node:sqlite';
import type { UndoBegin, UndoChunk, UndoEnd, UndoneLabel } from '../brakes/index.ts';
import { stringify } from '../json.ts';

export class UndoWriter {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: DatabaseSync) {
    this.#statements = prepare(database);
  }

  begin({ position, atMillis, by, reason, request }: UndoBegin): void {
    const { id, scope, fromMillis, toMillis } = request;
    this.#statements.begin.run(id, position, atMillis, by, reason, stringify(scope), fromMillis, toMillis);
  }

  /** Returns the labels that are new; a chunk that is written again has none. */
  chunk({ id, position, cursor, tally, labels }: UndoChunk): readonly UndoneLabel[] {
    const { undoneTo, label, reversal, count } = this.#statements;
    // A chunk that was written before has its cursor behind it.
    const { changes } = undoneTo.run(
      ...[cursor.pass, cursor.sequence, position, tally.verdicts, tally.plugins, tally.unreadable],
      ...[id, position],
    );
    if (changes === 0) return [];
    for (const undone of labels) {
      const { entityType, entityId, outcome, effects } = undone;
      if (outcome === 'changed-meanwhile') continue;
      label.run(id, position, entityType, entityId, undone.label, outcome, effects.length);
      for (const effect of effects) reversal.run(Buffer.from(effect.id, 'hex'), effect.rule ?? '', id);
    }
    const of = (outcome: UndoneLabel['outcome']) => labels.filter((undone) => undone.outcome === outcome).length;
    const done = labels.filter(({ outcome }) => outcome !== 'changed-meanwhile');
    const effects = done.reduce((sum, undone) => sum + undone.effects.length, tally.verdicts + tally.plugins);
    count.run(effects, of('reversed'), of('other-reason'), of('person-decided'), of('nothing-left'), id);
    return labels;
  }

  end({ id, state, atMillis }: UndoEnd): void {
    this.#statements.end.run(state, atMillis, id);
  }
}

function prepare(database: DatabaseSync) {
  return {
    begin:
      database.prepare(`INSERT INTO undo (id, position, at_ms, person, reason, scope, from_ms, to_ms, state, pass, cursor,
      last_position, effects, verdicts, plugins, unreadable, reversed, other_reason, person_decided, nothing_left)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING`),
    undoneTo: database.prepare(`UPDATE undo SET pass = ?, cursor = ?, last_position = ?,
      verdicts = verdicts + ?, plugins = plugins + ?, unreadable = unreadable + ? WHERE id = ? AND last_position < ?`),
    count:
      database.prepare(`UPDATE undo SET effects = effects + ?, reversed = reversed + ?, other_reason = other_reason + ?,
      person_decided = person_decided + ?, nothing_left = nothing_left + ? WHERE id = ?`),
    label: database.prepare(`INSERT INTO undo_label (undo, position, entity_type, entity_id, label, outcome, effects)
      VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`),
    reversal: database.prepare('INSERT INTO reversal VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    end: database.prepare(`UPDATE undo SET state = ?, ended_ms = ? WHERE id = ? AND state = 'running'`),
  };
}
