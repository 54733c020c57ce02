/** Applies effects without end and delivers them. The test kills it. */
import { openEffectStore, type Sink, startDelivery } from '../src/index.ts';
import { labelEffect } from './support.ts';

const [file = '', url = '', secret = ''] = process.argv.slice(2);
const sinks: Sink[] = [{ name: 'platform', url, secret, on: ['label'] }];
const store = await openEffectStore(file, { sinks });
const daemon = startDelivery({ outbox: store.outbox, sinks, onError: (error) => console.error(error) });
for (;;) {
  const next = (await store.appliedThrough()) + 1;
  // The position before is applied again, as a replay after a crash would.
  const effects = [Math.max(0, next - 1), next].map((position) => labelEffect(position, `u${position}`));
  await store.apply({ effects, manual: [], through: next });
  daemon.wake();
  process.stdout.write('applied\n');
  await new Promise((resolve) => setTimeout(resolve, 1));
}
