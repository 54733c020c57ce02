/** A webhook receiver as one should be: it checks the signature and deduplicates by key. It is often down, though. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SIGNATURE_HEADER, verifySignature } from '@lapwing/enforcement';
import type { Random } from './random.ts';

export interface Receiver {
  readonly url: string;
  /** Bodies that were taken, by idempotency key. */
  readonly taken: ReadonlyMap<string, string>;
  /** Requests, repetitions and those that were turned away included. */
  readonly requests: number;
  /** What should never have come: bad signatures, another body under a key. */
  readonly faults: readonly string[];
  /** From now on every request is answered at once. */
  behave(): void;
  close(): Promise<void>;
}

export async function startReceiver(secret: string, random: Random): Promise<Receiver> {
  const taken = new Map<string, string>();
  const faults: string[] = [];
  const hanging = new Set<ServerResponse>();
  let requests = 0;
  let behaves = false;

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body = Buffer.concat(parts).toString();
    requests++;
    const key = String(request.headers['idempotency-key']);
    const header = request.headers[SIGNATURE_HEADER];
    const signature = typeof header === 'string' ? header : undefined;
    const verdict = verifySignature({ signature, body, secrets: [secret], nowMillis: Date.now() });
    if (verdict !== 'valid') faults.push(`${key}: the signature is ${verdict}`);
    const dice = behaves ? 1 : random.next();
    if (dice < 0.1) return response.writeHead(500).end('out of order');
    // It takes the delivery, and its answer gets lost: that is why deliveries have keys.
    const known = taken.get(key);
    if (known !== undefined && known !== body) faults.push(`${key}: ${known} and then ${body}`);
    taken.set(key, body);
    if (dice < 0.12 && hanging.size < 2) return hanging.add(response);
    if (dice < 0.2) return response.destroy();
    return response.writeHead(204).end();
  };

  const server = createServer((request, response) => {
    // A sender that is killed while it sends.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    taken,
    faults,
    get requests() {
      return requests;
    },
    behave() {
      behaves = true;
      for (const response of hanging) response.writeHead(204).end();
      hanging.clear();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
