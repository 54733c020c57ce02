/**
 * Rounds of load and `kill -9` on one data directory, and the judgement at the end (E1, E2, E3). A failure leaves everything where
 * it is and says where; the seed gives the same events and the same plan again, though not the same interleaving.
 */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServerProcess } from '../support/server-process.ts';
import { expectBrakesHeld } from './brakes-compare.ts';
import { BrakeLoad } from './brakes-load.ts';
import { expectEqualSystems, expectJournalHolds, expectToldIsStored } from './compare.ts';
import { type Installation, install, rulesOf, signInToken, writeRules } from './installation.ts';
import { Load } from './load.ts';
import { type Random, randomOf } from './random.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { openQuietly, readJournal, repeatUndisturbed } from './reference.ts';
import { stageRules } from './rollouts.ts';

export interface RoundsReport {
  readonly kills: number;
  readonly killedWhileStarting: number;
  readonly events: number;
  readonly deliveries: number;
  readonly requests: number;
}

const SECRET = 'a secret of more than sixteen bytes';

export async function killRounds(rounds: number, seed: number): Promise<RoundsReport> {
  console.log(`kill -9: ${rounds} rounds, seed ${seed}`);
  const random = randomOf(seed);
  const receiver = await startReceiver(SECRET, randomOf(seed + 1));
  const installation = await install(receiver.url, SECRET);
  try {
    const load = new Load(installation, seed + 2);
    const brakes = new BrakeLoad(randomOf(seed + 3));
    const killedWhileStarting = await killRepeatedly(rounds, random, installation, load, brakes);
    await settle(installation, load, brakes, receiver);
    const events = await judge(installation, load, brakes, receiver);
    await rm(installation.root, { recursive: true, force: true });
    return { kills: rounds, killedWhileStarting, events, deliveries: receiver.taken.size, requests: receiver.requests };
  } catch (error) {
    console.error(`seed ${seed}; the installation is left at ${installation.root}`);
    throw error;
  } finally {
    await receiver.close();
  }
}

async function killRepeatedly(
  rounds: number,
  random: Random,
  installation: Installation,
  load: Load,
  brakes: BrakeLoad,
): Promise<number> {
  let cookie = '';
  let startMillis = 1500;
  let killedWhileStarting = 0;
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    const server = startServerProcess(installation.directory, installation.data);
    if (random.chance(0.3)) {
      // In the middle of opening, replaying, or already listening.
      await sleep(random.integer(0, Math.ceil(startMillis * 1.1)));
      await server.kill();
      killedWhileStarting++;
      continue;
    }
    const { address } = await server.started;
    startMillis = performance.now() - startedAt;
    if (cookie === '') cookie = await signIn(address, installation);
    const stop = new AbortController();
    const running = Promise.all([
      load.run(address, cookie, stop.signal),
      brakes.run(address, cookie, stop.signal),
      stageRules(installation, address, randomOf(random.integer(0, 2 ** 30)), stop.signal),
    ]);
    if (random.chance(0.3)) await editRules(installation, random);
    await sleep(random.integer(20, 700));
    await server.kill();
    stop.abort();
    await running;
  }
  return killedWhileStarting;
}

/** A last start: what nobody was told about is sent again, and everything is delivered. */
async function settle(installation: Installation, load: Load, brakes: BrakeLoad, receiver: Receiver): Promise<void> {
  receiver.behave();
  const server = startServerProcess(installation.directory, installation.data);
  const { address } = await server.started;
  await load.settle(address);
  await brakes.settle(address, await signIn(address, installation));
  const headers = { authorization: `Bearer ${installation.key}` };
  for (let pending = 1; pending > 0; await sleep(50)) {
    const outbox = JSON.parse(await (await fetch(`${address}/v1/outbox`, { headers })).text());
    if (outbox.deadLetters.length > 0) throw new Error(`dead letters: ${JSON.stringify(outbox.deadLetters)}`);
    pending = outbox.pending;
  }
  const code = await server.stop();
  if (code !== 0) throw new Error(`the server ended with ${code}:\n${server.stderr()}`);
}

async function judge(installation: Installation, load: Load, brakes: BrakeLoad, receiver: Receiver): Promise<number> {
  const { root, data, directory } = installation;
  const entries = await readJournal(data);
  expectJournalHolds(entries, load);
  expectBrakesHeld(entries, brakes);
  const reference = await repeatUndisturbed(entries, root);
  try {
    const clock = { millis: Date.now() };
    const killed = await openQuietly(data, `${directory}/rules`, clock);
    try {
      await expectToldIsStored(killed, load, receiver);
      await expectEqualSystems(killed, reference);
    } finally {
      await killed.close();
    }
  } finally {
    await reference.close();
  }
  return entries.filter(({ kind }) => kind === 'event').length;
}

/** A deployment: another threshold, or one that does not compile. */
async function editRules(installation: Installation, random: Random): Promise<void> {
  const text = rulesOf(random.integer(3, 6));
  if (random.chance(0.25)) {
    await writeRules(installation, `${text}Broken = NoSuchFunction()\n`);
    await sleep(300);
  }
  await writeRules(installation, text);
}

async function signIn(address: string, installation: Installation): Promise<string> {
  const answer = await fetch(`${address}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: signInToken(installation) }),
  });
  const cookie = answer.headers.get('set-cookie')?.split(';')[0];
  if (answer.status !== 204 || cookie === undefined) throw new Error(`signing in was answered ${answer.status}`);
  return cookie;
}
