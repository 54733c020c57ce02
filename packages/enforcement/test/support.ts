/** Makes effects, and receivers that remember what they got. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type AppliedEffect,
  type EffectBody,
  effectId,
  type LabelOutcome,
  type ManualLabelChange,
} from '../src/index.ts';

const RULE = { name: 'LinkSpam', version: 'v1', reason: 'user u1 posted 9 links', features: { UserId: 'u1' } };

export function effectOf(position: number, body: EffectBody, outcome: LabelOutcome | null = null): AppliedEffect {
  const eventId = `event-${position}`;
  const effect = {
    id: effectId(eventId, [RULE], body),
    position,
    eventId,
    action: 'post',
    timeMillis: 1_700_000_000_000 + position * 1000,
    rulesetHash: 'hash',
    rules: [RULE],
    body,
  };
  return { effect, labelOutcome: outcome };
}

export function labelEffect(position: number, entityId: string, options: LabelOptions = {}): AppliedEffect {
  const { change = 'add', label = 'spam', expiresAtMillis = null } = options;
  const outcome = options.outcome ?? (change === 'add' ? 'added' : 'removed');
  return effectOf(position, { kind: 'label', change, entityType: 'User', entityId, label, expiresAtMillis }, outcome);
}

interface LabelOptions {
  readonly change?: 'add' | 'remove';
  readonly label?: string;
  readonly expiresAtMillis?: number | null;
  readonly outcome?: LabelOutcome;
}

export function manualChange(position: number, entityId: string, change: 'add' | 'remove' = 'add'): ManualLabelChange {
  return {
    position,
    atMillis: 1_700_000_000_000 + position * 1000,
    by: 'mo@example.org',
    reason: 'looked at it',
    change,
    entityType: 'User',
    entityId,
    label: 'spam',
    expiresAtMillis: null,
    outcome: change === 'add' ? 'added' : 'removed',
  };
}

export interface Received {
  readonly key: string;
  readonly body: string;
  readonly signature: string | undefined;
  readonly path: string;
}

export interface Receiver {
  readonly url: string;
  readonly received: Received[];
  readonly mostAtOnce: () => number;
  close(): Promise<void>;
}

/** An HTTP server on 127.0.0.1 that records requests and answers as `answer` says. */
export async function startReceiver(
  answer: (request: Received, response: ServerResponse) => void | Promise<void>,
): Promise<Receiver> {
  const received: Received[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    response.on('close', () => atOnce--);
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const item = {
      key: String(request.headers['idempotency-key']),
      body: Buffer.concat(parts).toString(),
      signature: request.headers['lapwing-signature']?.toString(),
      path: request.url ?? '',
    };
    received.push(item);
    await answer(item, response);
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    mostAtOnce: () => mostAtOnce,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Wait until `done`, or fail with what was being waited for. */
export async function until(what: string, done: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await done())) {
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
