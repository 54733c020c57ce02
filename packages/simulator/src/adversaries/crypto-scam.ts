/**
 * Crypto giveaways: as link spam, but under posts that run hot, with the promise to send back more than one sends. What it takes is
 * money, so it weighs more, and pays for more care.
 */
import { COINS } from '../topics/pitches/coins.ts';
import type { Adversary } from './adversary.ts';
import { LinkSpam } from './link-spam.ts';

export const cryptoScam: Adversary = {
  kind: 'crypto-scam',
  goal: 'coins sent to its wallets',
  harm: 'scam',
  sources: [
    'Vakilinia, "Cryptocurrency giveaway scam with YouTube live stream", UEMCON 2022',
    'Mazza et al., "Ready-to-(ab)use: from fake account trafficking to coordinated inauthentic behavior", OSNEM 2022',
    'methods.md 2.3.5 (HighCryptospamScore), 3.1.5',
  ],
  defaults: { accounts: 16, budgetDollars: 160 },
  begin: (operation) => new LinkSpam(operation, COINS),
};
