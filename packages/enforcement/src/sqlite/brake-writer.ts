/** What the brakes held and told, and what people did about it, written in the transaction of its batch (F2). */
import type { DatabaseSync } from 'node:sqlite';
import type { MadeChange } from '../brakes/changes.ts';
import type { Alert, BrakeRecord, DropRecord, HeldEffect } from '../brakes/index.ts';
import { selectorOf } from '../brakes/selector.ts';
import { effectText } from '../effect-text.ts';
import { stringify } from '../json.ts';

export class BrakeWriter {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: DatabaseSync) {
    this.#statements = prepare(database);
  }

  held({ effect, cause, rule, detail, heldAtMillis, state }: HeldEffect): boolean {
    const id = Buffer.from(effect.id, 'hex');
    const selector = selectorOf(effect.body);
    const { held } = this.#statements;
    return (
      held.run(id, effect.position, heldAtMillis, selector, rule, cause, detail, effectText(effect), state).changes > 0
    );
  }

  /** False where the alert is known. */
  alert({ id, kind, rule, version, owner, position, atMillis, message, figures }: Alert): boolean {
    const { alert } = this.#statements;
    return alert.run(id, kind, rule, version, owner, position, atMillis, message, stringify(figures)).changes > 0;
  }

  brakes({ position, atMillis, by, reason, change, changed }: BrakeRecord): void {
    if (changed) this.#statements.log.run(position, atMillis, by, reason, change.kind, stringify(change));
  }

  drop({ ids, ...made }: DropRecord): void {
    for (const id of ids) this.decide(id, 'dropped', made);
  }

  /** Settle a held effect; one that is settled already stays as it is. */
  decide(id: string, state: 'released' | 'dropped', { atMillis, by, reason }: MadeChange): void {
    this.#statements.decide.run(state, atMillis, by, reason, Buffer.from(id, 'hex'));
  }
}

function prepare(database: DatabaseSync) {
  return {
    held: database.prepare(`INSERT INTO held_effect (id, position, held_ms, selector, rule, cause, detail, effect, state)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`),
    alert: database.prepare(`INSERT INTO alert (id, kind, rule, version, owner, position, at_ms, message, figures)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`),
    log: database.prepare('INSERT INTO brake_log VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (position) DO NOTHING'),
    decide: database.prepare(`UPDATE held_effect SET state = ?, decided_ms = ?, decided_by = ?, decided_reason = ?
      WHERE id = ? AND state = 'held'`),
  };
}
