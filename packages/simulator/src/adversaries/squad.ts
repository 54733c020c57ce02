/** Operations and their tactics at work: whose turn it is, and what they notice before it. */
import { STATUS } from '../accounts/accounts.ts';
import type { Loop } from '../enforcement/loop.ts';
import { HOUR } from '../time/rhythm.ts';
import type { Sign, Tactics } from './adversary.ts';
import { describeSign, type Operation } from './operation.ts';
import { PRICES } from './prices.ts';

/** Somebody who looks at the figures of an account finds out after a few posts that nobody sees them. */
const NOTICES_LOW_REACH = 0.08;
const APPEALS = 0.05;

export interface Squad {
  readonly operation: Operation;
  readonly tactics: Tactics;
}

/** One turn of an operated account; when its next one is, or null. */
export function takeTurn({ operation, tactics }: Squad, account: number, loop: Loop | null): number | null {
  const { world, dice } = operation;
  if (!operation.exists(account)) {
    operation.signUp(account, tactics.signUpIsHarm === true ? operation.cause : operation.cover);
    return operation.after(operation.care * 8 * HOUR + HOUR / 6, 1);
  }
  const { accounts } = world;
  if (accounts.has(account, STATUS.suspended)) {
    if (loop !== null && dice.chance(APPEALS * (1 + operation.care))) loop.appeal(account, operation.cover);
    tell(operation, tactics, { kind: 'suspended', account });
    // A decision may be overturned; whoever owns many accounts does not wait for it.
    return null;
  }
  if (accounts.has(account, STATUS.challenged)) {
    const passed = loop !== null && dice.chance(0.15 + 0.8 * operation.care) && operation.pay(PRICES.captcha);
    if (passed) loop.enforcement.release(account, STATUS.challenged);
    tell(operation, tactics, { kind: 'challenged', account, passed });
    return passed ? operation.after(HOUR / 4) : null;
  }
  if (accounts.has(account, STATUS.slowed) && dice.chance(NOTICES_LOW_REACH))
    tell(operation, tactics, { kind: 'slowed', account });
  if (accounts.has(account, STATUS.limited) && dice.chance(NOTICES_LOW_REACH))
    tell(operation, tactics, { kind: 'unseen', account });
  for (const domain of operation.domains) {
    if (!world.lostLinks.has(domain)) continue;
    operation.domains.splice(operation.domains.indexOf(domain), 1);
    tell(operation, tactics, { kind: 'link-lost', domain });
    break;
  }
  return tactics.act(account);
}

function tell(operation: Operation, tactics: Tactics, sign: Sign): void {
  const before = operation.responses;
  tactics.notice(sign);
  if (operation.responses === before && sign.kind !== 'suspended')
    operation.adapt(describeSign(sign), 'goes on as before');
}
