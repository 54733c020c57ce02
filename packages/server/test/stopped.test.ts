/** When a store fails under it: nothing is lost or pretended, everyone is told, reading goes on, and a restart goes on too. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openSystem } from '../src/index.ts';
import { eventOf, startServer } from './support/server.ts';

test('a store that fails stops the intake with 503 until the restart, which loses nothing', async () => {
  const server = await startServer();
  const { system } = server;
  const post = (id: string, path = '/v1/events') =>
    server.send('POST', path, { body: eventOf(id, { user_id: 'ann' }) });
  expect((await post('before')).status).toBe(202);
  await server.settled();

  vi.spyOn(system.warehouse, 'append').mockRejectedValue(new Error('no space left on device'));
  // Durable in the journal, so it is acknowledged; what fails comes after.
  expect((await post('during')).status).toBe(202);
  await vi.waitUntil(() => system.pipeline.failure !== null);
  expect(server.warnings).toEqual(['the pipeline has stopped: no space left on device']);
  for (const path of ['/v1/events', '/v1/decide']) {
    const answer = await post('after', path);
    expect([path, answer.status]).toEqual([path, 503]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.json.detail).toBe('the pipeline has stopped: no space left on device');
  }
  const health = await server.get('/v1/health');
  expect([health.status, health.json.status]).toEqual([503, 'stopped']);
  expect((await server.get('/v1/events/before')).status).toBe(200);

  // A process manager ends it and starts another.
  vi.restoreAllMocks();
  await server.app.close();
  await expect(system.close()).rejects.toThrow('no space left on device');
  const again = await openSystem({ config: system.config, dataDirectory: system.dataDirectory, onWarning: () => {} });
  const rows = await again.warehouse.sql('SELECT __event_id FROM events ORDER BY __position');
  expect(rows.rows).toEqual([['before'], ['during']]);
  await again.close();
  server.accounts.close();
  await rm(join(system.dataDirectory, '..'), { recursive: true });
});
