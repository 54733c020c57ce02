/** Sets, caches, crossings, cooldowns and token buckets against their documentation, by brute force. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { define } from '../../src/keyed/definition.ts';
import { getCached, setCached } from '../../src/sets/cache.ts';
import { addMember, hasMember, removeMember } from '../../src/sets/membership.ts';
import { cooldown } from '../../src/triggers/cooldown.ts';
import { crossed } from '../../src/triggers/crossing.ts';
import { takeTokens } from '../../src/triggers/token-bucket.ts';
import { eventsOver, Logs, onEach } from './events.ts';

describe('sets', () => {
  it('hold a member from its earliest addition to its latest expiry', () => {
    const definition = define('set', {});
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const members = new Map<string, { since: number; until: number }>();
        onEach(events, ({ keyed }, { key, timeMillis, value }) => {
          const name = `v${value % 2}`;
          const member = members.get(key + name);
          const isMember = member !== undefined && member.since <= timeMillis && timeMillis < member.until;
          expect(hasMember(keyed, definition, key, name, timeMillis)).toBe(isMember);
          if (value === 6) {
            members.delete(key + name);
            expect(removeMember(keyed, definition, key, name, timeMillis)).toBe(isMember);
            return;
          }
          const until = timeMillis + 700;
          if (member === undefined || timeMillis >= member.until) members.set(key + name, { since: timeMillis, until });
          else {
            member.since = Math.min(member.since, timeMillis);
            member.until = Math.max(member.until, until);
          }
          expect(addMember(keyed, definition, key, name, 700, timeMillis)).toBe(!isMember);
          expect(addMember(keyed, definition, key, name, 700, timeMillis)).toBe(!isMember);
        });
      }),
    );
  });

  it('keep sets and values apart whatever their text', () => {
    const definition = define('set', {});
    const memory = onEach([], () => {});
    addMember(memory.keyed, definition, 'ab', 'c', 1000, 0);
    expect(hasMember(memory.keyed, definition, 'a', 'bc', 0)).toBe(false);
    expect(hasMember(memory.keyed, definition, 'ab', 'c', 999)).toBe(true);
    expect(hasMember(memory.keyed, definition, 'ab', 'c', 1000)).toBe(false);
  });
});

describe('cache', () => {
  it('gives the value of the newest event until it expires', () => {
    const definition = define('cache-Str', {});
    fc.assert(
      fc.property(
        eventsOver(1000),
        fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 1 }),
        (events, texts) => {
          const cache = new Map<string, { at: number; text: string }>();
          onEach(events, ({ keyed }, { key, timeMillis, position }) => {
            const held = cache.get(key);
            const valid = held !== undefined && held.at <= timeMillis && timeMillis < held.at + 700;
            expect(getCached(keyed, definition, key, timeMillis)).toBe(valid ? held.text : null);
            const text = texts[position % texts.length]!;
            const newer = held === undefined || timeMillis >= held.at;
            if (newer) cache.set(key, { at: timeMillis, text });
            expect(setCached(keyed, definition, key, text, 700, timeMillis)).toBe(newer);
          });
        },
      ),
    );
  });
});

describe('crossing a threshold', () => {
  it('fires once per crossing', () => {
    const ttlMillis = 1500;
    const definition = define('crossing', { threshold: 4, resetBelow: 2, ttlMillis });
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const states = new Map<string, { newest: number; above: boolean }>();
        onEach(events, ({ keyed }, { key, timeMillis, value }) => {
          const state = states.get(key);
          let expected = false;
          if (state === undefined) {
            expected = value >= 4;
            // Below the threshold there is nothing to remember.
            if (expected) states.set(key, { newest: timeMillis, above: true });
          } else if (timeMillis >= state.newest) {
            const above = state.above && timeMillis < state.newest + ttlMillis;
            expected = !above && value >= 4;
            states.set(key, { newest: timeMillis, above: value >= (above ? 2 : 4) });
          }
          expect(crossed(keyed, definition, key, value, timeMillis)).toBe(expected);
          expect(crossed(keyed, definition, key, value, timeMillis)).toBe(expected);
        });
      }),
    );
  });
});

describe('cooldown', () => {
  it('never fires twice within its span', () => {
    const definition = define('cooldown', { cooldownMillis: 800 });
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const logs = new Logs<number>();
        onEach(events, ({ keyed }, { key, timeMillis }) => {
          const fired = logs.of(key);
          const expected = fired.every((time) => timeMillis >= time + 800);
          if (expected) fired.push(timeMillis);
          expect(cooldown(keyed, definition, key, timeMillis)).toBe(expected);
          expect(cooldown(keyed, definition, key, timeMillis)).toBe(expected);
        });
      }),
    );
  });
});

describe('token bucket', () => {
  it('equals a bucket that is filled step by step', () => {
    const definition = define('tokens', { tokens: 8, refillMillis: 2048 });
    fc.assert(
      fc.property(eventsOver(1000), (events) => {
        const buckets = new Map<string, { newest: number; tokens: number }>();
        onEach(events, ({ keyed }, { key, timeMillis, value }) => {
          const take = Math.abs(value);
          const bucket = buckets.get(key) ?? { newest: timeMillis, tokens: 8 };
          // Tokens are in multiples of 1/256, so this is free of rounding.
          for (; bucket.newest < timeMillis; bucket.newest++) bucket.tokens = Math.min(8, bucket.tokens + 8 / 2048);
          const expected = bucket.tokens >= take;
          if (expected) bucket.tokens -= take;
          buckets.set(key, bucket);
          expect(takeTokens(keyed, definition, key, take, timeMillis)).toBe(expected);
          expect(takeTokens(keyed, definition, key, take, timeMillis)).toBe(expected);
        });
      }),
    );
  });
});
