/** F3: deliveries over real HTTP, and by a clock of our own where time matters. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Clock,
  type DeliveryOptions,
  type EffectStore,
  openEffectStore,
  type Sink,
  startDelivery,
  verifySignature,
} from '../src/index.ts';
import { effectOf, labelEffect, manualChange, type Receiver, startReceiver, until } from './support.ts';

const SECRET = 'a secret of some length';
const ALL = { limit: 1000 };
const cleanUp: (() => Promise<unknown>)[] = [];
let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-delivery-'));
});
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
  await rm(directory, { recursive: true, force: true });
});

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args);
  cleanUp.push(() => started.close());
  return started;
}

function sinkFor(url: string, name = 'platform'): Sink {
  return { name, url, secret: SECRET, on: ['label', 'verdict', 'plugin'] };
}

async function open(sinks: Sink[], file = join(directory, 'effects.sqlite')): Promise<EffectStore> {
  const store = await openEffectStore(file, { sinks });
  cleanUp.push(() => store.close());
  return store;
}

function deliver(store: EffectStore, sinks: Sink[], options: Partial<DeliveryOptions> = {}) {
  const onError = (error: unknown) => {
    throw error;
  };
  const backoff = { baseMillis: 2, capMillis: 20 };
  const daemon = startDelivery({ outbox: store.outbox, sinks, onError, backoff, ...options });
  cleanUp.push(() => daemon.stop());
  return daemon;
}

const isEmpty = (store: EffectStore) => async () => (await store.outbox.counts()).pending === 0;

describe('over HTTP', () => {
  test('each matching effect arrives signed, under its id', async () => {
    const hook = await receiver((_, response) => void response.writeHead(204).end());
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks);
    const daemon = deliver(store, sinks);
    const effects = [
      labelEffect(1, 'u1', { expiresAtMillis: 1_800_000_000_000 }),
      labelEffect(2, 'u1', { outcome: 'cannot-override-manual' }),
      effectOf(3, { kind: 'verdict', verdict: 'reject' }),
      effectOf(4, { kind: 'plugin', name: 'BanUser', fields: { id: 9007199254740993n } }),
    ];
    await store.apply({ effects, manual: [manualChange(5, 'u2')], through: 5 });
    daemon.wake();
    await until('empty outbox', isEmpty(store));
    expect(daemon.metrics).toEqual({ delivered: 4, failedAttempts: 0, deadLetters: 0 });
    const bodies = new Map(hook.received.map(({ body }) => [JSON.parse(body).event?.position ?? 'manual', body]));
    expect(new Set(hook.received.map(({ key }) => key)).size).toBe(4);
    for (const { key, body, signature } of hook.received) {
      expect(verifySignature({ signature, body, secrets: [SECRET], nowMillis: Date.now() })).toBe('valid');
      expect(JSON.parse(body).id).toBe(key);
    }
    expect(JSON.parse(bodies.get(1)!)).toMatchObject({
      id: effects[0]!.effect.id,
      kind: 'label',
      event: { id: 'event-1', action: 'post' },
      rules: [{ name: 'LinkSpam', version: 'v1', reason: 'user u1 posted 9 links' }],
      label: {
        change: 'add',
        entity: { type: 'User', id: 'u1' },
        name: 'spam',
        expiresAt: '2027-01-15T08:00:00.000Z',
        outcome: 'added',
      },
    });
    expect(bodies.get(4)).toContain('"fields":{"id":9007199254740993}');
    expect(JSON.parse(bodies.get('manual')!)).toMatchObject({ by: 'mo@example.org', label: { entity: { id: 'u2' } } });
  });

  test('what fails is tried again, until it arrives', async () => {
    const tries = new Map<string, number>();
    const hook = await receiver(({ key }, response) => {
      const count = (tries.get(key) ?? 0) + 1;
      tries.set(key, count);
      if (count === 1) response.writeHead(500).end('not today');
      else if (count === 2) response.destroy();
      else response.writeHead(200).end('ok');
    });
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks);
    await store.apply({
      effects: Array.from({ length: 30 }, (_, i) => labelEffect(i, `u${i}`)),
      manual: [],
      through: 29,
    });
    const daemon = deliver(store, sinks, { concurrency: 4 });
    await until('empty outbox', isEmpty(store));
    expect([...tries.values()]).toEqual(Array.from({ length: 30 }, () => 3));
    expect(daemon.metrics).toEqual({ delivered: 30, failedAttempts: 60, deadLetters: 0 });
    expect(hook.mostAtOnce()).toBeLessThanOrEqual(4);
    expect(hook.mostAtOnce()).toBeGreaterThan(1);
  });

  test('after enough attempts it is a dead letter: listed with its error, retried or dropped by hand', async () => {
    let up = false;
    const hook = await receiver((_, response) => void response.writeHead(up ? 200 : 503).end('x'.repeat(100_000)));
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks);
    await store.apply({ effects: [labelEffect(1, 'u1'), labelEffect(2, 'u2')], manual: [], through: 2 });
    const daemon = deliver(store, sinks, { attempts: 3 });
    await until('dead letters', async () => (await store.outbox.counts()).dead === 2);
    expect(hook.received.length).toBe(6);
    expect(daemon.metrics).toEqual({ delivered: 0, failedAttempts: 6, deadLetters: 2 });
    const dead = await store.outbox.list({ state: 'dead' }, ALL);
    expect(dead.map(({ attempts, sink }) => [attempts, sink])).toEqual([
      [3, 'platform'],
      [3, 'platform'],
    ]);
    expect(dead[0]!.lastError).toMatch(/^HTTP 503: xxx/);
    expect(dead[0]!.lastError!.length).toBeLessThanOrEqual(300);
    up = true;
    const [first, second] = dead;
    expect(await store.outbox.retry(first!.id, Date.now())).toBe(true);
    expect(await store.outbox.drop(second!.id)).toBe(true);
    expect([await store.outbox.retry(second!.id, 0), await store.outbox.drop(first!.id)]).toEqual([false, false]);
    daemon.wake();
    await until('empty outbox', isEmpty(store));
    expect(await store.outbox.list({}, ALL)).toEqual([]);
    expect(hook.received.at(-1)!.key).toBe(first!.effectId);
  });

  test('redirects are not followed', async () => {
    const elsewhere = await receiver((_, response) => void response.writeHead(200).end());
    const hook = await receiver((_, response) => void response.writeHead(307, { location: elsewhere.url }).end());
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks);
    await store.apply({ effects: [labelEffect(1, 'u1')], manual: [], through: 1 });
    deliver(store, sinks, { attempts: 1 });
    await until('dead letter', async () => (await store.outbox.counts()).dead === 1);
    expect((await store.outbox.list({}, ALL))[0]!.lastError).toBe('HTTP 307');
    expect(elsewhere.received).toEqual([]);
  });

  test('a receiver that does not answer, or does not stop answering, holds nothing up for long', async () => {
    const hook = await receiver(({ key }, response) => {
      if (key === silent) return;
      response.writeHead(200);
      const flood = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => clearInterval(flood));
    });
    const effects = [labelEffect(1, 'u1'), labelEffect(2, 'u2')];
    const silent = effects[0]!.effect.id;
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks);
    await store.apply({ effects, manual: [], through: 2 });
    deliver(store, sinks, { attempts: 1, requestTimeoutMillis: 150 });
    await until('dead letter', async () => (await store.outbox.counts()).dead === 1);
    await until('empty outbox', isEmpty(store));
    expect((await store.outbox.list({}, ALL)).map((e) => [e.effectId, e.lastError])).toEqual([
      [silent, 'no answer within 150 ms'],
    ]);
  });

  test('a sink that is down does not hold up another', async () => {
    const up = await receiver((_, response) => void response.writeHead(200).end());
    const sinks = [sinkFor('http://127.0.0.1:1/', 'down'), sinkFor(up.url, 'up')];
    const store = await open(sinks);
    await store.apply({
      effects: Array.from({ length: 20 }, (_, i) => labelEffect(i, `u${i}`)),
      manual: [],
      through: 19,
    });
    deliver(store, sinks, { backoff: { baseMillis: 60_000, capMillis: 60_000 }, random: () => 0.9 });
    await until('deliveries', () => up.received.length === 20);
    await until('attempts', async () =>
      (await store.outbox.list({ sink: 'down' }, ALL)).every((e) => e.lastError !== null),
    );
    expect((await store.outbox.list({ sink: 'down' }, ALL))[0]!.lastError).toMatch(/ECONNREFUSED|bad port/);
  });
});

describe('crashes', () => {
  test('stopping gives back what was under way, without counting the attempt', async () => {
    const hook = await receiver(() => {});
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks);
    await store.apply({ effects: [labelEffect(1, 'u1')], manual: [], through: 1 });
    const daemon = deliver(store, sinks);
    await until('request', () => hook.received.length === 1);
    expect(await store.outbox.list({ state: 'claimed' }, ALL)).toMatchObject([{ attempts: 1 }]);
    await daemon.stop();
    expect(await store.outbox.list({}, ALL)).toMatchObject([{ state: 'pending', attempts: 0 }]);
  });

  test('F3: kill -9 at any moment: every effect arrives, under one key each', async () => {
    const seen = new Map<string, number>();
    const hook = await receiver(async ({ key }, response) => {
      await new Promise((resolve) => setTimeout(resolve, 3));
      seen.set(key, (seen.get(key) ?? 0) + 1);
      response.writeHead(200).end();
    });
    const script = fileURLToPath(new URL('deliverer.ts', import.meta.url));
    const file = join(directory, 'effects.sqlite');
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, [script, file, hook.url, SECRET], { stdio: ['ignore', 'pipe', 'inherit'] });
      const exited = once(child, 'exit');
      const batches = 5 + Math.floor(Math.random() * 40);
      let lines = 0;
      child.stdout.on('data', (text: Buffer) => {
        lines += text.toString().split('\n').length - 1;
      });
      await until('batches', () => lines >= batches);
      child.kill('SIGKILL');
      await exited;
    }
    const sinks = [sinkFor(hook.url)];
    const store = await open(sinks, file);
    deliver(store, sinks);
    await until('empty outbox', isEmpty(store));
    const applied = (await store.appliedThrough()) + 1;
    expect(applied).toBeGreaterThanOrEqual(15);
    expect(seen.size).toBe(applied);
    expect((await store.counts(0)).labelEffects).toBe(applied);
    // Starting a process takes seconds on a machine that is busy with other things.
  }, 60_000);
});

describe('by the clock', () => {
  /** A clock that stands until it is moved. */
  class StillClock implements Clock {
    #now = 1_700_000_000_000;
    #timers: { at: number; run: () => void }[] = [];
    nowMillis = () => this.#now;
    schedule(millis: number, run: () => void) {
      const timer = { at: this.#now + millis, run };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    }
    async move(millis: number) {
      for (let left = millis; left > 0; left -= 500) {
        this.#now += Math.min(500, left);
        const due = this.#timers.filter(({ at }) => at <= this.#now);
        this.#timers = this.#timers.filter(({ at }) => at > this.#now);
        for (const { run } of due) run();
        for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }

  test('waits double with each attempt, jittered; a receiver may ask for longer', async () => {
    const clock = new StillClock();
    const times: number[] = [];
    const fetch = async () => {
      times.push(clock.nowMillis());
      const headers = times.length === 4 ? { 'retry-after': '60' } : {};
      return new Response('', { status: times.length < 6 ? 429 : 200, headers });
    };
    const sinks = [sinkFor('http://127.0.0.1:1/')];
    const store = await openEffectStore(':memory:', { sinks, nowMillis: clock.nowMillis });
    cleanUp.push(() => store.close());
    await store.apply({ effects: [labelEffect(1, 'u1')], manual: [], through: 1 });
    deliver(store, sinks, { clock, fetch, random: () => 0.5, backoff: { baseMillis: 4000, capMillis: 900_000 } });
    await clock.move(200_000);
    expect(times.slice(1).map((time, i) => time - times[i]!)).toEqual([2000, 4000, 8000, 60_000, 32_000]);
    expect(await store.outbox.counts()).toEqual({ pending: 0, dead: 0 });
  });

  test('a claim that is not settled returns when its lease is over', async () => {
    const sinks = [sinkFor('http://127.0.0.1:1/')];
    const store = await openEffectStore(':memory:', { sinks, nowMillis: () => 1000 });
    cleanUp.push(() => store.close());
    await store.apply({ effects: [labelEffect(1, 'u1'), labelEffect(2, 'u2')], manual: [], through: 2 });
    const claim = (now: number) => store.outbox.claim('platform', 1, now, 500);
    expect(await claim(999)).toEqual([]);
    expect(await claim(1000)).toMatchObject([{ attempts: 1, effectId: labelEffect(1, 'u1').effect.id }]);
    expect(await claim(1000)).toMatchObject([{ attempts: 1, effectId: labelEffect(2, 'u2').effect.id }]);
    expect(await claim(1499)).toEqual([]);
    expect(await store.outbox.nextDue('platform')).toBe(1500);
    expect(await claim(1500)).toMatchObject([{ attempts: 2 }]);
  });
});
