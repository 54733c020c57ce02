/** What is old and settled, taken out of the store: in small transactions, so that effects are applied in between. */
import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { limits } from '../limits.ts';
import type { Pruned, PruneRequest } from '../store.ts';

export async function prune(database: DatabaseSync, { settledBefore, effectsBefore }: PruneRequest): Promise<Pruned> {
  const held = `DELETE FROM held_effect WHERE seq IN (
    SELECT seq FROM held_effect WHERE state <> 'held' AND held_ms < ? LIMIT ${limits.pruneRows})`;
  const alerts = `DELETE FROM alert WHERE seq IN (
    SELECT seq FROM alert WHERE seen_ms IS NOT NULL AND at_ms < ? LIMIT ${limits.pruneRows})`;
  return {
    held: await inChunks(database, held, settledBefore),
    alerts: await inChunks(database, alerts, settledBefore),
    effects: effectsBefore === null ? 0 : await pruneEffects(database, effectsBefore),
  };
}

/** Effects are about in the order of their times: behind a stretch without any old one there are none worth looking for. */
async function pruneEffects(database: DatabaseSync, before: number): Promise<number> {
  const stretch = 'FROM effect WHERE seq > ? AND seq <= ? AND time_ms < ?';
  const old = database.prepare(`SELECT count(*) AS old ${stretch}`);
  const remove = database.prepare(`DELETE ${stretch} AND kind <> 'label'`);
  const range = database.prepare('SELECT min(seq) - 1 AS first, max(seq) AS last FROM effect').get();
  const last = Number(range?.['last'] ?? 0);
  let total = 0;
  for (let after = Number(range?.['first'] ?? 0); after < last; after += limits.pruneStretch) {
    const bounds = [after, after + limits.pruneStretch, before];
    if (Number(old.get(...bounds)?.['old']) === 0) break;
    total += Number(remove.run(...bounds).changes);
    await nextTurn();
  }
  return total;
}

async function inChunks(database: DatabaseSync, text: string, before: number): Promise<number> {
  const statement = database.prepare(text);
  for (let total = 0; ; ) {
    const changes = Number(statement.run(before).changes);
    total += changes;
    if (changes < limits.pruneRows) return total;
    await nextTurn();
  }
}
