/** Requests to one server over connections that stay open. */
import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export class Client {
  readonly #agent: Agent;
  readonly #base: URL;
  readonly #key: string;

  constructor(address: string, key: string, connections: number) {
    this.#base = new URL(address);
    this.#key = key;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  }

  post(path: string, body: string | Buffer, contentType = 'application/json'): Promise<Answer> {
    return this.#send('POST', path, body, contentType);
  }

  get(path: string): Promise<Answer> {
    return this.#send('GET', path, '', null);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, body: string | Buffer, contentType: string | null): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { authorization: `Bearer ${this.#key}` };
      if (contentType !== null) {
        headers['content-type'] = contentType;
        headers['content-length'] = Buffer.byteLength(body);
      }
      const { hostname, port } = this.#base;
      const outgoing = request({ agent: this.#agent, hostname, port, method, path, headers }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.once('error', reject);
        incoming.once('end', () => {
          resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  }
}
