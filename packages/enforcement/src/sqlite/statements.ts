/** The statements of the hot path. */
import type { DatabaseSync } from 'node:sqlite';

export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(database: DatabaseSync) {
  return {
    effect: database.prepare(`INSERT INTO effect
      (id, kind, position, time_ms, event_id, action, ruleset, rules, detail,
        change, entity_type, entity_id, label, expires_at_ms, outcome, person, reason, applied_ms, applied_position, undo)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`),
    set: database.prepare(`INSERT INTO label_current VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET status = excluded.status, manual = excluded.manual, since_ms = excluded.since_ms,
        expires_at_ms = excluded.expires_at_ms`),
    // The same status again: it began when it began, and lasts until the last of its reasons has expired.
    merge: database.prepare(`INSERT INTO label_current VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET expires_at_ms = CASE WHEN expires_at_ms IS NULL OR excluded.expires_at_ms IS NULL
        THEN NULL ELSE max(expires_at_ms, excluded.expires_at_ms) END`),
    unset: database.prepare('DELETE FROM label_current WHERE entity_type = ? AND entity_id = ? AND label = ?'),
    expire: database.prepare(
      'UPDATE label_current SET expires_at_ms = ? WHERE entity_type = ? AND entity_id = ? AND label = ?',
    ),
    outbox: database.prepare('INSERT INTO outbox (sink, effect_id, created_ms, due_ms, body) VALUES (?, ?, ?, ?, ?)'),
    addRuleset: database.prepare('INSERT INTO ruleset (hash) VALUES (?) ON CONFLICT DO NOTHING'),
    ruleset: database.prepare('SELECT id FROM ruleset WHERE hash = ?'),
    tally: database.prepare(`INSERT INTO tally (kind, count) VALUES (?, ?)
      ON CONFLICT (kind) DO UPDATE SET count = count + excluded.count`),
    through: database.prepare(`SELECT position FROM progress WHERE name = 'effects'`),
    progress: database.prepare(`INSERT INTO progress (name, position) VALUES ('effects', ?)
      ON CONFLICT (name) DO UPDATE SET position = max(position, excluded.position)`),
  };
}
