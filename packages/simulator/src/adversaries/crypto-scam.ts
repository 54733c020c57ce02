/**
 * Crypto giveaways: as link spam, but under posts that run hot, with the promise to send back more than one sends. What it takes is
 * money, so it weighs more, and pays for more care.
 */
import { Grammar } from '../topics/grammar.ts';
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
  begin: (operation) =>
    new LinkSpam(
      operation,
      new Grammar({
        coins: [
          '{flash} {coin} airdrop: send your wallet, get {percent} back, {only}',
          '{thanks} {coin} doubled my {sum}. Only {only}',
        ],
        flash: ['LIVE NOW:', 'Today only:', 'Final hours:', 'Official:'],
        coin: ['MoonHeron', 'TideCoin', 'NestFi', 'PloverSwap'],
        percent: ['200%', 'twice', '150%'],
        only: ['first 100 people', 'while it lasts', 'until midnight', 'for followers'],
        thanks: ['Not a joke,', 'Thank you team,', 'I was afraid, but'],
        sum: ['savings', '0.5 coin', '$300', 'first salary'],
      }),
      'coins',
    ),
};
