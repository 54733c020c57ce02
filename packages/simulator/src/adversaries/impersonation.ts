/**
 * Impersonation: an account takes the name and picture of somebody well known, answers their followers as if it were them, and leads
 * those who believe it to a wallet or a second channel.
 *
 * Found out, it comes back as somebody less well known, waits longer before it speaks, and writes in private instead.
 */
import { message } from '../acts/account.ts';
import { follow } from '../acts/react.ts';
import { langOf, reply } from '../acts/write.ts';
import { HOUR } from '../time/rhythm.ts';
import { FANS } from '../topics/pitches/bait.ts';
import { Script } from '../topics/pitches/pitches.ts';
import { write } from '../topics/writer.ts';
import type { Adversary, Sign, Tactics } from './adversary.ts';
import type { Operation } from './operation.ts';
import { pitch } from './pitches.ts';

export const impersonation: Adversary = {
  kind: 'impersonation',
  goal: 'money from those who trust somebody else',
  harm: 'impersonation',
  sources: [
    'Goga, Venkatadri and Gummadi, "The doppelgänger bot attack: exploring identity impersonation in online social networks", IMC 2015',
    'methods.md B.1 (ImpersonationHighPrecision)',
  ],
  defaults: { accounts: 5, budgetDollars: 40 },
  begin: (operation) => new Impersonation(operation),
};

class Impersonation implements Tactics {
  readonly #operation: Operation;
  readonly #script: Script;
  readonly #models = new Map<number, number>();
  #inPrivate: number;
  #patienceMillis: number;

  constructor(operation: Operation) {
    this.#operation = operation;
    this.#script = new Script(operation.dice, FANS);
    this.#inPrivate = 0.2 + operation.care * 0.4;
    this.#patienceMillis = (2 + 20 * operation.care) * HOUR;
  }

  plan(): number | null {
    // Nobody is known before anybody has written.
    if (this.#operation.world.posts.count < 100) return this.#operation.after(6 * HOUR);
    for (let i = 0; i < this.#operation.plan.accounts; i++) this.#become(this.#operation.prominent());
    return null;
  }

  act(account: number): number {
    const operation = this.#operation;
    const { world, dice, cause } = operation;
    const model = this.#models.get(account) ?? -1;
    if (world.nowMillis - world.accounts.createdMillis[account]! < this.#patienceMillis || model < 0) {
      operation.blendIn(account);
      return operation.after(HOUR);
    }
    // Whoever answers the model is a fan; failing that, somebody close to it.
    const at = world.posts.slot(world.accounts.lastPost[model]!);
    const answer = at < 0 ? 0 : world.posts.lastReply[at]!;
    const answerAt = world.posts.slot(answer);
    const fan = answerAt < 0 ? world.graph.someone(dice, model) : world.posts.author[answerAt]!;
    if (fan < 0) return operation.after(HOUR);
    follow(world, account, fan, cause);
    if (answerAt < 0 || dice.chance(this.#inPrivate))
      message(world, account, fan, { length: 90, hasLink: dice.chance(0.3), isFirst: true }, cause);
    else {
      const draft = pitch(world, account, this.#script.line(dice, langOf(world, account)), null);
      // Now and then they just chat.
      const text = dice.chance(0.25) ? write(dice, draft.topic, 'answer', 0) : draft.text;
      reply(world, account, answer, { ...draft, text }, cause);
    }
    return operation.after(0.7 * HOUR, 0.9);
  }

  notice(sign: Sign): void {
    const operation = this.#operation;
    if (sign.kind === 'link-lost' || sign.kind === 'challenged') return;
    this.#inPrivate = Math.min(0.9, this.#inPrivate + 0.15);
    this.#patienceMillis *= 1.3;
    if (sign.kind === 'suspended') this.#become(operation.stranger());
    operation.adapt(
      `${sign.kind} account`,
      `waits ${Math.round(this.#patienceMillis / HOUR)} h, writes in private ${Math.round(this.#inPrivate * 100)} % of the time`,
    );
  }

  #become(model: number): void {
    if (model < 0) return;
    for (const account of this.#operation.recruit(1, 6 * HOUR, { copies: model })) this.#models.set(account, model);
  }
}
