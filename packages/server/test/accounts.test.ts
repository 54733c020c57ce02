/** Accounts in one file that a server and commands use at the same time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AccountError, Accounts } from '../src/index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-accounts-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('a write waits for another process’s, in place of failing', async () => {
  const file = join(directory, 'busy.sqlite');
  new Accounts(file).close();
  const holder = new Worker(
    `const { DatabaseSync } = require('node:sqlite');
     const { parentPort, workerData } = require('node:worker_threads');
     const database = new DatabaseSync(workerData);
     database.exec('BEGIN IMMEDIATE');
     parentPort.postMessage('holds');
     setTimeout(() => database.exec('COMMIT'), 300);`,
    { eval: true, workerData: file },
  );
  await new Promise((resolve) => holder.once('message', resolve));
  const accounts = new Accounts(file);
  const { key, secret } = accounts.createKey('second');
  expect(accounts.keyOf(secret)).toEqual(key);
  accounts.close();
  await holder.terminate();
});

test('what is valid in one is valid in the other at once, until it is not', () => {
  const file = join(directory, 'shared.sqlite');
  const server = new Accounts(file);
  const command = new Accounts(file);
  const { key, secret } = command.createKey('client');
  expect(server.keyOf(secret)?.name).toBe('client');
  command.revokeKey(key.id);
  expect(server.keyOf(secret)).toBeNull();
  expect(server.keys()).toEqual([]);
  server.close();
  command.close();
});

test('passwords: long enough, of somebody who exists, and only the right one', async () => {
  const accounts = new Accounts(join(directory, 'people.sqlite'));
  expect(() => accounts.putPerson('no address', 'admin')).toThrow(AccountError);
  await expect(accounts.setPassword('gone@example.org', 'long enough')).rejects.toThrow(/gone@example\.org/);
  accounts.putPerson('ana@example.org', 'admin');
  await expect(accounts.setPassword('ana@example.org', 'short')).rejects.toThrow(/10 characters/);
  // Without a password there is no signing in by one, whatever is tried.
  expect(await accounts.signInWithPassword('ana@example.org', '')).toBeNull();
  await accounts.setPassword('ana@example.org', 'long enough');
  const session = await accounts.signInWithPassword('ana@example.org', 'long enough');
  expect(accounts.personOf(session ?? '')).toEqual({ email: 'ana@example.org', role: 'admin' });
  accounts.putPerson('ana@example.org', 'moderator');
  expect(accounts.personOf(session ?? '')?.role).toBe('moderator');
  accounts.close();
});
