/** What the brakes held and told, and what people did about it, written in the transaction of its batch (F2). */
import type { DatabaseSync } from 'node:sqlite';
import type { MadeChange } from '../brakes/changes.ts';
import type { Alert, BrakeRecord, DropRecord, HeldEffect, SeenRecord } from '../brakes/index.ts';
import { selectorOf } from '../brakes/selector.ts';
import { effectText } from '../effect-text.ts';
import { stringify } from '../json.ts';

/** How many effects may wait for a person. */
export interface HeldLimits {
  readonly heldPerRule: number;
  readonly heldInAll: number;
}

export class BrakeWriter {
  readonly #statements: ReturnType<typeof prepare>;
  readonly #limits: HeldLimits;
  /** Waiting effects by rule; null until it is asked for, and after a transaction that failed. */
  #waiting: Map<string, number> | null = null;
  #waitingInAll = 0;

  constructor(database: DatabaseSync, limits: HeldLimits) {
    this.#statements = prepare(database);
    this.#limits = limits;
  }

  /** The transaction failed: what was counted in it is not so. */
  rolledBack(): void {
    this.#waiting = null;
  }

  /** A held effect for which there is no room is counted. */
  held({ effect, cause, rule, detail, heldAtMillis, state }: HeldEffect): void {
    const waiting = this.#counts();
    const ofRule = waiting.get(rule) ?? 0;
    const { heldPerRule, heldInAll } = this.#limits;
    const { held, beyond } = this.#statements;
    if (state === 'held' && (ofRule >= heldPerRule || this.#waitingInAll >= heldInAll)) {
      beyond.run(rule, cause);
      return;
    }
    const id = Buffer.from(effect.id, 'hex');
    const selector = selectorOf(effect.body);
    const { changes } = held.run(
      ...[id, effect.position, heldAtMillis, selector, rule, cause, detail, effectText(effect), state],
    );
    if (changes > 0 && state === 'held') this.#count(waiting, rule, 1);
  }

  #counts(): Map<string, number> {
    if (this.#waiting !== null) return this.#waiting;
    const rows = this.#statements.waiting.all();
    const waiting = new Map(rows.map((row) => [String(row['rule']), Number(row['count'])]));
    this.#waitingInAll = [...waiting.values()].reduce((sum, count) => sum + count, 0);
    this.#waiting = waiting;
    return waiting;
  }

  #count(waiting: Map<string, number>, rule: string, change: 1 | -1): void {
    waiting.set(rule, (waiting.get(rule) ?? 0) + change);
    this.#waitingInAll += change;
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
    const waiting = this.#counts();
    const row = this.#statements.decide.get(state, atMillis, by, reason, Buffer.from(id, 'hex'));
    if (row !== undefined) this.#count(waiting, String(row['rule']), -1);
  }

  /** An alert that somebody has seen to stays theirs. */
  seen({ ids, atMillis, by, reason }: SeenRecord): void {
    for (const id of ids) this.#statements.seen.run(atMillis, by, reason, id);
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
      WHERE id = ? AND state = 'held' RETURNING rule`),
    seen: database.prepare(
      `UPDATE alert SET seen_ms = ?, seen_by = ?, seen_reason = ? WHERE id = ? AND seen_ms IS NULL`,
    ),
    waiting: database.prepare(`SELECT rule, count(*) AS count FROM held_effect WHERE state = 'held' GROUP BY rule`),
    beyond: database.prepare(`INSERT INTO held_beyond VALUES (?, ?, 1)
      ON CONFLICT (rule, cause) DO UPDATE SET count = count + 1`),
  };
}
