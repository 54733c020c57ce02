/** A client in a process of its own: sends events in batches and one by one, and again until each is acknowledged, wherever the server is by then. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [addressFile, key, name, batchesText, eventsText] = process.argv.slice(2);
const [batches, events] = [Number(batchesText), Number(eventsText)];
const start = Date.UTC(2026, 0, 5, 12);

const eventOf = (number) => {
  const time = new Date(start + (number % 3000) * 1000).toISOString();
  return JSON.stringify({ id: `${name}-${number}`, action: 'post', time, data: { user: `${name}-${number}` } });
};

async function send(path, body) {
  for (;;) {
    try {
      const answer = await fetch(readFileSync(addressFile, 'utf8') + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body,
      });
      const text = await answer.text();
      if (answer.ok) return JSON.parse(text);
      if (answer.status < 500) throw new Error(`${path}: ${answer.status} ${text}`);
    } catch (error) {
      // The server was killed, and comes back.
      if (!(error instanceof TypeError)) throw error;
    }
    await sleep(20);
  }
}

let sent = 0;
for (let batch = 0; batch < batches; batch++) {
  const lines = Array.from({ length: events }, () => eventOf(sent++));
  const { accepted, duplicates } = await send('/v1/events', lines.join('\n'));
  if (accepted + duplicates !== events) throw new Error(`${accepted} and ${duplicates} of ${events}`);
  await send('/v1/decide', eventOf(sent++));
  process.stdout.write('.');
}
